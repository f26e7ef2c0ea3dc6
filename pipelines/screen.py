"""What is shown on a screen: tables and lines on stdout, calm, coloured on terminals only."""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from rich.console import Console
from rich.table import Table

_UNLIMITED = 240  # columns, where nobody's window is too narrow


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    right: bool = False
    style: str = ""
    is_seconds: bool = False


def numbers(*names: str) -> list[Column]:
    """Columns of figures."""
    return [Column(name, right=True) for name in names]


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # rich would end the program, with an exit code of its own


@cache
def console(*, stderr: bool = False) -> Console:
    """Where to write; NO_COLOR and terminals are rich's business."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _UNLIMITED
    return _Console(stderr=stderr, highlight=False, width=width)


def line(text: str = "", style: str = "") -> None:
    """One line of text, as it is: brackets are not markup."""
    console().print(text, style=style or None, markup=False, soft_wrap=True)


def table(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """A table under its title; nothing if it has no rows."""
    grid = make_table(columns)
    for row in rows:
        grid.add_row(
            *(
                span(value) if column.is_seconds and value is not None else shown(value)
                for column, value in zip(columns, row, strict=True)
            )
        )
    if not grid.row_count:
        return
    if title:
        line()
        line(title, style="bold")
    with console().capture() as drawn:
        console().print(grid)
    text = drawn.get()
    if not console().is_terminal:
        text = "".join(f"{row.rstrip()}\n" for row in text.splitlines())
    sys.stdout.write(text)


def make_table(columns: Sequence[Column]) -> Table:
    """An empty table in the style of this command."""
    grid = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in columns:
        justify: Any = "right" if column.right else "left"
        grid.add_column(column.name, justify=justify, style=column.style, overflow="fold")
    return grid


def shown(value: Any) -> str:
    """A value for people: thousands apart, moments without fractions, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return str(value)


def span(seconds: float) -> str:
    """A stretch of time in its two largest units: `2d 4h`, `3m 20s`, `12s`."""
    if seconds < 60:
        return f"{seconds:.1f}s" if seconds < 10 else f"{seconds:.0f}s"
    whole = int(seconds)
    steps = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
    parts: list[str] = []
    for size, unit in steps:
        count, whole = divmod(whole, size)
        if count or parts:
            parts.append(f"{count}{unit}")
    return " ".join(parts[:2])


def pause(until: float) -> str:
    """What to say of a pause of more than a minute that Intercom asks for."""
    left = span(max(0.0, until - time.time()))
    return f"Intercom asks to wait until {datetime.fromtimestamp(until, UTC):%H:%M} UTC, {left}"


def counted(count: int, noun: str) -> str:
    """`1 request`, `1,204 requests`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """`a`, `a and b`, `a, b and c`; of more than `most` how many more there are."""
    shown = list(names)
    if most is not None and len(names) > most:
        shown = [*names[:most], f"{len(names) - most} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
