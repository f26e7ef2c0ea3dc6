"""The customers: users and leads, their companies, tags, notes and choices, built on demand."""

from __future__ import annotations

from array import array
from random import Random

from sandbox.directory import Directory, Json
from sandbox.ids import HexIds, mix

_FIRST = (
    "Alva", "Bruno", "Celia", "Dmitri", "Esra", "Fatou", "Goran", "Hana", "Ivo", "Jūratė",
    "Kofi", "Lea", "Mateo", "Nadia", "Oskar", "Paula", "Quinn", "Rosa", "Søren", "Tomás",
)  # fmt: skip
_LAST = (
    "Adeyemi", "Brandt", "Costa", "Dubois", "Eriksson", "Ferrari", "Garcia", "Hoffmann", "Ito",
    "Jansen", "Kowalski", "Lindqvist", "Müller", "Nowak", "O'Brien", "Popescu", "Rossi", "Şahin",
)  # fmt: skip
_PLACES = (
    ("Germany", "Berlin", "Berlin", "DEU", "EU"),
    ("United States", "New York", "New York", "USA", "NA"),
    ("Brazil", "São Paulo", "São Paulo", "BRA", "SA"),
    ("Japan", "Tokyo", "Tokyo", "JPN", "AS"),
    (None, None, None, None, None),
)
_UTM = ("utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term", "referrer")
_PLACE = ("country", "region", "city", "country_code", "continent_code")
_SALT = 0xC0
DAY = 86_400


class Contacts:
    """Builds the contact of any row from the seed; the same row is always the same person."""

    def __init__(
        self, seed: int, ids: HexIds, created_at: array[int], now: int, directory: Directory
    ) -> None:
        """Describe people that arrived at `created_at`, of whom nothing is later than `now`."""
        self.seed = seed
        self.ids = ids
        self.created_at = created_at
        self.now = now
        self.directory = directory

    def _traits(self, row: int) -> int:
        """64 random bits that decide who the contact is."""
        return mix(self.seed, _SALT, row)

    def updated_at(self, row: int) -> int:
        """When the contact last changed; people who came lately were seen lately."""
        created = self.created_at[row]
        share = (self._traits(row) >> 40) / (1 << 24)
        return created + int((self.now - created) * share**2)

    def is_gone(self, row: int) -> bool:
        """Whether the contact was deleted long ago; conversations still name it."""
        return row % 89 == 31

    def role(self, row: int) -> str:
        """`user` or `lead`."""
        return _role(self._traits(row))

    def reference(self, row: int) -> Json:
        """The contact as conversations and tickets refer to it."""
        found: Json = {"type": "contact", "id": self.ids.encode(row)}
        if self.role(row) == "user":
            found["external_id"] = f"user-{row}"
        return found

    def author(self, row: int) -> Json:
        """The contact as author of a part; some leads show up as `user` there."""
        traits = self._traits(row)
        return {
            "type": "lead" if row % 2 and _role(traits) == "lead" else "user",
            "id": self.ids.encode(row),
            "name": _name(traits),
            "email": _email(traits, row),
            "from_ai_agent": False,
            "is_ai_answer": False,
        }

    def company_rows(self, row: int, visible_companies: int) -> list[int]:
        """Rows of the companies that the contact belongs to; agencies belong to a dozen."""
        number = self._traits(row) >> 16
        if visible_companies == 0 or number % 10 < 3:
            return []
        if row % 53 == 7:
            count = min(11 + number % 5, visible_companies)
            return [(number + turn) % visible_companies for turn in range(count)]
        return [number // 16 % visible_companies]

    def build(self, row: int, company_ids: list[str]) -> Json:
        """The whole contact; sub-lists are complete and private (`_` keys) until shaped."""
        rng = Random(mix(self.seed, _SALT, row, 1))
        created = self.created_at[row]
        return {
            "type": "contact",
            "id": self.ids.encode(row),
            "workspace_id": self.directory.workspace_id,
            **self._person(rng, row),
            "avatar": _avatar(row, is_alone=not company_ids),
            **self._times(rng, row),
            **_devices(rng, self.updated_at(row), is_seen=self.role(row) == "user"),
            "custom_attributes": _attributes(rng, row, created),
            "location": {"type": "location", **dict(zip(_PLACE, _PLACES[row % 5], strict=True))},
            "social_profiles": {"type": "list", "data": []},
            "sms_consent": False,
            "unsubscribed_from_sms": False,
            "enabled_push_messaging": None,
            **dict.fromkeys(_UTM),
            "_tags": self._tags(rng, row, created),
            "_companies": company_ids,
            "_notes": self._notes(rng, row, created),
            "_segments": [s["id"] for s in self.directory.segments if rng.random() < 0.2],
            "_subscriptions": self._subscriptions(rng),
            "_merge_history": [],
        }

    def _person(self, rng: Random, row: int) -> Json:
        traits = self._traits(row)
        role, email = _role(traits), _email(traits, row)
        phone = f"+4930{1_000_000 + row}" if rng.random() < 0.3 else None
        return {
            "external_id": f"user-{row}" if role == "user" else None,
            "role": role,
            "email": email,
            "email_domain": email.partition("@")[2],
            "phone": phone,
            "formatted_phone": f"+49 30 {1_000_000 + row}" if phone else None,
            "name": _name(traits),
            "owner_id": self.directory.admins[1 + row % 12]["id"] if row % 4 == 0 else None,
            "language_override": "de" if rng.random() < 0.05 else None,
            "has_hard_bounced": rng.random() < 0.01,
            "marked_email_as_spam": rng.random() < 0.005,
            "unsubscribed_from_emails": rng.random() < 0.1,
        }

    def _times(self, rng: Random, row: int) -> Json:
        created, now = self.created_at[row], self.now
        is_user, updated = self.role(row) == "user", self.updated_at(row)
        return {
            "created_at": created,
            "updated_at": updated,
            "signed_up_at": created - 300 if is_user else None,
            "last_seen_at": updated if is_user else None,
            "last_replied_at": min(created + DAY, now) if rng.random() < 0.6 else None,
            "last_contacted_at": min(created + 2 * DAY, now) if rng.random() < 0.5 else None,
            "last_email_opened_at": None,
            "last_email_clicked_at": None,
        }

    def _tags(self, rng: Random, row: int, created: int) -> list[Json]:
        tags = self.directory.first_tags
        count = 12 + row % 5 if row % 41 == 3 else int(rng.random() ** 2 * 4)
        applied_by = {"type": "admin", "id": self.directory.admins[1]["id"]}
        return [
            {**tag, "applied_at": min(created + 60 * n, self.now), "applied_by": applied_by}
            for n, tag in enumerate(rng.sample(tags, min(count, len(tags))))
        ]

    def _notes(self, rng: Random, row: int, created: int) -> list[Json]:
        count = 13 if row % 61 == 5 else int(rng.random() ** 3 * 3)
        author = self.directory.admins[1 + row % 12]
        return [
            {
                "type": "note",
                "id": str(40_000_000 + row * 64 + n),
                "created_at": min(created + 3_600 * (n + 1), self.now),
                "contact": {"type": "contact", "id": self.ids.encode(row)},
                "author": author,
                "body": f"<p>Call {n + 1}: asked about the plan, wants an answer in writing.</p>",
            }
            for n in range(count)
        ]

    def _subscriptions(self, rng: Random) -> list[tuple[str, str]]:
        choices = (rng.random() for _ in self.directory.subscriptions)
        return [
            (sub["id"], "opted_in" if sub["consent_type"] == "opt_in" else "opted_out")
            for sub, choice in zip(self.directory.subscriptions, choices, strict=True)
            if choice < 0.12
        ]


def blank_contact(directory: Directory) -> Json:
    """Every key of a contact with nothing in it; the first contact may have to be made so."""
    anybody = Contacts(0, HexIds(0, 0), array("q", [0]), 0, directory)
    return dict.fromkeys(anybody.build(0, []))


def _avatar(row: int, *, is_alone: bool) -> Json | str | None:
    """A picture's address stands in an object, or by itself as in recorded lists."""
    if is_alone and row % 17 == 9:
        return f"https://static.example.com/avatars/{row}.png"
    return {"type": "avatar", "image_url": None} if row % 3 else None


def _role(traits: int) -> str:
    return "lead" if traits >> 32 & 7 < 2 else "user"


def _name(traits: int) -> str | None:
    number = traits >> 20
    if _role(traits) == "lead" and number % 4 == 0:
        return None
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // 32 % len(_LAST)]}"


def _email(traits: int, row: int) -> str:
    """The address; empty for some leads."""
    if row % 3 == 0 and _role(traits) == "lead":
        return ""
    return f"person.{row}@customer-{row % 50}.example.com"


def _devices(rng: Random, updated: int, *, is_seen: bool) -> Json:
    """What the contact was seen with: a browser, now and then a phone, never both kinds."""
    phone = {"app_name": "Acme", "app_version": "9.1", "device": "Pixel", "os_version": "16"}
    android = {**phone, "sdk_version": "17.0", "last_seen_at": updated}
    has_android = rng.random() < 0.1
    return {
        "browser": "chrome" if is_seen else None,
        "browser_version": "131.0" if is_seen else None,
        "browser_language": "en" if is_seen else None,
        "os": "Windows 11" if is_seen else None,
        **{f"android_{key}": value if has_android else None for key, value in android.items()},
        **{f"ios_{key}": None for key in android},
    }


def _attributes(rng: Random, row: int, created: int) -> Json:
    """Custom attributes whose type is not the same in every contact."""
    found: Json = {"plan_tier": ("free", "team", "scale")[row % 3]}
    if rng.random() < 0.5:
        found["lifetime_value"] = round(rng.random() * 900, 2) if row % 2 else int(row % 900)
    if rng.random() < 0.3:
        found["is_admin"] = row % 2 == 0
    if rng.random() < 0.3:
        found["trial_ends_at"] = created + 14 * DAY
    if rng.random() < 0.1:
        found["Größe des Teams"] = str(row % 40) if row % 3 else row % 40
    return found
