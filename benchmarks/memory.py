"""Peak memory of the client: ever larger workspaces, and the largest threads in a row."""

from benchmarks.figures import Figure, Section
from benchmarks.processes import sync, target, workspace
from benchmarks.sizes import Sizes

TITLE = "Memory"
_MOST_MB = 350
_GIANT_PARTS = 500
_NOTES = (
    "Resident memory of the client at its peak, a process per run, into DuckDB; no limit and no"
    " latency, so that rows come as fast as they can.",
    "A giant thread has 500 parts, each with a body of the size named; no two bodies are the same.",
)


def measure(sizes: Sizes) -> Section:
    """Sync workspaces of each size, then one of giant threads."""
    figures = [Figure(f"{count:,} conversations", _peak(count), "MB", most=_MOST_MB)
               for count in sizes.memory]  # fmt: skip
    growth = figures[-1].value / figures[0].value
    last, first = (f"{sizes.memory[place]:,}" for place in (-1, 0))
    figures.append(Figure(f"{last} conversations over {first}", growth, "", 2))
    figures += _giants(sizes.giants, sizes.giant_kb)
    return Section("memory", figures, notes=list(_NOTES))


def _peak(conversations: int) -> float:
    size = ("--conversations", conversations, "--rate-limit", "none", "--keep-requests", 100)
    with workspace(*size) as source, target() as into:
        return float(sync(source, into, "conversations")["peak_mb"])


def _giants(threads: int, body_kb: int) -> list[Figure]:
    size = ("--threads", threads, "--parts", _GIANT_PARTS, "--body-kb", body_kb)
    with workspace(*size, module="benchmarks.giants") as source, target() as into:
        result = sync(source, into, "conversations")
    name = f"{threads} giant threads of {body_kb} KB bodies"
    return [
        Figure(name, result["peak_mb"], "MB", most=_MOST_MB),
        Figure(f"{name}: parts loaded", result["loaded"]["conversation_parts"]),
        Figure(f"{name}: wall", result["wall_s"], "s"),
    ]
