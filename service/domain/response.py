"""How the answers came in after an alarm, tier by tier, beside the plan's own deadline."""

from dataclasses import dataclass
from datetime import datetime

from flows.vocabulary import AnswerKind, Tier
from service.domain.evaluation import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Answered:
    """One seat that has answered: when, who for it, and what."""

    at: datetime
    seat: str
    group: str
    name: str
    kind: AnswerKind | None


@dataclass(frozen=True, slots=True)
class GroupResponse:
    """A group's seats: how many, how many must answer (0: none need to), and when each answer came, soonest first."""

    label: str
    seats: int
    required: int
    answered: tuple[datetime, ...]

    @property
    def reached_at(self) -> datetime | None:
        """When as many as must had answered; None when they have not, or none need to."""
        return self.answered[self.required - 1] if 0 < self.required <= len(self.answered) else None


@dataclass(frozen=True, slots=True)
class TierResponse:
    """The groups of one tier, in the plan's order."""

    tier: Tier
    groups: tuple[GroupResponse, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """The answers to one alarm. `deadline_at` is by when the plan wants enough of them; all empty while there was no alarm."""

    since: datetime | None
    deadline_at: datetime | None
    called_off_at: datetime | None = None
    tiers: tuple[TierResponse, ...] = ()
    answers: tuple[Answered, ...] = ()

    def standing(self, group: GroupResponse, now: datetime) -> Standing:
        """How the group stands to the deadline at `now`."""
        deadline_at = self.deadline_at if group.required else None
        return standing_of(group.reached_at, deadline_at, self.called_off_at or now, runs=self.called_off_at is None)
