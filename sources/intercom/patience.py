"""How often to ask again where fewer rows came than were claimed."""

from dataclasses import dataclass

_MOST_IN_VAIN = 20


@dataclass
class Patience:
    """Ends where asking again never helps: then what is claimed means something else."""

    in_vain: int = 0

    @property
    def is_left(self) -> bool:
        """Whether it is worth another request."""
        return self.in_vain < _MOST_IN_VAIN

    def learn(self, *, helped: bool) -> None:
        """Take note of what came of one."""
        self.in_vain = 0 if helped else self.in_vain + 1
