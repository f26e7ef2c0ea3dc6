"""The rarer things that happen in a conversation; each script has at most one, in turn.

Taking them in turn, not by chance, makes every part type occur in any workspace of a few dozen
conversations.
"""

from collections.abc import Callable

from sandbox.rarities import ODD_PARTS
from sandbox.texts import ESCALATIONS, HAND_OVERS
from sandbox.threads import Thread

Extra = Callable[[Thread], None]


def extra_for(script: int) -> Extra | None:
    """Which extra belongs to this script; most have none."""
    turn, remainder = divmod(script, 3)
    if remainder == 1 and turn % 24 < len(ODD_PARTS):
        return ODD_PARTS[turn % 24]
    return EXTRAS[turn % len(EXTRAS)] if remainder == 0 else None


def _tags(thread: Thread) -> None:
    thread.wait(5)
    details = {"tags_added": ["Bug"], "tags_removed": []}
    thread.add("conversation_tags_updated", thread.agent, details=details)


def _tag_swap(thread: Thread) -> None:
    _tags(thread)
    thread.wait(60)
    details = {"tags_added": ["Refund"], "tags_removed": ["Bug"]}
    thread.add("conversation_tags_updated", thread.agent, details=details)


def _priority(thread: Thread) -> None:
    thread.wait(5)
    details = {"current_priority": "high", "previous_priority": "none"}
    thread.add("priority_changed", thread.agent, details=details)


def _attribute_by_admin(thread: Thread) -> None:
    thread.wait(8)
    details = {"attribute": {"name": "Severity"}, "value": {"name": "2", "previous": None}}
    thread.add("conversation_attribute_updated_by_admin", thread.agent, details=details)


def _attribute_by_user(thread: Thread) -> None:
    thread.wait(30)
    details = {"attribute": {"name": "Order"}, "value": {"name": "A-20931", "previous": "A-1"}}
    thread.add("conversation_attribute_updated_by_user", thread.setting.customer, details=details)


def _attribute_by_workflow(thread: Thread) -> None:
    thread.wait(1)
    details = {
        "workflow": {"name": "Sort by topic"},
        "attribute": {"name": "Topic"},
        "value": {"name": thread.setting.topic.name},
    }
    thread.add(
        "conversation_attribute_updated_by_workflow", thread.directory.operator, details=details
    )


def _workflow_event(thread: Thread) -> None:
    thread.wait(1)
    details = {
        "workflow": {"name": "Welcome"},
        "event": {"type": "condition_branch", "result": "matched"},
    }
    thread.add("operator_workflow_event", thread.directory.operator, details=details)


def _custom_action(thread: Thread) -> None:
    thread.wait(1)
    action = {"action": {"name": "Look up order"}}
    thread.add("custom_action_started", thread.directory.fin, details=action)
    thread.wait(3)
    result = "failed" if thread.setting.row % 5 == 0 else "success"
    details = {"action": {"name": "Look up order", "result": result}}
    thread.add("custom_action_finished", thread.directory.fin, details=details)


def _quick_reply(thread: Thread) -> None:
    thread.wait(2)
    options = [
        {"text": text, "uuid": f"00000000-0000-4000-8000-{thread.setting.row:011x}{number}"}
        for number, text in enumerate(("It works now", "Still broken"))
    ]
    thread.add(
        "comment",
        thread.directory.operator,
        "<p>Did that help?</p>",
        more={"metadata": {"quick_reply_options": options}},
    )
    thread.wait(40)
    chosen = {"metadata": {"quick_reply_uuid": options[1]["uuid"]}}
    thread.add("quick_reply", thread.setting.customer, "<p>Still broken</p>", more=chosen)


def _away(thread: Thread) -> None:
    thread.wait_office(600)
    thread.unassign("away_mode_assignment", thread.directory.operator)
    thread.wait(1)
    thread.pick_agent()
    thread.assign_agent("message_strategy_assignment", thread.directory.operator)


def _other_team(thread: Thread) -> None:
    thread.wait_office(300)
    team = (thread.team + 1) % len(thread.directory.teams)
    thread.assign_team("assignment", team, thread.agent, "<p>This one is for you.</p>")
    thread.pick_agent()
    thread.wait_office(900)
    thread.assign_agent("assignment", thread.agent)


def _participant(thread: Thread) -> None:
    thread.wait(30)
    guest = thread.setting.others[0] if thread.setting.others else thread.setting.customer
    thread.add("participant_added", guest)
    thread.wait(9_000)
    thread.add("participant_removed", thread.agent)


def _sla_pause(thread: Thread) -> None:
    sla, promise = thread.promise.sla, thread.promise
    if sla is None:
        return
    thread.wait(5)
    states = {
        name: {"status": "paused", "seconds_remaining": seconds // 3}
        for name, seconds in sla.targets.items()
        if seconds is not None
    }
    details = {"sla_name": sla.name, "current_sla_status": "active", "sla_states": states}
    if thread.add("conversation_sla_paused", thread.agent, details=details):
        promise.pause(thread.at)
    thread.wait(1_800)
    if thread.add("conversation_sla_unpaused", thread.agent, details={"sla_name": sla.name}):
        promise.resume(thread.at)


def _sla_removed(thread: Thread) -> None:
    sla = thread.promise.sla
    if sla is None:
        return
    thread.wait(5)
    if thread.add("conversation_sla_removed", thread.agent, details={"sla_name": sla.name}):
        thread.promise.remove()


def _custom_snooze(thread: Thread) -> None:
    thread.wait(60)
    until = thread.at + 7_200
    iso = thread.hours.iso(until)
    details = {"until": "until a chosen time", "custom_until_time": iso}
    thread.add("snoozed", thread.agent, details=details)
    thread.wait(7_200)
    thread.add("unsnoozed", thread.directory.operator)


def _language(thread: Thread) -> None:
    thread.wait(1)
    thread.add("language_detection_details", thread.directory.operator)


def _expectation(thread: Thread) -> None:
    thread.wait(1)
    body = "<p>We usually answer within the hour.</p>"
    thread.add("channel_and_reply_time_expectation", thread.directory.operator, body)


def _merged(thread: Thread) -> None:
    thread.wait(120)
    thread.add("merged_primary_conversation", thread.agent)


def _ticket(thread: Thread) -> None:
    thread.wait(60)
    thread.add("ticket_state_updated_by_admin", thread.agent)
    thread.wait(20)
    thread.add("ticket_attribute_updated_by_admin", thread.agent)


def _close_and_open(thread: Thread) -> None:
    thread.wait(60)
    thread.add("close", thread.agent)
    thread.wait(600)
    thread.add("open", thread.agent)
    thread.wait(30)
    thread.add("note_and_reopen", thread.agent, "<p>Closed too early, sorry.</p>")


def _late_fin(thread: Thread) -> None:
    thread.wait(90)
    if thread.add("comment", thread.setting.customer, ESCALATIONS[0]):
        thread.wait(5)
        thread.add("comment", thread.directory.operator, HAND_OVERS[0])


EXTRAS: tuple[Extra, ...] = (
    _tags,
    _tag_swap,
    _priority,
    _attribute_by_admin,
    _attribute_by_user,
    _attribute_by_workflow,
    _workflow_event,
    _custom_action,
    _quick_reply,
    _away,
    _other_team,
    _participant,
    _sla_pause,
    _sla_removed,
    _custom_snooze,
    _language,
    _expectation,
    _merged,
    _ticket,
    _close_and_open,
    _late_fin,
)
