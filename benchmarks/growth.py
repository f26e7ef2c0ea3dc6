"""What 500 changed conversations cost when the warehouse holds ever more, on both engines."""

from collections.abc import Iterator
from statistics import median

from benchmarks.figures import Figure, Section
from benchmarks.processes import Target, Workspace, sync, target, workspace
from benchmarks.sizes import Sizes
from pipelines.warehouse import Kind

TITLE = "Growth of the warehouse"
_MOST = 1.5
_SYNCS = 3
_NOTES = (
    "The workspace is synced once and its conversations with their parts are copied within the"
    " warehouse; then random conversations get a reply, and wall and CPU of the next sync are"
    f" taken, the median of {_SYNCS}. No limit, no latency, no reports.",
)


def measure(sizes: Sizes) -> Section:
    """Sync the changes of the same workspace into warehouses of each size."""
    figures: list[Figure] = []
    kinds: tuple[Kind, ...] = ("duckdb", "postgres")
    for kind in kinds:
        found = {count: _one(kind, count, sizes) for count in sizes.growth}
        figures += _figures(kind, found)
    return Section("growth", figures, notes=list(_NOTES))


def _one(kind: Kind, held: int, sizes: Sizes) -> tuple[float, float, int]:
    """Wall and CPU seconds of a sync of what changed, and how many conversations those were."""
    size = ("--conversations", sizes.growth_seed, "--rate-limit", "none")
    with workspace(*size) as source, target(kind) as into:
        sync(source, into, "conversations", copies=held // sizes.growth_seed)
        runs = [_changed(source, into, sizes.growth_replies, turn) for turn in range(_SYNCS)]
    wall, cpu, written = (median(one) for one in zip(*runs, strict=True))
    return wall, cpu, int(written)


def _changed(source: Workspace, into: Target, replies: int, turn: int) -> tuple[float, float, int]:
    source.reply(replies, seed=turn)
    result = sync(source, into, "conversations")
    return result["wall_s"], result["cpu_s"], result["loaded"]["conversations"]


def _figures(kind: Kind, found: dict[int, tuple[float, float, int]]) -> Iterator[Figure]:
    for held, (wall, cpu, written) in found.items():
        name = f"{kind}, {held:,} held, {written:,} changed"
        yield Figure(f"{name}: wall", wall, "s", 2)
        yield Figure(f"{name}: CPU", cpu, "s", 2)
    least, most = min(found), max(found)
    name = f"{kind}, {most:,} held over {least:,}"
    yield Figure(f"{name}: wall", found[most][0] / found[least][0], "", 2, most=_MOST)
    yield Figure(f"{name}: CPU", found[most][1] / found[least][1], "", 2, most=_MOST)
