"""Intercom's statistics, a story for each rule by which it makes them, and what a wrong rule does.

The rules were read off threads that Intercom recorded, see `tests/recorded.py`. The office is open
from 9 to 17 on weekdays. `true` has all statistics of a story, those not named are null.
"""

import pytest

from tests.golden.story import (
    ANNA,
    BEN,
    CUSTOMER,
    OPERATOR,
    SUPPORT,
    TO_ANNA,
    TO_BEN,
    Golden,
    moment,
    part,
)
from tests.mutants import MUTANTS, found_by

told = Golden()
told.row(
    "office_hours_schedules",
    id="1",
    name="Weekdays",
    time_zone_name="UTC",
    twenty_four_seven=False,
    time_intervals=[
        {"start_minute": day * 1_440 + 540, "end_minute": day * 1_440 + 1_020} for day in range(5)
    ],
)
WITHOUT_SOURCE = {
    f"source_{name}": None
    for name in ("type", "delivered_as", "body", "author_type", "author_id", "author_email")
}


def true(*, parts: int, **statistics):
    """Columns of a conversation; moments are weekday and clock."""
    found = {"count_reopens": 0, "count_assignments": 0, **statistics}
    found = {
        name: moment(value) if name.endswith("_at") else value for name, value in found.items()
    }
    return {
        f"statistics_{name}": value
        for name, value in {**found, "count_conversation_parts": parts}.items()
    }


# S1: the source is counted as one more part, also where there is none.
told.conversation(
    "counts_its_source",
    "Mon 09:00",
    part("Mon 09:01", "note", ANNA),
    **true(parts=2, first_contact_reply_at="Mon 09:00", last_contact_reply_at="Mon 09:00"),
)
told.conversation("born_as_a_ticket", "Mon 09:00", **WITHOUT_SOURCE, **true(parts=1))

# S2: without a source nobody has written, and without a customer nothing counts.
told.conversation(
    "worked_on_without_a_customer",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:02", "comment", ANNA),
    part("Mon 09:03", "close", ANNA),
    part("Mon 09:04", "open", ANNA),
    part("Mon 09:05", "close", BEN),
    state="closed",
    **WITHOUT_SOURCE,
    **true(parts=6),
)
told.conversation(
    "opened_by_operator_without_a_word",
    "Mon 09:00",
    part("Mon 09:01", "comment", ANNA),
    by=OPERATOR,
    source_type=None,
    source_delivered_as="admin_initiated",
    source_body="",
    **true(parts=2),
)

# S3: what counts comes after the customer's first message in order, also within its second.
told.conversation(
    "assigned_twice_within_a_second",
    "Mon 09:00",
    part("Mon 09:01", "assignment", ANNA, to=TO_ANNA, id="501"),
    part("Mon 09:01", "comment", CUSTOMER, id="502"),
    part("Mon 09:01", "assignment", ANNA, to=TO_BEN, id="503"),
    by=ANNA,
    source_delivered_as="admin_initiated",
    **true(
        parts=4,
        first_contact_reply_at="Mon 09:01",
        last_contact_reply_at="Mon 09:01",
        first_assignment_at="Mon 09:01",
        last_assignment_at="Mon 09:01",
        count_assignments=1,
    ),
)

# S4: the median runs from the last message before the answer, the first response from the first.
told.conversation(
    "asks_twice",
    "Mon 09:00",
    part("Mon 10:00", "comment", CUSTOMER),
    part("Mon 10:05", "comment", ANNA),
    **true(
        parts=3,
        first_contact_reply_at="Mon 09:00",
        last_contact_reply_at="Mon 10:00",
        first_admin_reply_at="Mon 10:05",
        last_admin_reply_at="Mon 10:05",
        time_to_admin_reply=3_900,
        median_time_to_reply=300,
    ),
)

# S5: no open seconds are no duration, though the moment is there; assignments keep that clock, too.
told.conversation(
    "answered_on_saturday",
    "Sat 10:00",
    part("Sat 10:05", "comment", ANNA),
    part("Sat 10:06", "close", ANNA),
    state="closed",
    **true(
        parts=3,
        first_contact_reply_at="Sat 10:00",
        last_contact_reply_at="Sat 10:00",
        first_admin_reply_at="Sat 10:05",
        last_admin_reply_at="Sat 10:05",
        first_close_at="Sat 10:06",
        last_close_at="Sat 10:06",
        last_closed_by_id="1",
    ),
)
told.conversation(
    "assigned_over_night",
    "Mon 16:00",
    part("Tue 10:00", "assignment", OPERATOR, to=TO_ANNA),
    part("Tue 11:00", "comment", ANNA),
    **true(
        parts=3,
        first_contact_reply_at="Mon 16:00",
        last_contact_reply_at="Mon 16:00",
        first_assignment_at="Tue 10:00",
        last_assignment_at="Tue 10:00",
        last_assignment_admin_reply_at="Tue 11:00",
        first_admin_reply_at="Tue 11:00",
        last_admin_reply_at="Tue 11:00",
        count_assignments=1,
        time_to_assignment=7_200,
        time_to_admin_reply=10_800,
        median_time_to_reply=10_800,
    ),
)

# S6: durations run from when Intercom noted the opening, which may be a second later.
told.conversation(
    "noted_a_second_later",
    "Mon 09:00",
    part("Mon 09:01:01", "close", ANNA),
    state="closed",
    **true(
        parts=2,
        first_contact_reply_at="Mon 09:00:01",
        last_contact_reply_at="Mon 09:00:01",
        first_close_at="Mon 09:01:01",
        last_close_at="Mon 09:01:01",
        last_closed_by_id="1",
        time_to_first_close=60,
        time_to_last_close=60,
    ),
)

# S7: the customer's words open what was closed, as a click does.
told.conversation(
    "opened_again_twice",
    "Mon 09:00",
    part("Mon 09:01", "close", ANNA),
    part("Mon 10:00", "comment", CUSTOMER),
    part("Mon 10:01", "close", ANNA),
    part("Mon 11:00", "open", BEN),
    **true(
        parts=5,
        first_contact_reply_at="Mon 09:00",
        last_contact_reply_at="Mon 10:00",
        first_close_at="Mon 09:01",
        last_close_at="Mon 10:01",
        last_closed_by_id="1",
        count_reopens=2,
        time_to_first_close=60,
        time_to_last_close=3_660,
    ),
)

# S8: words that come with an assignment answer it.
told.conversation(
    "assigned_with_words",
    "Mon 09:00",
    part("Mon 09:05", "assignment", ANNA, "<p>Ben will help.</p>", to=TO_BEN),
    part("Mon 09:20", "comment", BEN),
    **true(
        parts=3,
        first_contact_reply_at="Mon 09:00",
        last_contact_reply_at="Mon 09:00",
        first_assignment_at="Mon 09:05",
        last_assignment_at="Mon 09:05",
        last_assignment_admin_reply_at="Mon 09:05",
        first_admin_reply_at="Mon 09:05",
        last_admin_reply_at="Mon 09:20",
        count_assignments=1,
        time_to_assignment=300,
        time_to_admin_reply=300,
        median_time_to_reply=300,
    ),
)

CATCHES = {
    "S1": "counts_its_source",
    "S2": "worked_on_without_a_customer",
    "S3": "assigned_twice_within_a_second",
    "S4": "asks_twice",
    "S5": "answered_on_saturday",
    "S5 of assignments": "assigned_over_night",
    "S6": "noted_a_second_later",
    "S7 by a click": "opened_again_twice",
    "S7": "opened_again_twice",
    "S8": "assigned_with_words",
}
"""By which story a wrong rule is found."""


def test_each_rule_of_intercoms_statistics_gives_what_intercom_says(warehouse):
    found = warehouse.table(
        "statistics_reconciliation",
        "conversation_id, statistic, intercom_value, our_value, our_office_value",
        where="verdict not in ('match', 'not_comparable') and statistic != 'handling_time'",
    )

    assert found == [
        ("noted_a_second_later", "first_contact_reply_at", 1772442001, 1772442000, None),
        ("noted_a_second_later", "last_contact_reply_at", 1772442001, 1772442000, None),
    ]


def test_a_wrong_rule_is_found_by_its_story(warehouse):
    if warehouse.dialect != "duckdb":
        pytest.skip("the rules are the same SQL: one engine is enough to get them wrong on")

    found = {one.rule: found_by(warehouse.client, warehouse.dialect, one) for one in MUTANTS}

    caught = {rule: story for rule, story in CATCHES.items() if story in dict(found[rule])}
    assert caught == CATCHES
