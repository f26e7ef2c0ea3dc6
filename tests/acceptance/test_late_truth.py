"""What changes without moving `updated_at` arrives with the daily refresh, and costs little."""

from sandbox import Sandbox
from sources.intercom import choose
from sources.intercom.tables import Contact, Conversation, Ticket
from tests.acceptance.raw_dataset import RawDataset, settings_of
from tests.acceptance.settable_clock import SettableClock

DAY = 86_400
NAMES = ["contacts", "tickets", "conversations"]


def reads(api: Sandbox) -> list[str]:
    """Conversations that were asked for one by one."""
    return [
        request.path.rsplit("/", 1)[1]
        for request in api.requests
        if request.method == "GET" and request.path.startswith("/conversations/")
    ]


def test_a_late_change_arrives_within_a_day(duckdb_raw: RawDataset, clock: SettableClock) -> None:
    with Sandbox(80, seed=5, now=clock.glance, wall_clock=clock.glance) as api:
        duckdb_raw.sync(api, clock, choose(NAMES))
        recent = max(duckdb_raw.rows(Conversation), key=lambda row: row["updated_at"])["id"]
        person = max(duckdb_raw.rows(Contact), key=lambda row: row["updated_at"])["id"]
        api.workspace.put("conversations", recent, {"title": "settled late"}, touch=False)
        api.workspace.put("contacts", person, {"name": "renamed late"}, touch=False)
        clock.advance(2 * 3600)
        duckdb_raw.sync(api, clock, choose(NAMES))
        too_early = {row["title"] for row in duckdb_raw.rows(Conversation)}

        clock.advance(DAY)
        api.requests.clear()
        duckdb_raw.sync(api, clock, choose(NAMES))

        assert "settled late" not in too_early
        assert reads(api) == [recent]
        titles = {row["id"]: row["title"] for row in duckdb_raw.rows(Conversation)}
        names = {row["id"]: row["name"] for row in duckdb_raw.rows(Contact)}
        assert (titles[recent], names[person]) == ("settled late", "renamed late")


def test_an_old_ticket_that_is_open_is_looked_at_daily(
    raw: RawDataset, clock: SettableClock
) -> None:
    with Sandbox(80, seed=5, now=clock.glance, wall_clock=clock.glance) as api:
        raw.sync(api, clock, choose(["tickets"]))
        opened = [row for row in raw.rows(Ticket) if row["open"]]
        oldest = min(opened, key=lambda row: row["updated_at"])
        shared = not oldest["is_shared"]
        api.workspace.put("tickets", oldest["id"], {"is_shared": shared}, touch=False)

        clock.advance(60 * DAY)  # far behind the weeks that are searched again
        session = raw.sync(api, clock, choose(["tickets"]))

        assert {row["id"]: row["is_shared"] for row in raw.rows(Ticket)}[oldest["id"]] is shared
        assert session.tallies["tickets"].loaded["tickets"] == 1


def test_no_refresh_when_the_user_wants_none(duckdb_raw: RawDataset, clock: SettableClock) -> None:
    with Sandbox(40, seed=5, now=clock.glance, wall_clock=clock.glance) as api:
        settings = settings_of(api).model_copy(update={"refresh_days": 0})
        duckdb_raw.sync(api, clock, choose(NAMES), settings=settings)

        clock.advance(3 * DAY)
        session = duckdb_raw.sync(api, clock, choose(NAMES), settings=settings)

        assert {name: session.tallies[name].requests for name in NAMES} == dict.fromkeys(NAMES, 2)
