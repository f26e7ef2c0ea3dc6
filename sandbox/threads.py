"""A conversation as it unfolds: who writes, assigns, snoozes and closes, and when.

A thread is told from a random number generator seeded with its row, event by event, and stops at
the present; so the state of the newest conversations is simply how far they have got.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from sandbox.directory import Directory, Json, Sla
from sandbox.office_hours import OfficeHours
from sandbox.parts import NOBODY, Event, state_after
from sandbox.promises import Promise
from sandbox.texts import Topic


class Setting(NamedTuple):
    """What is known before the first word: the people, the topic and the way in."""

    row: int
    script: int
    created_at: int
    topic: Topic
    channel: str
    delivered_as: str
    opening: str
    customer: Json
    others: Sequence[Json]
    long_target: int


class Thread:
    """The events of one conversation so far, and the verbs that add to them."""

    def __init__(
        self, setting: Setting, rng: Random, directory: Directory, hours: OfficeHours, now: int
    ) -> None:
        """Begin with the opening message only."""
        self.setting = setting
        self.rng = rng
        self.directory = directory
        self.hours = hours
        self.now = now
        self.events: list[Event] = []
        self.at = self.last_at = setting.created_at
        self.count = 0
        self.state = "open"
        self.admin = 0
        self.team = -1
        self.promise = Promise(hours)
        if setting.delivered_as == "customer_initiated":
            self.promise.waiting_since = setting.created_at
        self.resolution: str | None = None
        self.answer_type: str | None = None
        self.rating: tuple[int, int, int, str | None] | None = None
        self.is_merged = False

    @property
    def is_over(self) -> bool:
        """Whether the present has been reached, so that nothing more can happen."""
        return self.at > self.now

    def wait(self, seconds: float) -> None:
        """Let time pass, at any hour."""
        self.at += max(int(seconds), 1)

    def wait_office(self, seconds: float) -> None:
        """Let office time pass; some teammates also work on evenings and weekends."""
        if self.rng.random() < 0.07:
            self.wait(seconds)
        else:
            self.at = self.hours.after(self.at, int(seconds))

    def add(
        self,
        part_type: str,
        author: Json,
        body: str | None = None,
        assigned_to: Json | None = None,
        details: Json | None = None,
        more: Json | None = None,
    ) -> bool:
        """Add an event now; False, and nothing happens, when now is in the future.

        What it fulfils too late is marked as missed before it, as Intercom does.
        """
        if self.is_over:
            return False
        is_visible = bool(body or (more and more.get("attachments")))
        sla = self.promise.sla
        for target in self.promise.missed_by(part_type, author, self.at, is_visible=is_visible):
            if sla is not None:
                self._miss(sla, target)
        self._happen(part_type, author, body, assigned_to, details, more)
        self.promise.settle(part_type, author, self.at, is_visible=is_visible)
        return True

    def _happen(
        self,
        part_type: str,
        author: Json,
        body: str | None = None,
        assigned_to: Json | None = None,
        details: Json | None = None,
        more: Json | None = None,
    ) -> None:
        if self.reach(part_type, author, body):
            self.events.append(
                Event(self.at, part_type, author, self.state, body, assigned_to, details, more)
            )

    def reach(self, part_type: str, author: Json, body: str | None) -> bool:
        """Let the state follow an event now; False when now is in the future."""
        if self.at > self.now:
            return False
        self.state = state_after(self.state, part_type, author, body)
        self.last_at = self.at
        self.count += 1
        return True

    @property
    def agent(self) -> Json:
        """The teammate who looks after the conversation."""
        return self.directory.authors[self.admin]

    def pick_agent(self) -> None:
        """Choose a teammate of the team in charge, or of the topic's team."""
        members = self.directory.members(self.setting.topic.team)
        if self.team >= 0:
            members = self.directory.members(self.directory.teams[self.team]["name"])
        self.admin = members[int(self.rng.random() * len(members))]

    def assign_team(self, part_type: str, team: int, author: Json, body: str | None = None) -> None:
        """Hand the conversation to a team."""
        self.team = team
        self.add(part_type, author, body, {"type": "team", "id": self.directory.teams[team]["id"]})

    def assign_agent(self, part_type: str, author: Json, body: str | None = None) -> None:
        """Hand the conversation to the chosen teammate."""
        self.add(part_type, author, body, {"type": "admin", "id": self.agent["id"]})

    def unassign(self, part_type: str, author: Json) -> None:
        """Take the conversation away from its teammate."""
        self.add(part_type, author, None, NOBODY)

    def apply_sla(self, sla: Sla, part_type: str) -> None:
        """Promise response times."""
        details = {"sla_name": sla.name, "sla_definition": sla.targets}
        if self.add(part_type, self.directory.operator, details=details):
            self.promise.apply(sla, self.at)

    def _miss(self, sla: Sla, target: str) -> None:
        """Mark a target as missed by what happens next."""
        states = {
            name: {"status": "missed", "seconds_remaining": None}
            if name == target
            else {"status": "active", "seconds_remaining": seconds // 2}
            for name, seconds in sla.targets.items()
            if seconds is not None
        }
        details = {
            "sla_name": sla.name,
            "sla_target_type": target,
            "current_sla_status": "missed",
            "sla_states": states,
        }
        self._happen("conversation_sla_target_missed", self.directory.operator, details=details)
        self.promise.status = "missed"


class Outline(Thread):
    """A thread that remembers only when it ended and how; a workspace begins with many of them."""

    def add(
        self,
        part_type: str,
        author: Json,
        body: str | None = None,
        assigned_to: Json | None = None,
        details: Json | None = None,
        more: Json | None = None,
    ) -> bool:
        """Let the state follow an event now, and forget the event."""
        return self.reach(part_type, author, body)
