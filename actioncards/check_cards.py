"""Can every action card be carried out: a seat that is warned, known levels, steps with deadlines (F8, F12)?"""

from actioncards.check_groups import LONGEST_WAIT, known_group, within
from actioncards.model import Card
from actioncards.reader import Path
from actioncards.subject import Subject


def check(subject: Subject) -> None:
    """Note every card of an unknown seat, level or cause, and every step that has no time to be done in."""
    for card in subject.plan.cards.values():
        path: Path = ("cards", card.key)
        _owner(subject, path, card)
        for level in card.levels:
            subject.known((*path, "levels"), level, subject.plan.levels, "The plan has no level {key}.", key=level, where=("levels",))
        causes = [cause.key for level in subject.plan.levels.values() for cause in level.causes if level.key in card.levels]
        for cause in card.causes:
            subject.known((*path, "causes"), cause, causes, "The card's levels have no cause {cause}.", cause=cause, where=("levels",))
        for area in card.areas if subject.reader.is_whole(("areas",)) else ():
            subject.known((*path, "areas"), area, subject.plan.areas, "The plan has no area {key}.", key=area, where=("areas",))
        for name in ("levels", "steps"):
            if not getattr(card, name):
                subject.wrong((*path, name), "There must be at least one here.")
        within(subject, (*path, "remind_minutes"), card.remind_minutes, 0, LONGEST_WAIT)
        for step in card.steps:
            within(subject, (*path, "steps", step.key, "deadline_minutes"), step.deadline_minutes, 1, LONGEST_WAIT)


def _owner(subject: Subject, path: Path, card: Card) -> None:
    if not known_group(subject, (*path, "group"), card.group):
        return
    seats = [seat.key for seat in subject.plan.groups[card.group].seats]
    subject.known(
        (*path, "seat"),
        card.seat,
        seats,
        "The group {group} has no seat {seat}.",
        group=card.group,
        seat=card.seat,
        where=("groups", card.group),
    )
    for level in card.levels:
        found = subject.plan.levels.get(level)
        if found is not None and card.group not in (*found.policies, subject.plan.duty_chief.group):
            subject.wrong(
                (*path, "levels"),
                "{group} is not warned at the level {level}, so nobody would open the card.",
                group=card.group,
                level=level,
            )
