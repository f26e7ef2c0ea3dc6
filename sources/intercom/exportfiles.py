"""Files of exports: CSV, alone or in gzip, zip and tar; read row by row, and never a part as all.

Knows nothing of tables, jobs or HTTP.
"""

import csv
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

csv.field_size_limit(2**31 - 1)  # a message may be longer than the 128 KB that csv allows
_GZIP, _ZIP, _TAR = b"\x1f\x8b", b"PK\x03\x04", b"ustar"
_TAR_AT = 257
_BROKEN = (
    EOFError,  # gzip that ends too early
    OSError,  # gzip of another length or checksum than it says
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    csv.Error,
)


class Damaged(Exception):
    """A file that is not whole, or not what it should be; says why."""


def sheets(file: IO[bytes], name: str = "") -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Every CSV of a file in turn: its name, if it has one, and its rows, the header first.

    Errors: `Damaged`, also while rows are read.
    """
    try:
        yield from _unpacked(file, name)
    except _BROKEN as error:
        raise Damaged(str(error) or type(error).__name__) from None


def _unpacked(file: IO[bytes], name: str) -> Iterator[tuple[str, Iterator[list[str]]]]:
    file.seek(0)
    start = file.read(_TAR_AT + len(_TAR))
    file.seek(0)
    if start.startswith(_GZIP):
        with gzip.open(file) as inner:
            yield from _unpacked(inner, name)  # type: ignore[arg-type]
    elif start.startswith(_ZIP):
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    with archive.open(member) as inner:
                        yield from _unpacked(inner, member.filename)
    elif start[_TAR_AT:] == _TAR:
        with tarfile.open(fileobj=file) as archive:
            for entry in archive:
                if entry.isfile() and (inside := archive.extractfile(entry)):
                    yield from _unpacked(inside, entry.name)
    else:
        yield name, _rows(file)


def _rows(file: IO[bytes]) -> Iterator[list[str]]:
    """The rows of a CSV, each as wide as its header."""
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    try:
        reader = csv.reader((line.replace("\0", "\ufffd") for line in text), strict=True)
        header = next(reader, None)
        if not header:
            raise Damaged("it is empty")
        yield header
        for row in reader:
            if len(row) == len(header):
                yield row
            elif row:
                raise Damaged(f"line {reader.line_num} has {len(row)} of {len(header)} columns")
    except _BROKEN as error:
        raise Damaged(str(error) or type(error).__name__) from None
    finally:
        text.detach()  # whoever opened the file closes it
