"""What stands in the files of a folder, whatever they are packed in."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq


def files_with(folder: Path, *words: str) -> dict[str, list[str]]:
    """The files that hold one of the words, by their path in the folder."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        contents = b"\n".join(_contents(file)).lower()
        if held := [word for word in words if word.lower().encode() in contents]:
            found[file.relative_to(folder).as_posix()] = held
    return found


def _contents(file: Path) -> Iterator[bytes]:
    yield file.read_bytes()
    if file.suffix == ".gz":
        yield gzip.decompress(file.read_bytes())
    if file.suffix == ".parquet":
        yield str(pq.read_table(file).to_pylist()).encode()
    if file.suffix == ".duckdb":
        yield from _tables(file)


def _tables(file: Path) -> Iterator[bytes]:
    with closing(duckdb.connect(str(file), read_only=True)) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = current_database()"
        ).fetchall()
        for schema, name in names:
            rows = connection.execute(f'select * from "{schema}"."{name}"').fetchall()
            yield str(rows).encode()
