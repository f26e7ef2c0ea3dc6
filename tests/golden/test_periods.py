"""Numbers by day, week and month: what counts when, and for whom."""

from tests.golden.story import ANNA, BEN, CUSTOMER, SUPPORT, TO_ANNA, Golden, moment, part

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
told.row("companies", id="7", name="Acme")
told.row("companies", id="8", name="Another company of the same contact")
told.row("contacts", id="c1", location_country="Ireland", companies=[{"id": "7"}, {"id": "8"}])
told.conversation(
    "b",
    "Mon 10:00",
    part("Tue 10:00", "comment", BEN),
    channel_initial="sms",
    priority="urgent",
    company_id="7",
    contacts=[{"id": "c1"}],
    tags=[{"id": "2", "name": "vip"}],
    ai_topics={"topics": [{"topic_name": "Billing"}]},
    custom_attributes={"Brand": "North"},
    rating_value=5,
    rating_teammate_type="admin",
    rating_teammate_id="2",
    rating_updated_at=moment("Tue 12:00"),
)
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


def test_work_counts_for_who_did_it_and_beginnings_for_who_had_it_first(warehouse):
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


def test_conversations_carry_their_dimensions_into_the_periods(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "dimension, dimension_id, dimension_name, new_conversations",
        where="period = 'month' and dimension in"
        " ('tag', 'topic', 'company', 'brand', 'country', 'priority', 'started_by')",
    )

    assert found == [
        ("brand", "North", "North", 1),
        ("company", "7", "Acme", 1),
        ("country", "Ireland", "Ireland", 3),
        ("priority", "0", "none", 3),
        ("priority", "4", "urgent", 1),
        ("started_by", "customer", "customer", 3),
        ("started_by", "teammate", "teammate", 1),
        ("tag", "vip", "vip", 1),
        ("topic", "Billing", "Billing", 1),
    ]


def test_rates_stand_beside_what_they_are_made_of(warehouse):
    found = by_day(
        warehouse,
        "closed_cycles, reopened_cycles, reopen_rate, answered_conversations, reassign_rate,"
        " new_closed, first_contact_close_rate, one_touch_rate",
    )

    assert found == [
        ("2026-03-02", "all", 0, 0, None, 2, 0.0, 0, None, None),
        ("2026-03-03", "all", 1, 1, 1.0, 0, None, 1, 0.0, 0.0),
        ("2026-03-04", "all", 1, 0, 0.0, 0, None, 0, None, None),
    ]


def test_one_good_rating_of_one_is_not_full_satisfaction(warehouse):
    [found] = by_day(warehouse, "ratings, positive_ratings, csat, csat_low, csat_high, rating_avg")[
        1:2
    ]

    *counted, low, high, average = found
    assert counted == ["2026-03-03", "all", 1, 1, 1.0]
    assert (round(low, 4), high, average) == (0.2065, 1.0, 5.0)


def test_shares_tell_how_many_were_answered_in_time(warehouse):
    found = by_day(
        warehouse,
        "share_first_response_within_5m, share_first_response_within_30m,"
        " share_first_response_within_1d",
    )

    assert found[0] == ("2026-03-02", "all", 0.0, 0.5, 1.0)


def test_a_conversation_closed_twice_in_a_week_is_one_closed_conversation(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "period, cast(period_start as text), closed_conversations, closed_cycles",
        where="dimension = 'all'",
    )

    assert found == [
        ("day", "2026-03-02", 0, 0),
        ("day", "2026-03-03", 1, 1),
        ("day", "2026-03-04", 1, 1),
        ("month", "2026-03-01", 1, 2),
        ("week", "2026-03-02", 1, 2),
    ]
