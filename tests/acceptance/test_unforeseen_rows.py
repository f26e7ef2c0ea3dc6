"""No key is lost and none is silent; a row that does not fit its table stops no other."""

from dataclasses import replace
from datetime import timedelta

from sandbox import Knobs, Sandbox
from sources.intercom import tables
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import endpoints
from tests.acceptance.settable_clock import SettableClock
from tests.acceptance.source_tables import lost_keys

WANTED = endpoints("tags", "contacts", "tickets", "conversations")
READ = (
    tables.Tag,
    tables.Contact,
    tables.Ticket,
    tables.TicketPart,
    tables.Conversation,
    tables.ConversationPart,
)


def test_unknown_keys_arrive_wherever_they_are(raw: RawDataset, clock: SettableClock) -> None:
    with Sandbox(20, now=clock.glance, wall_clock=clock.glance) as api:
        workspace = api.workspace
        talk = list(api.truth("conversations"))[3]
        part = talk["conversation_parts"]["conversation_parts"][0]["id"]
        person, ticket = (next(api.truth(kind))["id"] for kind in ("contacts", "tickets"))
        tag = next(api.truth("tags"))["id"]
        news = {"mood": {"score": 0.5, "why": ["\x00", None]}}
        workspace.put("conversations", talk["id"], {"source": {"author": news}, "statistics": news})
        workspace.put("conversations", talk["id"], news)
        workspace.put_part(talk["id"], part, {"author": news, "reaction": "🎉", "type": "new"})
        workspace.put("contacts", person, {"location": news, "sms_consent_2": False})
        workspace.put("tickets", ticket, {"ticket_state": news})
        workspace.put("tags", tag, news)

        session = raw.sync(api, clock, WANTED)

        mood = {"score": 0.5, "why": ["\ufffd", None]}
        assert extras(raw) == {
            ("conversations", talk["id"]): {
                "mood": mood,
                "source.author.mood": mood,
                "statistics.mood": mood,
            },
            ("conversation_parts", part): {
                "author.mood": mood,
                "reaction": "🎉",
                "type": "new",
            },
            ("contacts", person): {"location.mood": mood, "sms_consent_2": False},
            ("tickets", ticket): {"ticket_state.mood": mood},
            ("tags", tag): {"mood": mood},
        }
        ledger = {row["resource"]: row["unknown_keys"] for row in raw.rows(tables.SyncRun)}
        assert {name: keys for name, keys in ledger.items() if keys} == {
            "conversations": {
                "conversations.mood": 1,
                "conversations.source.author.mood": 1,
                "conversations.statistics.mood": 1,
                "conversation_parts.author.mood": 1,
                "conversation_parts.reaction": 1,
                "conversation_parts.type": 1,
            },
            "contacts": {"contacts.location.mood": 1, "contacts.sms_consent_2": 1},
            "tickets": {"tickets.ticket_state.mood": 1},
            "tags": {"tags.mood": 1},
        }
        assert session.tallies["conversations"].rejected == 0
        assert lost_keys(api, raw, *READ) == {}


def extras(raw: RawDataset) -> dict[tuple[str, str], object]:
    return {
        (model.table, row["id"]): row["_extra"]
        for model in READ
        for row in raw.rows(model)
        if row["_extra"]
    }


def test_a_row_that_does_not_fit_is_put_aside_with_its_reason(
    postgres_raw: RawDataset, clock: SettableClock
) -> None:
    with Sandbox(20, now=clock.glance, wall_clock=clock.glance) as api:
        workspace = api.workspace
        talks = list(api.truth("conversations"))
        part = talks[4]["conversation_parts"]["conversation_parts"][0]["id"]
        person = next(api.truth("contacts"))["id"]
        workspace.put("conversations", talks[3]["id"], {"created_at": "soon"})
        workspace.put_part(talks[4]["id"], part, {"redacted": "perhaps", "created_at": {}})
        workspace.put("contacts", person, {"signed_up_at": [1]})

        session = postgres_raw.sync(api, clock, WANTED)

        rejected = {row["object_id"]: row for row in postgres_raw.rows(tables.RejectedRow)}
        assert {name: row["table_name"] for name, row in rejected.items()} == {
            talks[3]["id"]: "conversations",
            part: "conversation_parts",
            person: "contacts",
        }
        assert rejected[talks[3]["id"]]["error"].startswith("created_at: ")
        assert rejected[person]["raw"]["signed_up_at"] == [1]
        held = {row["id"] for row in postgres_raw.rows(tables.Conversation)}
        assert held == {one["id"] for one in talks} - {talks[3]["id"]}
        assert part not in {row["id"] for row in postgres_raw.rows(tables.ConversationPart)}
        counts = {row["resource"]: row["rejected"] for row in postgres_raw.rows(tables.SyncRun)}
        assert {name: count for name, count in counts.items() if count} == {
            "conversations": 2,
            "contacts": 1,
        }
        assert session.failure() is None
        assert session.tallies["contacts"].status == "complete"


def test_a_key_that_every_row_gains_is_counted(
    postgres_raw: RawDataset, clock: SettableClock
) -> None:
    knobs = Knobs(extra_keys={"sudden": {"a": 1}})
    with Sandbox(20, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        wanted = [replace(one, lookback=timedelta(0)) for one in endpoints("tags", "contacts")]

        postgres_raw.sync(api, clock, wanted)

        for model in (tables.Tag, tables.Contact):
            rows = postgres_raw.rows(model)
            assert [row["_extra"] for row in rows] == [{"sudden": {"a": 1}}] * len(rows)
            (ledger,) = (
                row for row in postgres_raw.rows(tables.SyncRun) if row["resource"] == model.table
            )
            assert ledger["unknown_keys"] == {f"{model.table}.sudden": len(rows)}
            assert len(rows) > 3
