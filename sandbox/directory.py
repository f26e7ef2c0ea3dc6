"""The fixed inhabitants of a workspace: teammates, teams, tags, segments, SLAs, ticket types."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

ADMIN_BASE = 6_814_200
TEAM_BASE = 5_017_600
TAG_BASE = 8_120_300
OPERATOR_ID = str(ADMIN_BASE)

_NAMES = (
    "Amara Okafor", "Ben Whitfield", "Chiara Russo", "Daniel Kim", "Elif Şahin",
    "Finn O'Malley", "Grace Liu", "Henrik Sørensen", "Ines Duarte", "Jamal Wright",
    "Katya Petrova", "Luis Fernández",
)  # fmt: skip
_TEAMS = {
    "Support": (1, 2, 3, 4, 5),
    "Technical": (4, 5, 6, 7),
    "Billing": (8, 9),
    "Sales": (10, 11),
    "Customer Success": (2, 11, 12),
}
_TAGS = (
    "Bug", "Feature request", "Refund", "VIP", "Spam", "Churn risk", "Onboarding", "Invoice",
    "Shipping", "Praise", "Escalated", "Needs docs", "Partner", "Beta", "Trial", "Annual",
    "German", "Press",
)  # fmt: skip
_SEGMENTS = (
    ("Active", "user"), ("New", "user"), ("Slipping away", "user"), ("Big spenders", "user"),
    ("Leads of the month", "contact"), ("Enterprise", "contact"),
)  # fmt: skip


@dataclass(frozen=True)
class Sla:
    """A promise of response times in seconds of office hours."""

    name: str
    targets: dict[str, int | None]


SLAS = (
    Sla(
        "Standard",
        {
            "first_reply_time": 14_400,
            "next_reply_time": 28_800,
            "resolution_time": None,
            "time_to_close": None,
        },
    ),
    Sla(
        "Premium",
        {
            "first_reply_time": 1_800,
            "next_reply_time": 3_600,
            "resolution_time": 57_600,
            "time_to_close": 86_400,
        },
    ),
)


class Directory:
    """Teammates, teams, tags and segments of one workspace as the API shows them."""

    def __init__(self, workspace_id: str, founded_at: int) -> None:
        """Found the workspace with its people at `founded_at` (Unix seconds)."""
        self.workspace_id = workspace_id
        self.operator_email = f"operator+{workspace_id}@intercom.io"
        self.teams = [_team(number, name) for number, name in enumerate(_TEAMS)]
        self.team_names = {team["id"]: team["name"] for team in self.teams}
        self.admins = [self._operator(), *(self._admin(n) for n in range(1, len(_NAMES) + 1))]
        self.tags = {
            str(TAG_BASE + n): {"type": "tag", "id": str(TAG_BASE + n), "name": name}
            for n, name in enumerate(_TAGS)
        }
        # What was generated with these tags stays as it is when the list changes.
        self.first_tags = tuple(self.tags.values())
        self.tags_by_name = {tag["name"]: tag for tag in self.first_tags}
        self.segments = [
            _segment(n, name, person, founded_at) for n, (name, person) in enumerate(_SEGMENTS)
        ]
        self.subscriptions = [_subscription(n) for n in range(4)]
        self.authors = [self._author(admin) for admin in self.admins]
        self.operator = self._bot_author("Operator", from_ai_agent=False, is_ai_answer=False)
        self.fin = self._bot_author("Fin", from_ai_agent=True, is_ai_answer=False)
        self.fin_answering = self._bot_author("Fin", from_ai_agent=True, is_ai_answer=True)
        # Recorded payloads show Operator and Fin as `admin` too: the type alone says nothing.
        self.fin_as_admin = {**self.fin_answering, "type": "admin"}
        self.operator_as_admin = {**self.operator, "type": "admin"}

    def members(self, team_name: str) -> tuple[int, ...]:
        """Numbers (rows of `admins`) of the teammates of a team."""
        return _TEAMS[team_name]

    def team_number(self, team_name: str) -> int:
        """Row in `teams` of the team with this name."""
        return list(_TEAMS).index(team_name)

    def _operator(self) -> Json:
        return self._seat(OPERATOR_ID, "Operator", self.operator_email, "", [], has_seat=False)

    def _admin(self, number: int) -> Json:
        name = _NAMES[number - 1]
        email = f"{name.split()[0].lower()}@desk.example.com"
        teams = [TEAM_BASE + team for team, ids in enumerate(_TEAMS.values()) if number in ids]
        title = "Team lead" if number % 5 == 1 else "Support agent"
        return self._seat(
            str(ADMIN_BASE + number), name, email, title, teams, has_seat=number != 12
        )

    def _seat(
        self, key: str, name: str, email: str, title: str, teams: list[int], *, has_seat: bool
    ) -> Json:
        away = key.endswith("7")
        return {
            "type": "admin",
            "id": key,
            "name": name,
            "email": email,
            "job_title": title,
            "away_mode_enabled": away,
            "away_mode_reassign": away,
            "away_status_reason_id": 12 if away else None,
            "has_inbox_seat": has_seat,
            "team_ids": teams,
            "avatar": f"https://static.example.com/avatars/{key}.png",
            "team_priority_level": {"primary_team_ids": teams[:1], "secondary_team_ids": teams[1:]},
            "role": {"type": "role", "id": "2", "name": "Agent"},
        }

    def _author(self, admin: Json) -> Json:
        return {
            "type": "admin",
            "id": admin["id"],
            "name": admin["name"],
            "email": admin["email"],
            "from_ai_agent": False,
            "is_ai_answer": False,
        }

    def _bot_author(self, name: str, *, from_ai_agent: bool, is_ai_answer: bool) -> Json:
        return {
            "type": "bot",
            "id": OPERATOR_ID,
            "name": name,
            "email": self.operator_email,
            "from_ai_agent": from_ai_agent,
            "is_ai_answer": is_ai_answer,
        }


def _team(number: int, name: str) -> Json:
    ids = [ADMIN_BASE + member for member in _TEAMS[name]]
    return {
        "type": "team",
        "id": str(TEAM_BASE + number),
        "name": name,
        "admin_ids": ids,
        "admin_priority_level": {"primary_admin_ids": ids[:1], "secondary_admin_ids": ids[1:]},
        "assignment_limit": 20 if number == 0 else None,
        "distribution_method": "load_balanced" if number == 0 else None,
    }


def _segment(number: int, name: str, person: str, founded_at: int) -> Json:
    return {
        "type": "segment",
        "id": f"{0x62000000 + number:08x}5e6de40000{number:06x}",
        "name": name,
        "created_at": founded_at + number * 3_600,
        "updated_at": founded_at + number * 86_400,
        "person_type": person,
    }


def _subscription(number: int) -> Json:
    words = {
        "name": ("Newsletter", "Product news", "Offers", "SMS alerts")[number],
        "description": "What we send and how often.",
        "locale": "en",
    }
    return {
        "type": "subscription",
        "id": str(910 + number),
        "state": "live",
        "default_translation": words,
        "translations": [words],
        "consent_type": "opt_in" if number == 3 else "opt_out",
        "content_types": ["sms_message"] if number == 3 else ["email"],
    }
