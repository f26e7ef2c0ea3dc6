"""Ids as Intercom forms them, each carrying its row so that no index of ids is needed."""

from dataclasses import dataclass
from typing import Protocol

PARTS_PER_THREAD = 4096


class Ids(Protocol):
    """A reversible numbering of the rows of one kind of object."""

    def encode(self, row: int) -> str:
        """The id of the object in `row`."""

    def decode(self, text: str) -> int | None:
        """The row that would bear this id, or None when the text is no such id."""


@dataclass(frozen=True)
class DecimalIds:
    """Decimal text growing with the row, as conversations and tickets have."""

    first: int
    step: int

    def encode(self, row: int) -> str:
        """The id of the object in `row`."""
        return str(self.first + row * self.step)

    def decode(self, text: str) -> int | None:
        """The row that would bear this id, or None when the text is no such id."""
        if not text.isascii() or not text.isdigit():
            return None
        row, rest = divmod(int(text) - self.first, self.step)
        return row if rest == 0 and row >= 0 else None


@dataclass(frozen=True)
class HexIds:
    """24 hex digits growing with the row, as contacts and companies have."""

    first: int
    salt: int

    def encode(self, row: int) -> str:
        """The id of the object in `row`."""
        return f"{self.first + row * 29:08x}{self.salt & 0xFFFFFFFFFF:010x}{row:06x}"

    def decode(self, text: str) -> int | None:
        """The row that would bear this id, or None when the text is no such id."""
        try:
            row = int(text[18:], 16)
        except ValueError:
            return None
        return row if self.encode(row) == text else None


def conversation_ids(seed: int) -> DecimalIds:
    """15-digit ids; the same seed gives the same ids in every workspace."""
    return DecimalIds(215_400_000_000_000 + seed % 1_000 * 1_000, 1_009)


def ticket_ids(seed: int) -> DecimalIds:
    """15-digit API ids of tickets, not the number that the inbox shows."""
    return DecimalIds(217_600_000_000_000 + seed % 1_000 * 1_000, 1_013)


def contact_ids(seed: int) -> HexIds:
    """24-hex ids of contacts."""
    return HexIds(0x64A1B000, mix(seed, 0xC0))


def company_ids(seed: int) -> HexIds:
    """24-hex ids of companies."""
    return HexIds(0x63F0A000, mix(seed, 0xC1))


def part_id(thread_row: int, ordinal: int) -> int:
    """Number of a conversation part; ordinal 0 is the opening message."""
    return 31_000_000_000 + thread_row * PARTS_PER_THREAD + ordinal


def ticket_part_id(thread_row: int, ordinal: int) -> int:
    """Number of a ticket part."""
    return 52_000_000_000 + thread_row * PARTS_PER_THREAD + ordinal


def call_id(thread_row: int) -> str:
    """Id of the phone call with which a conversation began."""
    return str(3_822_000_000 + thread_row)


def mix(*numbers: int) -> int:
    """A 64-bit hash of some integers, the same in every process."""
    value = 0x9E3779B97F4A7C15
    for number in numbers:
        value = (value ^ number) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 29
    return value * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
