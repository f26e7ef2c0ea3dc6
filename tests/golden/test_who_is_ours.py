"""Settings say who is ours: colleagues among the contacts, bots on teammates' seats, apps."""

import pytest

from tests.golden.story import ANNA, CUSTOMER, OPERATOR, TO_ANNA, Golden, moment, part
from tests.golden.test_incremental import contents
from transforms import Settings

settings = Settings(
    our_domains=("@Example.com",),
    bot_admins=("Agent@vendor.example", "6"),
    bot_apps=("desk-sync",),
    as_of=moment("+0 Fri 12:00"),
)
AGENT = {"author_type": "admin", "author_id": "5", "author_email": "agent@vendor.example"}
OTHER_AGENT = {"author_type": "admin", "author_id": "6", "author_email": None}
BEN_AS_CONTACT = {"author_type": "user", "author_id": "c7", "author_email": None}
CLEO = {"author_type": "lead", "author_id": "c8", "author_email": None}
DAN = {"author_type": "user", "author_id": "c9", "author_email": "Dan@Example.com"}
TO_AGENT = {"type": "admin", "id": "5"}

told = Golden()
for number, name, address in (
    ("1", "Anna", "anna@example.com"),
    ("2", "Ben", "ben@example.com"),
    ("5", "Agent", "Agent@vendor.example"),
    ("6", "Other agent", "other@vendor.example"),
    ("9", "Operator", "operator+x@i.io"),
):
    told.row("admins", id=number, name=name, email=address)
told.row("contacts", id="c1", role="user", email="kim@example.org", email_domain="example.org")
told.row("contacts", id="c7", role="user", email="Ben@Example.com", email_domain="Example.com")
told.row("contacts", id="c8", role="lead", email="cleo@example.com")
told.conversation(
    "colleagues",
    "Mon 09:00",
    part("Mon 09:10", "comment", BEN_AS_CONTACT),
    part("Mon 09:20", "comment", CUSTOMER),
    part("Mon 09:50", "comment", CLEO),
    part("Mon 10:00", "comment", DAN),
    part("Mon 10:10", "close", ANNA),
    part("Mon 11:00", "comment", CLEO),
)
told.conversation("begun_by_colleague", "Tue 09:00", by=CLEO)
told.conversation(
    "agents",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=TO_AGENT),
    part("Mon 09:02", "comment", AGENT),
    part("Mon 09:03", "comment", OTHER_AGENT),
    part("Mon 09:05", "assignment", AGENT, to=TO_ANNA),
    part("Mon 09:30", "comment", ANNA),
    part("Mon 10:00", "close", AGENT),
    state="closed",
    rating_value=2,
    rating_teammate_type="admin",
    rating_teammate_id="5",
    rating_updated_at=moment("Mon 12:00"),
)
told.conversation(
    "apps",
    "Mon 09:00",
    part("Mon 09:02", "comment", ANNA, app_package_code="desk-sync"),
    part("Mon 09:03", "comment", CUSTOMER, app_package_code="desk-sync"),
    part("Mon 09:40", "comment", ANNA, app_package_code="another-app"),
)


def kinds(warehouse, conversation):
    found = warehouse.table(
        "conversation_events",
        "event_order, author_kind, author_id",
        where=f"conversation_id = '{conversation}'",
    )
    return [row[1:] for row in found]


def test_a_contact_with_one_of_our_addresses_is_a_teammate(warehouse):
    waits = warehouse.table(
        "customer_waits",
        "wait_order, started_at, ended_at, answered_by_admin_id",
        where="conversation_id = 'colleagues'",
    )
    begun = warehouse.table(
        "conversations",
        "started_by, human_replies, customer_messages",
        where="conversation_id in ('colleagues', 'begun_by_colleague')",
    )

    assert kinds(warehouse, "colleagues") == [
        ("customer", "c1"),
        ("teammate", "2"),  # Ben's seat has the contact's address
        ("customer", "c1"),
        ("teammate", "c8"),
        ("teammate", "c9"),
        ("teammate", "1"),
        ("teammate", "c8"),
    ]
    assert waits == [(1, "Mon 09:00", "Mon 09:10", "2"), (2, "Mon 09:20", "Mon 09:50", "c8")]
    assert begun == [("customer", 4, 2), ("teammate", 0, 0)]


def test_the_words_of_a_contact_open_what_was_closed_whoever_it_is(warehouse):
    found = warehouse.table(
        "conversation_states", "started_at, state", where="conversation_id = 'colleagues'"
    )

    assert ("Mon 11:00", "open") in found


def test_an_agent_on_a_teammates_seat_is_a_bot(warehouse):
    found = warehouse.table(
        "conversations",
        "first_human_reply_at, human_replies, bot_messages, closed_by_last",
        where="conversation_id = 'agents'",
    )
    assigned = warehouse.table(
        "conversation_assignments",
        "started_at, assignee_id, is_bot_assignment",
        where="conversation_id = 'agents'",
    )

    assert [kind for kind, _ in kinds(warehouse, "agents")] == [
        *("customer", "bot", "bot", "bot", "bot", "teammate", "bot"),
    ]
    assert found == [("Mon 09:30", 1, 2, "bot")]
    assert assigned == [("Mon 09:01", "5", True), ("Mon 09:05", "1", False)]


def test_an_agent_has_no_csat_and_no_days_of_a_teammate(warehouse):
    rated = warehouse.table("ratings", "rated_kind, rated_admin_id, rating")
    days = warehouse.table("teammate_daily", "admin_id, replies, closes, ratings")
    bots = warehouse.table("teammates", "admin_id", where="is_bot")

    assert rated == [("bot", None, 2)]
    assert {admin for admin, *_ in days} & {"5", "6"} == set()
    assert ("2", 1, 0, 0) in days
    assert bots == [("5",), ("6",), ("9",)]


def test_an_app_that_writes_in_a_teammates_name_is_a_bot(warehouse):
    assert [kind for kind, _ in kinds(warehouse, "apps")] == [
        *("customer", "bot", "customer", "teammate"),
    ]


def test_a_name_that_nobody_has_is_told(warehouse):
    wrong = Settings(
        our_domains=("example.com", "example.net"),
        bot_admins=("6", "77", "agent@vendor.example", "who@vendor.example"),
        bot_apps=("desk-sync", "desk-sink"),
    )

    [result] = [result for result in warehouse.check(settings=wrong) if result.failures]

    assert sorted(result.sample) == [
        ("bot_admins", "77"),
        ("bot_admins", "who@vendor.example"),
        ("bot_apps", "desk-sink"),
        ("our_domains", "example.net"),
    ]


@pytest.mark.parametrize("chosen", [settings, None], ids=["set", "unset"])
def test_a_changed_setting_and_a_new_colleague_rebuild_what_depends_on_them(warehouse, chosen):
    """The last test: it changes the module's warehouse."""
    later = Golden()
    later.row("contacts", id="c1", role="user", email="kim@example.com", email_domain="example.com")
    other = Settings(as_of=settings.as_of)
    warehouse.transform(settings=other if chosen else settings)
    if chosen:
        warehouse.load(later.rows, load_id="1700000000.2")

    warehouse.transform(settings=chosen or other)
    incremental, authors = contents(warehouse), kinds(warehouse, "colleagues")
    warehouse.transform(settings=chosen or other, full=True)

    assert incremental == contents(warehouse)
    assert authors[0] == (("teammate", "c1") if chosen else ("customer", "c1"))
    assert authors[1] == (("teammate", "2") if chosen else ("customer", "c7"))
    kinds_now = [kind for kind, _ in kinds(warehouse, "agents")]
    assert kinds_now[2] == ("bot" if chosen else "teammate")
