"""How the workspace is set up: brands, addresses, audiences, office hours, reasons to be away."""

from datetime import UTC, datetime, timedelta

from sandbox.directory import Json
from sandbox.founding import DAY, Founding
from sandbox.office_hours import CLOSES_AT, OPEN_WEEKDAYS, OPENS_AT
from sandbox.shelf import Kind

_REASONS = (
    "☕ On a break",
    "🍽️ At lunch",
    "📞 On a call",
    "🎓 In training",
    "🌴 On holiday",
    "🤒 Ill",
)
_MINUTES_A_DAY = 1_440


def away_status_reasons(founding: Founding, _: str) -> list[Json]:
    """Reasons to be away; the last one was deleted, and stays with a flag."""
    return [
        {
            "type": "away_status_reason",
            "id": str(11 + n),
            "label": reason.partition(" ")[2],
            "emoji": reason.partition(" ")[0],
            "order": n + 1,
            "deleted": n == len(_REASONS) - 1,
            "created_at": founding.began_at,
            "updated_at": founding.began_at + n * DAY,
        }
        for n, reason in enumerate(_REASONS)
    ]


def brands(founding: Founding, _: str) -> list[Json]:
    """The default brand, whose id is the workspace's, and a second one."""
    return [
        {
            "type": "brand",
            "id": founding.workspace_id if n == 0 else str(3 + n),
            "name": name,
            "is_default": n == 0,
            "created_at": founding.began_at - 90 * DAY,
            "updated_at": founding.moment(n, 2),
            "help_center_id": str(10 + n),
            "default_address_settings_id": str(71 + n),
        }
        for n, name in enumerate(("Acme Desk", "Acme Outlet"))
    ]


def emails(founding: Founding, _: str) -> list[Json]:
    """Addresses to send from; one was never verified and never forwarded a message."""
    return [
        {
            "type": "email_setting",
            "id": str(71 + n),
            "email": f"{name}@desk.example.com",
            "verified": n < 3,
            "domain": "desk.example.com",
            "brand_id": founding.workspace_id if n % 2 == 0 else "4",
            "forwarding_enabled": n < 3,
            "forwarded_email_last_received_at": founding.moment(n, 3) if n < 3 else None,
            "created_at": founding.began_at - 60 * DAY,
            "updated_at": founding.moment(n, 4),
        }
        for n, name in enumerate(("help", "outlet", "billing", "press"))
    ]


def audiences(founding: Founding, _: str) -> list[Json]:
    """Groups of people for whom content is meant."""
    conditions = (
        ("VIP customers", "company.name", "contains", "Acorn"),
        ("Enterprise", "custom_attributes.plan_tier", "eq", "scale"),
        ("Free plan", "custom_attributes.plan_tier", "eq", "free"),
    )
    role = {"attribute": "role", "type": "role", "comparison": "eq", "value": "user"}
    return [
        {
            "type": "audience",
            "id": str(501 + n),
            "name": name,
            "predicates": [
                {"attribute": field, "type": "string", "comparison": verb, "value": value}
            ],
            "role_predicates": [role],
            "created_at": founding.began_at,
            "updated_at": founding.moment(n, 3),
        }
        for n, (name, field, verb, value) in enumerate(conditions)
    ]


def office_hours_schedules(founding: Founding, _: str) -> list[Json]:
    """The hours that the statistics count by, oldest of all, and hours round the clock."""
    opens, closes = (moment.hour * 60 + moment.minute for moment in (OPENS_AT, CLOSES_AT))
    week = [
        {
            "start_minute": day * _MINUTES_A_DAY + opens,
            "end_minute": day * _MINUTES_A_DAY + closes,
            "day_of_week": day,
        }
        for day in sorted(OPEN_WEEKDAYS)
    ]
    always = [{"start_minute": 0, "end_minute": 7 * _MINUTES_A_DAY, "day_of_week": 0}]
    return [
        {
            "type": "office_hours_schedule",
            "id": str(301 + n),
            "name": name,
            "time_zone_name": zone,
            "time_intervals": intervals,
            "twenty_four_seven": n == 1,
            "created_at": founding.began_at - (30 - n) * DAY,
            "updated_at": founding.began_at - (20 - n) * DAY,
        }
        for n, (name, zone, intervals) in enumerate(
            (("Support desk", founding.time_zone, week), ("Emergencies", "Etc/UTC", always))
        )
    ]


def office_hours_exceptions(founding: Founding, schedule_id: str) -> list[Json]:
    """Days on which a schedule's hours differ; the desk's lie ahead, past all statistics."""
    if schedule_id not in ("301", "302"):
        return []
    shift = 40 if schedule_id == "301" else -40
    first = datetime.fromtimestamp(founding.now, UTC).date() + timedelta(days=shift)
    hours = [{"start_minute": 540, "end_minute": 780}]
    found = []
    for n, (name, intervals) in enumerate((("Stocktaking", None), ("Short day", hours))):
        day = first + timedelta(days=n)
        found.append(
            {
                "type": "office_hours_exception",
                "id": f"{schedule_id}{n + 1}",
                "office_hours_schedule_id": schedule_id,
                "exception_date": day.isoformat(),
                "exception_type": "closed" if intervals is None else "custom_hours",
                "name": name if n == 0 else None,
                "time_intervals": intervals
                and [{**one, "day_of_week": day.weekday()} for one in intervals],
                "recurring_annually": False,
                "created_at": founding.began_at,
                "updated_at": founding.began_at + n,
            }
        )
    return found


KINDS = (
    Kind("away_status_reasons", away_status_reasons),
    Kind("brands", brands),
    Kind("emails", emails),
    Kind("audiences", audiences),
    Kind("office_hours_schedules", office_hours_schedules),
    Kind(
        "office_hours_exceptions",
        office_hours_exceptions,
        parent="office_hours_schedules",
        parent_key="office_hours_schedule_id",
    ),
    Kind("subscription_types", lambda founding, _: founding.directory.subscriptions),
    Kind("ticket_types", lambda founding, _: founding.desk.ticket_types()),
    Kind("ticket_states", lambda founding, _: founding.desk.ticket_states()),
)
