"""Numbers by day, week and month: what counts when, and for whom."""

from tests.golden.story import ANNA, BEN, CUSTOMER, SUPPORT, TO_ANNA, Golden, part

told = Golden(timezone="Europe/Dublin")
told.row("admins", id="1", name="Anna")
told.row("teams", id="t1", name="Support")
told.conversation(
    "a",
    "Mon 09:00",
    part("Mon 09:01", "assignment", BEN, to=SUPPORT),
    part("Mon 09:01", "assignment", BEN, to=TO_ANNA),
    part("Mon 09:10", "comment", ANNA),
    part("Tue 09:00", "comment", CUSTOMER),
    part("Tue 09:30", "close", ANNA, "Bye."),
    part("Tue 10:00", "close", BEN),
    part("Wed 09:00", "comment", CUSTOMER),
    part("Wed 10:00", "close", BEN),
    state="closed",
    team_assignee_id="t1",
    admin_assignee_id="1",
)
told.conversation("b", "Mon 10:00", part("Tue 10:00", "comment", BEN), channel_initial="sms")
told.conversation("c", "Mon 11:00")
told.conversation("d", "Mon 12:00", by=ANNA, source_delivered_as="admin_initiated", state="closed")


def by_day(warehouse, columns, dimension="all"):
    return warehouse.table(
        "metrics_by_period",
        f"cast(period_start as text), dimension_id, {columns}",
        where=f"period = 'day' and dimension = '{dimension}'",
    )


def test_each_number_counts_on_its_own_day(warehouse):
    found = by_day(
        warehouse,
        "new_conversations, new_inbound, closed_conversations, new_closed, reopened, replied_to,"
        " unanswered",
    )

    assert found == [
        ("2026-03-02", "all", 4, 3, 0, 0, 0, 1, 1),
        ("2026-03-03", "all", 0, 0, 1, 1, 0, 2, 0),
        ("2026-03-04", "all", 0, 0, 1, 0, 1, 0, 0),
    ]


def test_first_responses_count_when_the_conversation_began(warehouse):
    found = by_day(
        warehouse,
        "first_response_count, first_response_avg_seconds, first_response_p50_seconds,"
        " first_response_p90_seconds",
    )

    assert found[0] == ("2026-03-02", "all", 2, 43_500, 43_500, 77_820)
    assert [row[2:] for row in found[1:]] == [(0, None, None, None)] * 2


def test_responses_and_closes_count_when_they_happen(warehouse):
    found = by_day(
        warehouse,
        "response_count, response_p50_seconds, first_close_count, first_close_p50_seconds,"
        " last_close_p90_seconds",
    )

    assert found == [
        ("2026-03-02", "all", 1, 600, 0, None, None),
        ("2026-03-03", "all", 2, 44_100, 1, 88_200, None),
        ("2026-03-04", "all", 0, None, 0, None, 176_400),
    ]


def test_work_counts_for_who_did_it_and_beginnings_for_who_has_it(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "dimension_id, dimension_name, new_conversations, closed_conversations, replied_to,"
        " first_response_count",
        where="period = 'week' and dimension = 'teammate'",
    )

    assert found == [
        ("1", "Anna", 1, 1, 1, 1),
        ("2", "2", 0, 1, 1, 1),
        ("none", "none", 3, 0, 0, 0),
    ]


def test_weeks_begin_on_monday_and_months_on_their_first(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "period, cast(period_start as text), new_conversations, first_response_count",
        where="dimension = 'all' and period != 'day'",
    )

    assert found == [("month", "2026-03-01", 4, 2), ("week", "2026-03-02", 4, 2)]


def test_channels_are_a_dimension(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "dimension_id, new_conversations",
        where="dimension = 'channel' and period = 'month'",
    )

    assert found == [("email", 3), ("sms", 1)]
