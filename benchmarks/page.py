"""`docs/benchmarks.md` from what the sections saved, and the same as a table on the screen."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from benchmarks.figures import Section

_COLORS = {"met": "green", "missed": "red"}
_HEAD = """\
<!-- Made by `python -m benchmarks` from benchmarks/results; do not edit. -->

# Benchmarks

What `make bench` measured. The workspace is the simulated one of `sandbox/`, made from a seed and
served over plain HTTP by a process of its own on the same cores. Latency is drawn from a lognormal
with the median and the 99th percentile that are named; a limit is counted in Intercom's windows of
ten seconds. *Ratio* is measured over wanted. `--large` goes up to 200,000 conversations;
`python -m benchmarks --only NAME` measures a section again."""


def page(titles: Mapping[str, str], sections: Sequence[Section]) -> str:
    """The whole page; sections without a result say so."""
    found = {section.name: section for section in sections}
    parts = [_HEAD, *_verdicts(sections)]
    for name, title in titles.items():
        parts.append(f"## {title}")
        parts += _section(found[name]) if name in found else [_missing(name)]
    return "\n\n".join(parts) + "\n"


def screen(titles: Mapping[str, str], section: Section) -> Iterator[Table]:
    """The tables of a section for the terminal."""
    title = f"{titles[section.name]} ({section.seconds:.0f} s)"
    table = Table("figure", "measured", "wanted", "ratio", "", title=title)
    for one in section.figures:
        color = _COLORS.get(one.verdict, "default")
        mark = f"[{color}]{one.verdict}[/{color}]"
        table.add_row(one.what, one.measured, one.wanted, one.ratio, mark)
    if section.figures:
        yield table
    if section.rows:
        more = Table(*section.columns, title="" if section.figures else title)
        for row in section.rows:
            more.add_row(*row)
        yield more


def _verdicts(sections: Sequence[Section]) -> Iterator[str]:
    figures = [(s, one) for s in sections for one in s.figures if one.verdict]
    missed = [f"- {s.name}: {one.what}" for s, one in figures if one.verdict == "missed"]
    if figures:
        met = f"{len(figures)} figures are bound, {len(figures) - len(missed)} of them as wanted."
        yield f"{met} Not so:" if missed else met
    if missed:
        yield "\n".join(missed)


def _section(section: Section) -> Iterator[str]:
    yield f"{section.measured_on}, {section.cores} cores, {section.seconds:.0f} s."
    if section.figures:
        head = ["figure", "measured", "wanted", "ratio", "verdict"]
        cells = [[f.what, f.measured, f.wanted, f.ratio, f.verdict] for f in section.figures]
        yield _markdown(head, cells)
    if section.rows:
        yield _markdown(section.columns, section.rows)
    if section.notes:
        yield "\n".join(f"- {note}" for note in section.notes)


def _missing(name: str) -> str:
    return f"Not measured yet: `python -m benchmarks --only {name}`."


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
