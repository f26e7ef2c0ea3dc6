"""`make bench`: every point of speed with what was wanted of it, and docs/benchmarks.md."""

import argparse
import sys
import time
from pathlib import Path
from types import ModuleType

from rich.console import Console

from benchmarks import capacity, contacts, growth, memory, peers, rate, transforms, unchanged
from benchmarks.figures import Section
from benchmarks.page import page, screen
from benchmarks.sizes import LARGE, SMALL, USUAL, Sizes

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "benchmarks.md"
SECTIONS: dict[str, ModuleType] = {
    "rate": rate,
    "capacity": capacity,
    "contacts": contacts,
    "memory": memory,
    "unchanged": unchanged,
    "growth": growth,
    "reports": transforms,
    "peers": peers,
}
TITLES: dict[str, str] = {name: module.TITLE for name, module in SECTIONS.items()}


def main() -> int:
    """Measure the sections one after the other; each is kept until it is measured again."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--large", action="store_true", help="up to 200,000 conversations")
    size.add_argument("--small", action="store_true", help="to see that it works; nothing is kept")
    parser.add_argument("--saved", action="store_true", help="measure nothing, write the page")
    asked = parser.parse_args()
    sizes = LARGE if asked.large else SMALL if asked.small else USUAL
    console = Console()
    for name in [] if asked.saved else asked.only:
        section = _measure(name, sizes)
        for table in screen(TITLES, section):
            console.print(table)
        if not asked.small:
            section.save(RESULTS)
    if not asked.small:
        PAGE.write_text(page(TITLES, saved()))
    return 0


def saved(folder: Path = RESULTS) -> list[Section]:
    """The sections that were measured so far, in their order."""
    found = (Section.load(folder, name) for name in SECTIONS)
    return [section for section in found if section is not None]


def _measure(name: str, sizes: Sizes) -> Section:
    started = time.monotonic()
    section: Section = SECTIONS[name].measure(sizes)
    section.seconds = time.monotonic() - started
    return section


if __name__ == "__main__":
    sys.exit(main())
