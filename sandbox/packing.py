"""How files of exports are packed."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping
from typing import Literal


def packed(sheets: Mapping[str, str], form: Literal["gzip", "zip", "tar"]) -> bytes:
    """The first CSV alone, or an archive of those that have rows."""
    if form == "gzip":
        return gzip.compress(next(iter(sheets.values())).encode(), mtime=0)
    files = {
        f"{name}_20251122_101500.csv": text.encode()
        for name, text in sheets.items()
        if text.count("\n") > 1
    }
    whole = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in files.items():
                archive.writestr(name, body)
    else:
        with tarfile.open(fileobj=whole, mode="w:gz") as tar:
            for name, body in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(body)
                tar.addfile(entry, io.BytesIO(body))
    return whole.getvalue()
