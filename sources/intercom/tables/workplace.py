"""How the workspace is set up and run: brands, hours, addresses, who is there, who did what."""

from ..columns import Count, Flag, Id, Json, Key, MaybeTime, Text, Time, col, key
from ..rows import Row


class AdminActivityLog(
    Row, table="admin_activity_logs", implied={"type": "activity_log", "performed_by.type": "admin"}
):
    """One row per thing that a teammate did to the workspace; `GET /admins/activity_logs`."""

    id: Key = key("id", "Intercom's id.")
    activity_type: Text = col("activity_type", "What was done; some hundred words, more to come.")
    activity_description: Text = col("activity_description", "The same in a sentence.")
    admin_id: Id = col("performed_by.id", "Teammate that did it.")
    admin_email: Text = col("performed_by.email", "That teammate's address.")
    admin_ip: Text = col("performed_by.ip", "Where it was done from.")
    metadata: Json = col("metadata", "Details; their shape follows activity_type.")
    created_at: Time = col("created_at", "When it was done.")


class AwayStatusReason(Row, table="away_status_reasons", implied={"type": "away_status_reason"}):
    """One row per reason to be away, deleted ones included; `GET /away_status_reasons`."""

    id: Key = key("id", "Intercom's id.")
    label: Text = col("label", "What it says.")
    emoji: Text = col("emoji", "Emoji.")
    order: Count = col("order", "Place in the list.")
    deleted: Flag = col("deleted", "Nobody can choose it any more.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Brand(Row, table="brands", implied={"type": "brand"}):
    """One row per brand; `GET /brands`, from 2.15."""

    id: Key = key("id", "Intercom's id; the workspace's code for the default brand.")
    name: Text = col("name", "Name.")
    is_default: Flag = col("is_default", "The workspace's default.")
    help_center_id: Id = col("help_center_id", "Its help center.")
    default_address_settings_id: Id = col("default_address_settings_id", "Its sender address.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Email(Row, table="emails", implied={"type": "email_setting"}):
    """One row per address that the workspace sends from; `GET /emails`, from 2.15."""

    id: Key = key("id", "Intercom's id.")
    email: Text = col("email", "The address.")
    domain: Text = col("domain", "Its domain.")
    verified: Flag = col("verified", "The address is verified.")
    brand_id: Id = col("brand_id", "Brand that it belongs to.")
    forwarding_enabled: Flag = col("forwarding_enabled", "Mail to it is forwarded to Intercom.")
    forwarded_email_last_received_at: MaybeTime = col(
        "forwarded_email_last_received_at", "Last mail that came so."
    )
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class OfficeHoursSchedule(
    Row, table="office_hours_schedules", implied={"type": "office_hours_schedule"}
):
    """One row per schedule of office hours; `GET /office_hours_schedules`, from 2.16."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    time_zone_name: Text = col("time_zone_name", "Time zone of the hours, an IANA name.")
    time_intervals: Json = col("time_intervals", "Open hours, in minutes since Monday 0:00.")
    twenty_four_seven: Flag = col("twenty_four_seven", "Always open.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class OfficeHoursException(
    Row, table="office_hours_exceptions", implied={"type": "office_hours_exception"}
):
    """One row per date on which a schedule's hours are other ones.

    `GET /office_hours_schedules/{id}/office_hours_exceptions`, from 2.16.
    """

    id: Key = key("id", "Intercom's id.")
    office_hours_schedule_id: Key = key("office_hours_schedule_id", "The schedule.")
    exception_date: Text = col("exception_date", "Local date, as 2026-12-25.")
    exception_type: Text = col("exception_type", "closed or custom_hours.")
    name: Text = col("name", "Name.")
    time_intervals: Json = col("time_intervals", "Open hours of that date; null when closed.")
    recurring_annually: Flag = col("recurring_annually", "Every year on that date.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class TeamMetric(
    Row,
    table="team_metrics",
    keys=("team_id", "admin_id", "fetched_at"),
    implied={"type": "team_metric"},
):
    """One row per read, team and teammate: the load at that moment; from 2.16.

    `GET /teams/{id}/metrics`. Intercom keeps no history: what no read saw is not known.
    """

    team_id: Key = key("team_id", "The team.")
    admin_id: Key = key("admin_id", "The teammate.")
    open: Count = col("open", "Open conversations assigned to the teammate.")
    idle: Count = col("idle", "Of these, waiting for half an hour or longer.")
    snoozed: Count = col("snoozed", "Snoozed conversations assigned to the teammate.")
    fetched_at: Time = key("fetched_at", "The moment.")
