"""What teammates did: the log of activities."""

from uuid import UUID

from sandbox.directory import Json
from sandbox.founding import Founding
from sandbox.ids import mix
from sandbox.shelf import Kind

EVENT_TYPES = (
    "admin_away_mode_change",
    "admin_invite_creation",
    "admin_login_success",
    "admin_logout",
    "admin_permission_change",
    "app_data_export",
    "app_name_change",
    "bulk_export",
    "message_state_change",
    "office_hours_change",
    "role_change",
    "seat_change",
)
_DAYS_KEPT, _A_DAY = 540, 3
_SALT = 0xD6


def activity_logs(founding: Founding, _: str) -> list[Json]:
    """About three entries a day, oldest first, some in the same second."""
    days = min((founding.now - founding.began_at) // 86_400, _DAYS_KEPT)
    return [_entry(founding, n, days * _A_DAY) for n in range(days * _A_DAY)]


def _entry(founding: Founding, n: int, count: int) -> Json:
    admin = founding.directory.admins[1 + mix(founding.seed, _SALT, n) % 12]
    activity = EVENT_TYPES[founding.draw(_SALT, 1, n) % len(EVENT_TYPES)]
    key = UUID(int=founding.draw(_SALT, 2, n) << 64 | mix(n, _SALT), version=4)
    return {
        "id": str(key),
        "performed_by": {
            "type": "admin",
            "id": admin["id"],
            "email": admin["email"],
            "ip": f"198.51.100.{n % 250}",
        },
        "metadata": _metadata(activity, admin, n),
        "created_at": founding.moment(n - n % 5 % 2, count),
        "activity_type": activity,
        "activity_description": f"{admin['name']}: {activity.replace('_', ' ')}.",
    }


def _metadata(activity: str, admin: Json, n: int) -> Json | None:
    """Loose and different for each type; sometimes there is none at all."""
    if activity == "admin_away_mode_change":
        return {
            "away_mode": n % 2 == 0,
            "away_status_reason": "🍽️ At lunch" if n % 2 == 0 else None,
            "reassign_conversations": False,
            "source": "admin update from web",
            "update_by": int(admin["id"]),
            "update_by_name": admin["name"],
        }
    if activity == "admin_login_success":
        return {"sign_in_method": "email_password"}
    if activity in ("app_name_change", "message_state_change"):
        return {"before": f"before {n}", "after": f"after {n}"}
    return {} if n % 3 else None


KINDS = (Kind("admin_activity_logs", activity_logs),)
