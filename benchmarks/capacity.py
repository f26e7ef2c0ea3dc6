"""What the machine can do when neither limit nor latency holds it back, on both engines."""

from collections.abc import Iterator

from benchmarks.figures import Figure, Section
from benchmarks.processes import Workspace, sync, target, workspace
from benchmarks.sizes import Sizes
from pipelines.warehouse import Kind

TITLE = "Capacity"
WANTED: dict[Kind, int] = {"duckdb": 500, "postgres": 350}
"""Conversations a second."""
_PARTS = 10
_NOTES = (
    "No limit, no latency: one GET per conversation, rows loaded and merged. The workspace and"
    " Postgres share the cores with the client; CPU is the client's alone, in"
    " proportion to the parts.",
)


def measure(sizes: Sizes) -> Section:
    """Sync the same conversations into DuckDB and into Postgres."""
    figures: list[Figure] = []
    size = ("--conversations", sizes.capacity, "--rate-limit", "none")
    with workspace(*size) as source:
        for kind, wanted in WANTED.items():
            figures += _engine(source, kind, sizes.capacity, wanted)
    return Section("capacity", figures, notes=list(_NOTES))


def _engine(source: Workspace, kind: Kind, count: int, wanted: int) -> Iterator[Figure]:
    with target(kind) as into:
        result = sync(source, into, "conversations")
    name = f"{kind}, {count:,} conversations"
    parts = result["loaded"]["conversation_parts"] / result["loaded"]["conversations"]
    cpu_ms = 1_000 * result["cpu_s"] / count * _PARTS / parts
    yield Figure(f"{name}: conversations a second", count / result["wall_s"], least=wanted)
    yield Figure(f"{name}: CPU for one with ten parts", cpu_ms, "ms", 2, most=1.5)
    yield Figure(f"{name}: parts per conversation", parts, "", 1)
