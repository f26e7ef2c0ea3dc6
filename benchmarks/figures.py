"""What a section of the benchmark found: figures with what was wanted of them, kept as JSON."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Figure:
    """One number; with a bound it is met or missed, without one it explains the others."""

    what: str
    value: float
    unit: str = ""
    digits: int = 0
    least: float | None = None
    most: float | None = None

    @property
    def measured(self) -> str:
        """The value as it is printed."""
        return self._text(self.value)

    @property
    def wanted(self) -> str:
        """The bound as it is printed."""
        if self.least is not None:
            return f"≥ {self._text(self.least)}"
        return f"≤ {self._text(self.most)}" if self.most is not None else ""

    @property
    def ratio(self) -> str:
        """Measured over wanted."""
        bound = self.most if self.least is None else self.least
        return f"{self.value / bound:.2f}" if bound else ""

    @property
    def verdict(self) -> str:
        """Met or missed; nothing without a bound."""
        if self.least is not None:
            return "met" if self.value >= self.least else "missed"
        if self.most is not None:
            return "met" if self.value <= self.most else "missed"
        return ""

    def _text(self, value: float) -> str:
        return f"{value:,.{self.digits}f} {self.unit}".rstrip()


@dataclass
class Section:
    """The figures of one section, the table that it has beside them, and what to know of both."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    measured_on: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d}")
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)

    def save(self, folder: Path) -> None:
        """Write it where `load` finds it."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (folder / f"{self.name}.json").write_text(f"{text}\n")

    @classmethod
    def load(cls, folder: Path, name: str) -> Self | None:
        """The section as it was saved; None when it never was."""
        file = folder / f"{name}.json"
        if not file.is_file():
            return None
        found = json.loads(file.read_text())
        figures = [Figure(**one) for one in found.pop("figures")]
        return cls(**found, figures=figures)
