"""Read action cards: all of an incident, and one person's own behind their link (C4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from actioncards.facts import seat_label
from actioncards.model import Plan
from flows.vocabulary import CardState
from service.domain.cards import OpenCard, Step
from service.store import alert_list, cards
from service.store.tables import CardStepRow, PersonRow
from service.work.cards import LINK, step_of
from service.work.personal import Situation, invalid, running, situation
from service.work.plans import plan_of
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class OwnCards:
    """The page behind a card link. `places` are the (group, seat) whose cards they are."""

    person_id: int
    name: str
    language: str
    places: tuple[tuple[str, str], ...]
    cards: tuple[OpenCard, ...]
    situation: Situation


async def cards_of(unit: Unit, plan: Plan, incident_id: int) -> tuple[OpenCard, ...]:
    """Every card that opened in the incident, the plan's order; what is no longer asked for is left out."""
    return _cards(plan, await cards.steps(unit.session, incident_id))


async def own_cards(unit: Unit, token: str) -> OwnCards:
    """What the card link `token` shows; `Refused` when it is not valid (not found) or no longer works (gone)."""
    incident_id, person_id = unit.house.links.read(LINK, token)
    incident = await running(unit, incident_id)
    plan = await plan_of(unit, incident)
    person = await alert_list.person(unit.session, person_id)
    if person is None or not person.active:
        raise invalid()
    places = places_of(person)
    found = _cards(plan, await cards.steps_of_seats(unit.session, incident_id, places))
    if not found:
        raise invalid()
    return OwnCards(person_id, person.name, person.language, tuple(places), found, situation(plan, incident))


def places_of(person: PersonRow) -> list[tuple[str, str]]:
    """The seats that a person holds or is a deputy of."""
    return [(place.group_key, place.seat_key) for place in person.places if place.seat_key is not None]


def _cards(plan: Plan, rows: Iterable[CardStepRow]) -> tuple[OpenCard, ...]:
    by_card: dict[str, list[CardStepRow]] = {}
    for row in rows:
        if row.state != CardState.CANCELLED or row.overdue_at is not None:
            by_card.setdefault(row.card_key, []).append(row)
    return tuple(_card(plan, key, sorted(found, key=lambda row: row.position)) for key, found in by_card.items())


def _card(plan: Plan, key: str, rows: list[CardStepRow]) -> OpenCard:
    card = plan.cards[key]
    group = plan.group(card.group)
    return OpenCard(
        key=key,
        title=card.title.da,
        group=card.group,
        seat=card.seat,
        seat_label=seat_label(group, group.seat(card.seat)),
        steps=tuple(_step(plan, row) for row in rows),
    )


def _step(plan: Plan, row: CardStepRow) -> Step:
    step = step_of(plan, row)
    return Step(
        id=row.id,
        key=row.step_key,
        title=step.title.da,
        text=step.text.da if step.text else "",
        state=CardState(row.state),
        due_at=row.due_at,
        late=row.overdue_at is not None,
        ended_at=row.ended_at,
        note=row.note,
    )
