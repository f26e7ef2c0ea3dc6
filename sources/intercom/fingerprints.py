"""What tells a search row that the warehouse holds from one that changed. Pure functions."""

from typing import Any

from .endpoints import Endpoint
from .rows import row_hash


def fingerprint(endpoint: Endpoint, row: dict[str, Any]) -> str:
    """A hash of the row; for threads, time and number of parts stand before it and a `#`.

    The parts of a thread are not in its row: the day-by-day question is whether they changed.
    """
    if endpoint.read != "threads":
        return row_hash(row)
    return f"{row.get('updated_at')}:{part_count(row)}#{row_hash(row)}"


def part_count(row: dict[str, Any]) -> int:
    """Parts as Intercom's statistics count them, more than it sends."""
    statistics = row.get("statistics")
    count = statistics.get("count_conversation_parts") if isinstance(statistics, dict) else None
    return count if isinstance(count, int) else 0
