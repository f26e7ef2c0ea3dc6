"""The first message of a conversation as the API shows it, or what stands in its place."""

from sandbox.blank import opening_message
from sandbox.directory import Directory, Json
from sandbox.ids import part_id
from sandbox.parts import attachment
from sandbox.texts import OUTBOUND
from sandbox.threads import Thread

_SHOWN = ("type", "id", "name", "email")


def source_of(thread: Thread, directory: Directory, role: str) -> Json | None:
    """The source of a conversation whose contact has this role."""
    setting = thread.setting
    if setting.opening == "none":
        return None
    row = setting.row
    author, body = _words(thread, directory, role)
    shown = {key: author[key] for key in _SHOWN}
    source = opening_message(str(part_id(row, 0)), shown, body)
    source |= {"type": setting.channel, "delivered_as": setting.delivered_as}
    if setting.opening == "plain":
        _decorate(source, thread)
    else:
        source["type"] = None if setting.opening == "silent" else "unknown"
    return source


def _words(thread: Thread, directory: Directory, role: str) -> tuple[Json, str]:
    """Who opened the conversation, and with what."""
    setting = thread.setting
    if setting.opening == "silent":
        return directory.operator_as_admin, ""
    if setting.opening == "repeated":
        first = thread.events[0]
        return first.author, first.body or ""
    row = setting.row
    if setting.delivered_as == "customer_initiated":
        bodies = setting.topic.openings
        return {**setting.customer, "type": role}, bodies[row % len(bodies)]
    outbound = OUTBOUND[row % len(OUTBOUND)]
    if setting.delivered_as == "admin_initiated":
        return directory.authors[1 + row % 12], outbound
    return directory.operator, outbound


def _decorate(source: Json, thread: Thread) -> None:
    row = thread.setting.row
    if row % 23 == 0:
        source["attachments"] = [attachment(row, image=True)]
    if row % 2 == 0:
        source["url"] = "https://app.example.com/orders"
    if thread.setting.channel == "email":
        source |= _email(thread)


def _email(thread: Thread) -> Json:
    row, sender, topic = thread.setting.row, thread.setting.customer, thread.setting.topic
    return {
        "subject": f"<p>{topic.subject}</p>",
        "recipients": [{"type": "to", "email": "help@desk.example.com"}],
        "reply_to": [{"email": "help@desk.example.com", "name": "Help"}] if row % 2 else None,
        "email_message_metadata": {
            "message_id": f"{row}@mail.example.com",
            "subject": topic.subject,
            "email_address_headers": [
                {"type": "from", "name": sender["name"] or "", "email_address": sender["email"]},
                {"type": "to", "name": "Help", "email_address": "help@desk.example.com"},
            ],
            "history": "",
        },
    }
