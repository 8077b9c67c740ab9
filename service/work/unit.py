"""One unit of work: a transaction, who asks, and when; and the house it happens in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from actioncards import ODENSE
from actioncards.housing import HOUSING
from actioncards.model import Plan
from flows.delivery import Patience
from flows.vocabulary import Medium, Mode
from service.domain.links import Links
from service.store.engine import announce
from service.store.signals import DUE, PHONES, incident_topic


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for every unit of work of this process.

    `media` are those a configured channel stands behind; `can_reply` says whether a phone number takes SMS replies.
    `first_part` and `part` are how many people are written with the decision itself and with each later part (I1).
    `housing` is the folder of the housing plans, `scenarios` the plan's own with its scenarios; `organizer` the mail address that
    calendar entries come from.
    """

    mode: Mode
    public_url: str
    links: Links
    media: frozenset[Medium]
    salt: Callable[[], str]
    can_reply: bool = True
    random: Random = field(default_factory=Random)
    patience: Patience = field(default_factory=Patience)
    lease: timedelta = timedelta(seconds=30)
    first_part: int = 50
    part: int = 400
    organizer: str = "beredskab@localhost"
    plans: dict[int, Plan] = field(default_factory=dict)
    housing: Path = HOUSING
    scenarios: Path = ODENSE
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Copenhagen"))


@dataclass(frozen=True, slots=True)
class Unit:
    """What every work function gets: an open transaction, `now` (aware, UTC), `actor` (who asks) and the house."""

    session: AsyncSession
    now: datetime
    actor: str
    house: House

    def wake(self) -> None:
        """After the commit, let the background look for what is due."""
        announce(self.session, DUE)

    def changed(self, incident_id: int) -> None:
        """After the commit, tell those who watch the incident."""
        announce(self.session, incident_topic(incident_id))

    def rang(self) -> None:
        """After the commit, tell those who look at the sandbox's simulated phones; in live mode there are none."""
        if self.house.mode is Mode.SANDBOX:
            announce(self.session, PHONES)
