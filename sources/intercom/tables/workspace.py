"""The workspace itself: who works in it, in which teams."""

from ..columns import Count, Flag, Id, IsOperator, Json, Key, Text, Time, col, fact, key
from ..rows import Row


class Workspace(Row, table="workspaces", implied={"type": "admin", "app.type": "app"}):
    """The workspace that the token belongs to; `GET /me`."""

    id: Key = key("app.id_code", "Intercom's code of the workspace.")
    name: Text = col("app.name", "Name of the workspace.")
    region: Text = col("app.region", "Where the workspace is hosted: US, EU or AU.")
    timezone: Text = col("app.timezone", "Time zone of the workspace, an IANA name.")
    created_at: Time = col("app.created_at", "When the workspace was made.")
    identity_verification: Flag = col("app.identity_verification", "Identity verification is on.")
    secure: Flag = col("app.secure", "Undocumented; identity verification is enforced.")
    token_admin_id: Id = col("id", "Teammate that the token acts for.")
    token_admin_name: Text = col("name", "That teammate's name.")
    token_admin_email: Text = col("email", "That teammate's address.")
    token_admin_email_verified: Flag = col("email_verified", "That address is verified.")
    token_admin_job_title: Text = col("job_title", "That teammate's job title.")
    token_admin_away_mode_enabled: Flag = col("away_mode_enabled", "That teammate is away.")
    token_admin_away_mode_reassign: Flag = col(
        "away_mode_reassign", "New replies to that teammate go to the unassigned inbox."
    )
    token_admin_has_inbox_seat: Flag = col("has_inbox_seat", "That teammate has an inbox seat.")
    token_admin_team_ids: Json = col("team_ids", "Teams of that teammate.")
    token_admin_avatar: Json = col("avatar", "Picture of that teammate.")
    token_admin_role: Json = col("role", "Role of that teammate.")


class Admin(Row, table="admins", implied={"type": "admin"}):
    """One row per teammate; `GET /admins`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Full name.")
    email: Text = col("email", "E-mail address.")
    is_operator: IsOperator = fact("email", "That address is Operator's, Intercom's own bot.")
    job_title: Text = col("job_title", "Job title.")
    away_mode_enabled: Flag = col("away_mode_enabled", "The teammate is away now.")
    away_mode_reassign: Flag = col("away_mode_reassign", "Replies are reassigned while away.")
    away_status_reason_id: Id = col("away_status_reason_id", "Why the teammate is away.")
    has_inbox_seat: Flag = col("has_inbox_seat", "Has a paid inbox seat.")
    team_ids: Json = col("team_ids", "Ids of the teams the teammate belongs to.")
    avatar: Json = col("avatar", "Picture.")
    primary_team_ids: Json = col("team_priority_level.primary_team_ids", "Teams served first.")
    secondary_team_ids: Json = col("team_priority_level.secondary_team_ids", "Teams served next.")
    role: Json = col("role", "Role: id and name; from API version 2.16 on.")


class Team(Row, table="teams", implied={"type": "team"}):
    """One row per team; `GET /teams`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    admin_ids: Json = col("admin_ids", "Ids of the teammates in the team.")
    primary_admin_ids: Json = col("admin_priority_level.primary_admin_ids", "Served first.")
    secondary_admin_ids: Json = col("admin_priority_level.secondary_admin_ids", "Served next.")
    assignment_limit: Count = col("assignment_limit", "Most conversations a member may hold.")
    distribution_method: Text = col("distribution_method", "How conversations are handed out.")
