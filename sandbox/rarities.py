"""What seldom happens, as recorded threads show it: openings without words, odd parts, merges.

Each belongs to one script in a few dozen, so that a few hundred conversations hold all of it.
"""

from collections.abc import Callable

from sandbox.texts import CLOSINGS, CX_EXPLANATIONS, FOLLOW_UPS, NOTES, OUTBOUND
from sandbox.threads import Thread

Course = Callable[[Thread], None]

MERGE_EVERY = 63
"""Every so manieth script is merged into the one before it, which is told so by an extra."""

_TOMORROW = {"until": "until tomorrow"}


def course_for(script: int) -> Course | None:
    """The rare course that this script takes from its beginning to its end, if it takes one."""
    if is_merged(script):
        return _merged_away
    return _COURSES.get(script % 97)


def opening_for(script: int) -> str:
    """How it begins: `plain`, without a source, with a `silent` one, or with one `repeated`."""
    course = course_for(script)
    return _OPENINGS.get(course, "plain") if course else "plain"


def is_merged(script: int) -> bool:
    """Whether it is merged into the conversation before it."""
    return script % MERGE_EVERY == 52


def _born_as_ticket(thread: Thread) -> None:
    """No opening, and no customer: teammates close and open it, and write to nobody."""
    _company_updated(thread)
    thread.pick_agent()
    thread.wait_office(1_500)
    thread.add("close", thread.agent)
    thread.wait(10)
    thread.add("open", thread.agent)
    _answer(thread)
    thread.wait(30)
    thread.add("snoozed", thread.agent, details=_TOMORROW)


def _ticket_of_a_customer(thread: Thread) -> None:
    """No opening either, but the customer writes later; what came before does not count."""
    thread.wait(1)
    thread.pick_agent()
    thread.assign_agent("assignment", thread.agent)
    _answer(thread)
    _customer_writes(thread, 7_000)
    _answer(thread)
    _close(thread)


def _silent_operator(thread: Thread) -> None:
    """Operator's opening says nothing; then several things happen within one second."""
    thread.wait(1)
    thread.pick_agent()
    thread.assign_agent("assignment", thread.agent)
    thread.add("note", thread.agent, NOTES[0])
    thread.add("comment", thread.setting.customer, FOLLOW_UPS[0])
    thread.wait(1)
    thread.add("comment", thread.agent, thread.setting.topic.replies[0])
    thread.wait(1)
    thread.add("ticket_state_updated_by_admin", thread.agent)
    thread.wait(2)
    thread.assign_team("assignment", 1, thread.agent)
    _close(thread)


def _repeated_comment(thread: Thread) -> None:
    """The source repeats the first comment of a teammate, which is a part of its own."""
    thread.pick_agent()
    thread.add("comment", thread.agent, OUTBOUND[0])
    _customer_writes(thread, 4_000)
    _answer(thread)
    _close(thread)


def _merged_away(thread: Thread) -> None:
    """A second conversation about the same matter, merged into the first unanswered."""
    thread.wait(240)
    thread.pick_agent()
    if thread.add("merged_secondary_conversation", thread.agent):
        thread.is_merged = True
    thread.add("close", thread.agent)


def _customer_writes(thread: Thread, after: float) -> None:
    thread.wait(thread.rng.expovariate(1 / after))
    thread.add("comment", thread.setting.customer, FOLLOW_UPS[4])


def _answer(thread: Thread) -> None:
    thread.wait_office(thread.rng.lognormvariate(6.7, 1.0))
    thread.add("comment", thread.agent, thread.setting.topic.replies[0])


def _close(thread: Thread) -> None:
    thread.wait_office(1_200)
    thread.add("close", thread.agent, CLOSINGS[0])


_COURSES: dict[int, Course] = {
    13: _born_as_ticket,
    37: _ticket_of_a_customer,
    61: _silent_operator,
    85: _repeated_comment,
}
_OPENINGS: dict[Course, str] = {
    _born_as_ticket: "none",
    _ticket_of_a_customer: "none",
    _silent_operator: "silent",
    _repeated_comment: "repeated",
}


def _company_updated(thread: Thread) -> None:
    thread.wait(1)
    thread.add("company_updated", thread.directory.operator)


def _entity_linked(thread: Thread) -> None:
    thread.wait(40)
    thread.add("entity_linked", thread.agent)


def _guidance(thread: Thread) -> None:
    thread.wait(1)
    thread.add("fin_guidance_applied", thread.directory.fin)


def _summary(thread: Thread) -> None:
    """Words in a teammate's name, which no customer sees."""
    thread.wait(5)
    thread.add("conversation_summary", thread.agent, f"<p>{CX_EXPLANATIONS[1]}</p>")


def _note_and_close(thread: Thread) -> None:
    thread.wait(60)
    thread.add("note_and_close", thread.agent, NOTES[1])


def _note_and_snooze(thread: Thread) -> None:
    thread.wait(60)
    thread.add("note_and_snooze", thread.agent, NOTES[2], details=_TOMORROW)
    thread.wait(7_200)
    thread.add("unsnoozed", thread.directory.operator)


def _in_one_second(thread: Thread) -> None:
    thread.assign_agent("assignment", thread.agent)
    thread.add("note", thread.agent, NOTES[0])
    thread.add("priority_changed", thread.agent, details=_PRIORITY)


_PRIORITY = {"current_priority": "high", "previous_priority": "none"}
ODD_PARTS: tuple[Course, ...] = (
    _company_updated,
    _entity_linked,
    _guidance,
    _summary,
    _note_and_close,
    _note_and_snooze,
    _in_one_second,
)
