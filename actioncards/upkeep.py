"""How a plan is kept alive: who approves a change of it, and what comes onto the agenda through the year (P4, U1, U2)."""

from dataclasses import dataclass

from actioncards.labels import Label


@dataclass(frozen=True)
class Keeper:
    """The seat whose people hear which deliveries of a housing plan are missing (S4)."""

    group: str
    seat: str


@dataclass(frozen=True)
class YearlyPoint:
    """Something that comes round every year on `day` of `month`; `group` is reminded, or the executive committee when left out."""

    key: str
    title: Label
    month: int
    day: int
    group: str | None = None


@dataclass(frozen=True)
class Upkeep:
    """`approved_by` approves a change once the signing parties have (U2); `agenda` is gone through every year (U1).

    `ask_again_days` after somebody was asked to confirm their own data they are asked once more (P6).
    """

    approved_by: Label
    agenda: tuple[YearlyPoint, ...] = ()
    ask_again_days: int = 14
