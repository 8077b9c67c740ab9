"""What stands on the paper: cards, list, roster and texts as they are now, as JSON, labels in every language the plan has."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from actioncards.model import Area, Card, Group, Label, Plan
from contacts.roster_people import name_of
from contacts.shifts import shifts
from flows.wall_clock import moment, shows
from service.domain.holidays import danish_holidays
from service.store import alert_list
from service.store.tables import PersonRow
from service.work import duty
from service.work.duty_view import WEEKS
from service.work.plans import in_force
from service.work.unit import Unit

MOST_MEMBERS: Final = 100
"""People of an open circle on the paper; of more only their number is told."""

Facts = dict[str, Any]


async def paper_facts(unit: Unit) -> Facts:
    """Everything on the paper, in the plan's order; `Refused` (conflict) when no plan is in force."""
    _, plan = await in_force(unit.session, unit.house)
    version = await alert_list.latest_version(unit.session)
    on_duty = await duty.on_duty(unit, plan)
    levels = sorted(plan.levels.values(), key=lambda level: -level.rank)
    return {
        "made_at": unit.now.isoformat(),
        "mode": unit.house.mode.value,
        "title": _label(plan.title),
        "version": plan.version,
        "list_version": version.id if version else None,
        "address": unit.house.public_url,
        "on_duty": [_person(person) for person in on_duty.people],
        "levels": [{"key": level.key, "label": _label(level.label), "causes": [_label(c.label) for c in level.causes]} for level in levels],
        "cards": [_card(plan, card) for level in levels for card in plan.cards.values() if card.levels[0] == level.key],
        "groups": [await _group(unit, plan, group) for group in plan.groups.values()],
        "weeks": await _weeks(unit),
        "fields": {name: _label(field.label) for name, field in plan.fields.items()},
        "texts": _texts(plan),
    }


def _label(label: Label) -> dict[str, str]:
    return {"da": label.da, "en": label.text("en")}


def _person(person: PersonRow) -> Facts:
    return {
        "name": person.name,
        "organisation": person.organisation,
        "mobile": person.mobile,
        "phone": person.phone,
        "email": person.email,
    }


def _card(plan: Plan, card: Card) -> Facts:
    return {
        "title": _label(card.title),
        "seat": _label(plan.seat(card.group, card.seat).label),
        "group": _label(plan.group(card.group).brief),
        "levels": [_label(plan.level(key).label) for key in card.levels],
        "causes": [_label(plan.cause(card.levels[0], key).label) for key in card.causes],
        "areas": [_label(plan.area(key).label) for key in card.areas],
        "steps": [
            {"title": _label(step.title), "text": _label(step.text) if step.text else None, "minutes": step.deadline_minutes}
            for step in card.steps
        ],
    }


async def _group(unit: Unit, plan: Plan, group: Group) -> Facts:
    holders = await alert_list.holders(unit.session, [group.key])
    areas: list[Area | None] = [*plan.areas.values()] if group.per_area else [None]
    return {
        "label": _label(group.label),
        "seats": [
            {"label": _label(seat.label), "people": [_person(person) for person in holders.get((group.key, seat.key), [])]}
            for seat in group.seats
        ],
        "circles": [await _circle(unit, group, area) for area in areas] if group.open else [],
    }


async def _circle(unit: Unit, group: Group, area: Area | None) -> Facts:
    count, people = await alert_list.members(unit.session, group.key, area.key if area else None, MOST_MEMBERS)
    return {"area": _label(area.label) if area else None, "count": count, "people": [_person(person) for person in people]}


async def _weeks(unit: Unit) -> list[Facts]:
    """The next eight weeks from this one's Monday; empty when no roster is entered."""
    zone = unit.house.zone
    today = shows(unit.now, zone)
    monday = today - timedelta(days=today.weekday())
    roster = await duty.roster_of(unit)
    if not roster.rotations:
        return []
    people = await duty.roster_people(unit, roster)
    found = []
    for begin in (monday + timedelta(weeks=number) for number in range(WEEKS)):
        start, end = moment(begin, time(0), zone), moment(begin + timedelta(days=7), time(0), zone)
        slots = [
            {
                "layer": shift.layer.value,
                "name": str(name_of(people, shift.person)) if shift.person is not None else None,
                "why": shift.duty.why.value,
                "start": _told(shift.start),
                "end": _told(shift.end),
            }
            for layer in roster.layers()
            for shift in shifts(roster, layer, start, end)
        ]
        holidays = [[day.isoformat(), name] for day, name in danish_holidays(begin, begin + timedelta(days=6))]
        found.append({"monday": begin.isoformat(), "number": begin.isocalendar().week, "slots": slots, "holidays": holidays})
    return found


def _told(at: datetime) -> str:
    return at.isoformat()


def _texts(plan: Plan) -> list[Facts]:
    """The plan's texts by kind of message; the same words for several tiers and levels stand once."""
    found: dict[tuple[str, str, str | None, str], Facts] = {}
    for template in plan.templates:
        same = (template.kind.value, template.medium.value, template.subject, template.text)
        one = found.setdefault(
            same, {"kind": same[0], "medium": same[1], "subject": template.subject, "text": template.text, "tiers": [], "levels": []}
        )
        level = _label(plan.levels[template.level].label) if template.level in plan.levels else None
        one["tiers"] += [template.tier.value] if template.tier.value not in one["tiers"] else []
        one["levels"] += [level] if level and level not in one["levels"] else []
    return list(found.values())
