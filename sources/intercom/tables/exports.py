"""What the two exports tell: the datasets of reports, and who was sent which message."""

from ..columns import Id, Json, Key, MaybeTime, Text, col, key
from ..rows import Row


class ReportingDataset(Row, table="reporting_datasets"):
    """One row per dataset of the Reporting Data Export; `GET /export/reporting_data/get_datasets`.

    The rows of a dataset stand in a table of its own, `report_` and its id: `report_conversation`.
    Which columns that has is for Intercom to say: one for each of `attributes`, called by its
    qualified id with `_` for signs, as `standard_conversation_id`. Those of the group `timestamp`
    and the time that the dataset goes by are times in UTC, as are names that end in `_at`; those of
    `duration` are seconds, names that end in `_count` are counts, all else is text. What does not
    fit is kept as text in `_extra`. Teams and teammates have names there, not ids.
    `exported_month` is the month, in UTC, that a row was asked for: a month is exported whole, and
    takes the place of all that was there of it. `month_cleared` is always null.
    """

    id: Key = key("id", "Intercom's id, as `conversation`.")
    name: Text = col("name", "Name.")
    description: Text = col("description", "What its rows are.")
    default_time_attribute_id: Id = col("default_time_attribute_id", "Time that it goes by.")
    attributes: Json = col("attributes", "Its columns: id, qualified id and name.")


class ContentReceipt(Row, table="content_receipts", keys=("receipt_id",)):
    """One row per message sent to somebody, with what came of it; the Content Data Export.

    Intercom tells of opens, clicks and the like up to the day of the export only, and exports by
    the day of sending: what happens later than `export_days` after that is not seen. Statistics
    that come in files of their own fill tables of their own, `content_` and their name, with a
    column for each of the file's and the hash of the row as `id`.
    """

    receipt_id: Key = key("receipt_id", "Intercom's id of the delivery.")
    user_id: Id = col("user_id", "Contact that it was sent to.")
    user_external_id: Text = col("user_external_id", "That contact's external id.")
    company_id: Id = col("company_id", "Company that it was sent for; -1: none.")
    email: Text = col("email", "Address of the contact.")
    name: Text = col("name", "Name of the contact.")
    ruleset_id: Id = col("ruleset_id", "The message.")
    content_id: Id = col("content_id", "Version that was sent, where versions are compared.")
    content_type: Text = col("content_type", "Email, Chat, Post and so on.")
    content_title: Text = col("content_title", "Title of the message.")
    ruleset_version_id: Id = col("ruleset_version_id", "Version of the message as edited.")
    received_at: MaybeTime = col("received_at", "When it was sent.")
    series_id: Id = col("series_id", "Series that it is part of; -1: none.")
    series_title: Text = col("series_title", "Title of that series.")
    node_id: Id = col("node_id", "Step of that series.")
    first_reply: MaybeTime = col("first_reply", "First reply.")
    first_completion: MaybeTime = col("first_completion", "First completed, as a tour or survey.")
    first_series_completion: MaybeTime = col("first_series_completion", "Series completed.")
    first_series_disengagement: MaybeTime = col("first_series_disengagement", "Left the series.")
    first_series_exit: MaybeTime = col("first_series_exit", "Taken out of the series.")
    first_goal_success: MaybeTime = col("first_goal_success", "Reached the goal of the message.")
    first_open: MaybeTime = col("first_open", "First opened.")
    first_click: MaybeTime = col("first_click", "First click on a link in it.")
    first_dismissal: MaybeTime = col("first_dismisall | first_dismissal", "First dismissed.")
    first_unsubscribe: MaybeTime = col("first_unsubscribe", "Unsubscribed from it.")
    first_hard_bounce: MaybeTime = col("first_hard_bounce", "First hard bounce.")
