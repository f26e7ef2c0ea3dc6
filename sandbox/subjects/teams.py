"""How busy the members of a team are at this moment."""

from sandbox.directory import Json
from sandbox.state import State

IDLE_AFTER_S = 1_800
_NOTHING = {"open": 0, "idle": 0, "snoozed": 0}


def team_metrics(workspace: State, team: Json, idle_after_s: int = IDLE_AFTER_S) -> list[Json]:
    """Open, idle and snoozed conversations of each member, counted now."""
    table, quiet_since = workspace.conversations, workspace.clock() - idle_after_s
    found: dict[str, Json] = {
        str(admin): {"type": "team_metric", "admin_id": str(admin), **_NOTHING}
        for admin in team["admin_ids"]
    }
    states = table.columns["state"]
    for row in table.rows():
        if states[row] == "closed":
            continue
        conversation = table.get(row)
        counts = found.get(str(conversation["admin_assignee_id"]))
        if counts is None:
            continue
        counts[conversation["state"]] += 1
        if conversation["state"] == "open" and conversation["updated_at"] < quiet_since:
            counts["idle"] += 1
    return list(found.values())
