"""The customers' companies, built on demand; keys that are not set are missing, not null."""

from __future__ import annotations

from array import array
from random import Random

from sandbox.directory import Directory, Json
from sandbox.ids import HexIds, mix

_NAMES = ("Acorn", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Glade", "Harbor", "Isle", "Juniper")
_KINDS = ("Foods", "Labs", "Logistics", "Studio", "& Sons", "Systems")
_INDUSTRIES = ("Retail", "Software", "Education", "Health")
_SALT = 0xC1


class Companies:
    """Builds the company of any row from the seed."""

    def __init__(
        self, seed: int, ids: HexIds, created_at: array[int], now: int, directory: Directory
    ) -> None:
        """Describe companies that arrived at `created_at`, of which nothing is after `now`."""
        self.seed = seed
        self.ids = ids
        self.created_at = created_at
        self.now = now
        self.directory = directory

    def updated_at(self, row: int) -> int:
        """When the company last changed."""
        created = self.created_at[row]
        share = (mix(self.seed, _SALT, row, 1) >> 40) / (1 << 24)
        return created + int((self.now - created) * share)

    def last_request_at(self, row: int) -> int | None:
        """When somebody of the company was last seen; some never were."""
        return None if row % 6 == 4 else self.updated_at(row)

    def build(self, row: int, user_count: int) -> Json:
        """The whole company; tags and segments are complete."""
        rng = Random(mix(self.seed, _SALT, row, 2))
        created, company_id = self.created_at[row], self.ids.encode(row)
        has_plan = rng.random() < 0.6
        found: Json = {
            "type": "company",
            "company_id": f"org-{row}",
            "id": company_id,
            "app_id": self.directory.workspace_id,
            "name": f"{_NAMES[row % len(_NAMES)]} {_KINDS[row // 10 % len(_KINDS)]} {row}",
            "created_at": created,
            "updated_at": self.updated_at(row),
            "monthly_spend": round(rng.random() * 4_000, 2) if row % 4 == 0 else row % 4_000,
            "session_count": int(rng.random() * 500),
            "user_count": user_count,
            "tags": {"type": "tag.list", "tags": self._tags(rng)},
            "segments": {"type": "segment.list", "segments": self._segments(rng)},
            "plan": {"type": "plan", "id": str(row % 3), "name": "Team"} if has_plan else {},
            "custom_attributes": {"region": ("emea", "amer", "apac")[row % 3], "seats": row % 300},
        }
        return found | self._optional(rng, row, created)

    def _optional(self, rng: Random, row: int, created: int) -> Json:
        found: Json = {}
        if rng.random() < 0.6:
            found["remote_created_at"] = created - 86_400
        last_request_at = self.last_request_at(row)
        if last_request_at is not None:
            found["last_request_at"] = last_request_at
        if rng.random() < 0.4:
            found["size"] = 1 + row % 900
        if rng.random() < 0.5:
            found["website"] = f"https://company-{row}.example.com"
        if rng.random() < 0.5:
            found["industry"] = _INDUSTRIES[row % len(_INDUSTRIES)]
        return found

    def _tags(self, rng: Random) -> list[Json]:
        return [tag for tag in self.directory.first_tags if rng.random() < 0.06]

    def _segments(self, rng: Random) -> list[Json]:
        return [segment for segment in self.directory.segments if rng.random() < 0.1]
