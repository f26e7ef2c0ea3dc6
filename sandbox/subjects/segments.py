"""How many people there are in each segment."""

from collections import Counter

from sandbox.directory import Json
from sandbox.state import State


def with_counts(workspace: State, segments: list[Json]) -> list[Json]:
    """The segments, each with the number of listed contacts in it."""
    table = workspace.contacts
    members = Counter(one for row in table.listed_rows() for one in table.get(row)["_segments"])
    return [{**segment, "count": members[segment["id"]]} for segment in segments]
