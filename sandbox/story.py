"""How support conversations go: Fin first, then people, then an end that may not be one."""

from random import Random

from sandbox.directory import SLAS
from sandbox.extras import extra_for
from sandbox.ids import call_id
from sandbox.parts import attachment
from sandbox.rarities import course_for
from sandbox.texts import (
    CLOSINGS,
    COME_BACKS,
    ESCALATIONS,
    FOLLOW_UPS,
    GREETINGS,
    HAND_OVERS,
    NOTES,
    PAIRS,
    REMARKS,
    THANKS,
)
from sandbox.threads import Thread

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FIN_CHANNELS = frozenset({"conversation", "email", "whatsapp"})


def tell(thread: Thread) -> None:
    """Let the conversation happen, from the opening message to the present or its end."""
    rng, setting = thread.rng, thread.setting
    if (course := course_for(setting.script)) is not None:
        course(thread)
        return
    if setting.delivered_as != "customer_initiated":
        thread.wait(rng.expovariate(1 / (3 * HOUR)))
        thread.add("comment", setting.customer, _pick(rng, FOLLOW_UPS))
    elif _fin_takes_part(thread) and _fin_answers(thread):
        if setting.script % 5 == 0:
            _rate(thread)
        _come_back(thread, chance=0.1)
        return
    _into_a_team(thread)
    if setting.channel == "phone_call":
        _phone_call(thread)
    if setting.long_target:
        _talk_for_long(thread)
    _people_talk(thread)
    _come_back(thread, chance=0.14)


def _fin_takes_part(thread: Thread) -> bool:
    setting = thread.setting
    return (
        setting.channel in FIN_CHANNELS and setting.long_target == 0 and thread.rng.random() < 0.55
    )


def _pick(rng: Random, texts: tuple[str, ...]) -> str:
    return texts[int(rng.random() * len(texts))]


def _fin_answers(thread: Thread) -> bool:
    """Fin tries; True when the customer leaves satisfied or silent."""
    rng, setting, people = thread.rng, thread.setting, thread.directory
    fin = people.fin_as_admin if rng.random() < 0.15 else people.fin_answering
    answer_type = "custom_answer" if rng.random() < 0.2 else "ai_answer"
    for attempt in range(1 + int(rng.random() * 2.3)):
        if attempt:
            thread.wait(rng.expovariate(1 / (3 * MINUTE)))
            thread.add("comment", setting.customer, _pick(rng, FOLLOW_UPS))
        thread.wait(4 + rng.random() * 20)
        if thread.add("comment", fin, _pick(rng, setting.topic.answers)):
            # Who has not answered yet takes no part: a conversation may be a second old.
            thread.answer_type = answer_type
    outcome = rng.random()
    if outcome < 0.2:
        _confirm(thread)
        return True
    if outcome < 0.48:
        # Fin counts silence for a day as a resolution and closes.
        thread.wait(DAY)
        if thread.add("close", people.fin):
            thread.resolution = "assumed_resolution"
        return True
    thread.wait(rng.expovariate(1 / (4 * MINUTE)))
    if thread.add("comment", setting.customer, _pick(rng, ESCALATIONS)):
        thread.resolution = _escalation(outcome)
    thread.wait(3)
    thread.add("comment", people.fin, _pick(rng, HAND_OVERS))
    return False


def _escalation(outcome: float) -> str:
    if outcome > 0.95:
        return "procedure_handoff"
    return "negative_feedback" if outcome > 0.8 else "escalated"


def _confirm(thread: Thread) -> None:
    thread.wait(thread.rng.expovariate(1 / (5 * MINUTE)))
    if thread.add("comment", thread.setting.customer, _pick(thread.rng, THANKS)):
        thread.resolution = "confirmed_resolution"
    thread.wait(2)
    thread.add("close", thread.directory.fin)


def _into_a_team(thread: Thread) -> None:
    """A workflow sorts the conversation; some stay in the common inbox."""
    rng, people = thread.rng, thread.directory
    if rng.random() < 0.7:
        thread.wait(2)
        kind = "default_assignment" if rng.random() < 0.2 else "assignment"
        thread.assign_team(kind, people.team_number(thread.setting.topic.team), people.operator)
    if rng.random() < 0.4:
        thread.wait(1)
        kind = "rule" if rng.random() < 0.7 else "workflow"
        sla = SLAS[rng.random() < 0.3]
        thread.apply_sla(sla, f"conversation_sla_applied_by_{kind}")


def _people_talk(thread: Thread) -> None:
    """A teammate takes over and answers until the matter is settled or left open."""
    rng, setting = thread.rng, thread.setting
    thread.pick_agent()
    if rng.random() < 0.6:
        thread.wait_office(rng.expovariate(1 / (20 * MINUTE)))
        thread.assign_agent("assignment", thread.agent)
    rounds = 1 + int(rng.expovariate(0.9))
    extra = extra_for(setting.script)
    for turn in range(min(rounds, 9)):
        _answer(thread, turn)
        if turn == 0 and extra is not None:
            extra(thread)
        if thread.is_over or turn + 1 == rounds:
            break
        thread.wait(rng.expovariate(1 / (50 * MINUTE)))
        customer = setting.others[0] if setting.others and turn % 2 else setting.customer
        _write(thread, customer, _pick(rng, FOLLOW_UPS))
    _finish(thread)


def _answer(thread: Thread, turn: int) -> None:
    rng = thread.rng
    if rng.random() < 0.2:
        thread.wait_office(rng.expovariate(1 / (5 * MINUTE)))
        thread.add("note", thread.agent, _pick(rng, NOTES))
    thread.wait_office(rng.lognormvariate(7.2, 1.1) if turn == 0 else rng.lognormvariate(6.7, 1.0))
    if turn == 0 and rng.random() < 0.12:
        thread.assign_agent("assignment", thread.agent, _pick(rng, GREETINGS))
        thread.wait(MINUTE)
    _write(thread, thread.agent, _pick(rng, thread.setting.topic.replies))


def _write(thread: Thread, author: dict[str, object], body: str) -> None:
    """A message, now and then with a file; some files come without a word."""
    more = None
    chance = thread.rng.random()
    if chance < 0.06:
        more = {"attachments": [attachment(thread.at, image=chance < 0.04)]}
    thread.add("comment", author, "" if chance < 0.01 else body, more=more)


def _finish(thread: Thread) -> None:
    rng = thread.rng
    ending = rng.random()
    if ending < 0.06:
        return
    if ending < 0.16:
        _snooze(thread)
    if ending > 0.55:
        thread.wait(rng.expovariate(1 / HOUR))
        thread.add("comment", thread.setting.customer, _pick(rng, THANKS))
    thread.wait_office(rng.expovariate(1 / HOUR))
    # Two in five closes carry the last words themselves: reply and close in one part.
    body = _pick(rng, CLOSINGS) if rng.random() < 0.4 else None
    thread.add("close", thread.agent, body)
    if rng.random() < 0.25:
        _rate(thread)


def _snooze(thread: Thread) -> None:
    rng = thread.rng
    thread.wait_office(10 * MINUTE)
    thread.add("snoozed", thread.agent, details={"until": "until tomorrow"})
    thread.wait(DAY)
    if rng.random() < 0.5:
        kind = "timer_unsnooze" if rng.random() < 0.2 else "unsnoozed"
        thread.add(kind, thread.directory.operator)
    else:
        thread.add("comment", thread.setting.customer, _pick(rng, FOLLOW_UPS))


def _rate(thread: Thread) -> None:
    rng, requested_at = thread.rng, thread.at + 1
    thread.wait(rng.expovariate(1 / (4 * HOUR)))
    score = 1 + int(4.99 * rng.random() ** 0.4)
    if not thread.add("conversation_rating_changed", thread.setting.customer):
        return
    remark = None
    if rng.random() < 0.4:
        remark = _pick(rng, REMARKS)
        thread.wait(20)
        thread.add("conversation_rating_remark_added", thread.setting.customer)
    thread.rating = (score, requested_at, thread.last_at, remark)


def _come_back(thread: Thread, chance: float) -> None:
    """The customer writes again after the close, which opens the conversation once more."""
    rng = thread.rng
    if thread.state != "closed" or rng.random() > chance:
        return
    thread.wait(rng.expovariate(1 / (2 * DAY)))
    if not thread.add("comment", thread.setting.customer, _pick(rng, COME_BACKS)):
        return
    if thread.admin == 0:
        thread.pick_agent()
    if rng.random() < 0.2:
        thread.wait(2)
        thread.assign_agent("assign_and_reopen", thread.directory.operator)
    _answer(thread, 1)
    thread.wait_office(rng.expovariate(1 / (2 * HOUR)))
    thread.add("close", thread.agent)


def _phone_call(thread: Thread) -> None:
    thread.wait(60 + thread.rng.random() * 600)
    body = "<p>The customer described the problem; a written answer was promised.</p>"
    details = {"call_id": call_id(thread.setting.row)}
    thread.add("call_summary", thread.directory.fin, body, details=details)


def _talk_for_long(thread: Thread) -> None:
    """A back and forth of hundreds of short messages, as device support produces."""
    thread.pick_agent()
    thread.assign_agent("assignment", thread.directory.operator)
    while thread.count < thread.setting.long_target and not thread.is_over:
        turn = thread.count
        thread.wait(20 + thread.rng.random() * 70)
        author = thread.agent if turn % 2 else thread.setting.customer
        thread.add("comment", author, PAIRS[turn % len(PAIRS)])
