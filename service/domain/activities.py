"""How far an activity has come towards its success criteria, by what has been delivered (S3, S4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from actioncards.housing.model import Activity, Criterion

PREFIX = "c"
"""A delivery counts towards a criterion when its split is `c1`, `c2`: the criterion's place in the activity."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One criterion and what has been delivered towards it; `percent` is None when the criterion has no number."""

    criterion: Criterion
    delivered: Decimal
    percent: Decimal | None

    @property
    def begun(self) -> bool:
        """Whether anything has been delivered towards it."""
        return self.delivered > 0


def criterion_key(number: int) -> str:
    """The split of a delivery towards the activity's criterion of that number, from 1."""
    return f"{PREFIX}{number}"


def criterion_keys(activity: Activity) -> list[str]:
    """The splits that deliveries of an activity may have."""
    return [criterion_key(number) for number in range(1, len(activity.criteria) + 1)]


def progress(activity: Activity, delivered: Mapping[str, Decimal]) -> list[Progress]:
    """Each criterion of the activity; `delivered` are sums by split."""
    return [
        _one(criterion, delivered.get(key, Decimal(0))) for key, criterion in zip(criterion_keys(activity), activity.criteria, strict=True)
    ]


def _one(criterion: Criterion, delivered: Decimal) -> Progress:
    if criterion.number is None or criterion.number <= 0:
        return Progress(criterion, delivered, None)
    return Progress(criterion, delivered, (delivered / criterion.number * 100).quantize(Decimal(1), ROUND_DOWN))
