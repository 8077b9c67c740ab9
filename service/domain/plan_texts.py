"""The plan's texts and cards as they would be sent in an invented incident, on every channel (I9, C4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actioncards.facts import incident_facts, local_time, replies_of, seat_label
from actioncards.model import ANY_LEVEL, Card, Plan, Template
from actioncards.sms import Encoding, SmsSize, parts
from actioncards.texts import as_sent
from flows.sentences import Sentence
from flows.vocabulary import Medium, Mode, NoticeKind, Tier

ALPHABETS: Final[Mapping[Encoding, str]] = {Encoding.GSM7: "GSM-7", Encoding.UCS2: "UCS-2"}


@dataclass(frozen=True, slots=True)
class Invented:
    """An incident that did not happen: keys of the plan, when (aware), an example of a personal link, and the mode it is shown in.

    `by_sms`: whether a text message can be answered by writing back.
    """

    level: str
    area: str
    cause: str
    at: datetime
    link: str
    mode: Mode = Mode.LIVE
    by_sms: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """One text as it would be sent; `sms` counts an SMS's parts. `number` is the template's place in the plan."""

    number: int
    kind: NoticeKind
    tier: Tier
    medium: Medium
    every_level: bool
    subject: str | None
    text: str
    sms: SmsSize | None


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of a card: its clock, and its message on each channel."""

    key: str
    due: str
    texts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card that would open, and whose it is."""

    card: Card
    whose: str
    steps: tuple[ShownStep, ...]


def texts_of(plan: Plan, invented: Invented, kind: NoticeKind) -> list[Shown]:
    """Every text of `kind` that could go out at that level, in the plan's order."""
    facts = facts_of(plan, invented, kind)
    return [shown(plan, number, template, invented, facts) for number, template in _of_kind(plan, invented.level, kind)]


def kinds_of(plan: Plan) -> list[NoticeKind]:
    """The kinds of notice that the plan has texts for, in the plan's order."""
    return list(dict.fromkeys(template.kind for template in plan.templates))


def cards_of(plan: Plan, invented: Invented) -> list[ShownCard]:
    """Every card that would open, each step with its clock; the messages of a step are those that ask its owner to do it."""
    return [_card(plan, card, invented) for card in plan.cards_of(invented.level, invented.cause, invented.area)]


def shown(plan: Plan, number: int, template: Template, invented: Invented, facts: Mapping[str, str]) -> Shown:
    """One template filled in; `Refused` when it names what it may not (C4) or what there is not."""
    words = as_sent(plan, template, facts, now=invented.at, mode=invented.mode)
    size = parts(words.text) if template.medium is Medium.SMS else None
    every = template.level == ANY_LEVEL
    return Shown(number, template.kind, template.tier, template.medium, every, words.subject, words.text, size)


def facts_of(plan: Plan, invented: Invented, kind: NoticeKind) -> dict[str, str]:
    """The incident's own facts as a notice of `kind` has them, and the plan's examples for everything that is not known beforehand."""
    known = incident_facts(
        plan,
        level=invented.level,
        area=invented.area,
        cause=invented.cause,
        reported_by=plan.defaults.reported_by,
        at=invented.at,
        code="A",
        by_sms=invented.by_sms,
    )
    known |= replies_of(plan, kind, code="A", by_sms=invented.by_sms)
    examples = {name: field.example for name, field in plan.fields.items()}
    return examples | {name: text for name, text in known.items() if text} | {"link": invented.link}


def _of_kind(plan: Plan, level: str, kind: NoticeKind) -> Iterator[tuple[int, Template]]:
    own = {template.address[1:] for template in plan.templates if template.level == level}
    for number, template in enumerate(plan.templates):
        stands = template.level == level or (template.level == ANY_LEVEL and template.address[1:] not in own)
        if template.kind is kind and stands:
            yield number, template


def _card(plan: Plan, card: Card, invented: Invented) -> ShownCard:
    group = plan.group(card.group)
    templates = [(n, t) for n, t in _of_kind(plan, invented.level, NoticeKind.CARD) if t.tier is group.tier]
    facts = facts_of(plan, invented, NoticeKind.CARD) | {"seat_label": seat_label(group, group.seat(card.seat))}
    steps = []
    for step in card.steps:
        due = local_time(plan, invented.at + timedelta(minutes=step.deadline_minutes))
        own = facts | {"task": step.title.da, "deadline": due}
        steps.append(ShownStep(step.key, due, tuple(shown(plan, n, t, invented, own) for n, t in templates)))
    return ShownCard(card, seat_label(group, group.seat(card.seat)), tuple(steps))


def size_words(size: SmsSize) -> Sentence:
    """How an SMS is sent: its parts, its units and its alphabet."""
    encoding = ALPHABETS[size.encoding]
    if size.parts == 1:
        return Sentence("1 SMS part, {units} characters, {encoding}", units=size.units, encoding=encoding)
    return Sentence("{parts} SMS parts, {units} characters, {encoding}", parts=size.parts, units=size.units, encoding=encoding)
