"""How a timeline entry is told: its kind decides the sentence, its data and personal values fill the fields.

The sentences of each kind stand in `kinds.py`; words become sentences by `service.domain.words`, ids become names by the
`names` that the report knows.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from actioncards.labels import Label
from contacts.roster_people import LAYERS, WHYS
from flows.sentences import Sentence
from flows.vocabulary import DeliveryState
from service.domain import photo_proof, words
from service.domain.timeline import JSON
from service.exports.kinds import DELIVERIES, SAID

_CODE_SAYS_WHY: Final = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)
ERASED: Final = Sentence("(erased)")
PHOTO: Final = Sentence("photo")
"""How a line says that it has one; the checksum stands in its data."""


_WORDS: Final[Mapping[str, Mapping[str, Sentence]]] = {
    "medium": words.MEDIA,
    "state": words.DELIVERY_STATES,
    "kind": {**words.NOTICES, **words.ANSWERS},
    "answer": words.ANSWERS,
    "notice": words.NOTICES,
    "via": words.VIAS,
    "mode": words.MODES,
    "why": {**words.DROPPED_BECAUSE, **words.DEPUTY_BECAUSE, **words.INVITED_NEXT_BECAUSE},
    "alert": words.ALERTS,
    "what": words.MEASURES,
    "layer": LAYERS,
    "gap": WHYS,
    "call_out": words.CALL_OUT_VIAS,
    "outcome": {**words.ASSESSMENTS, **words.UNDERRETNING},
    "source": words.SOURCES,
    "news": words.NEWS,
    "rsvp": words.RSVPS,
    "done_by": words.DONE_BY,
}
_MOMENTS: Final = ("start", "before", "until", "confirmed")
"""Fields that hold a moment of their own."""
_REFERS_TO: Final = {
    "people": "person",
    "groups": "group",
    "from": "level",
    "to": "level",
    "by": "person",
    "for": "person",
    "deputy": "person",
    "holder": "person",
}
"""Fields whose name is not the name of what they refer to."""
_ACTORS: Final[Mapping[str, Sentence]] = {
    "user": Sentence("user {number}"),
    "apikey": Sentence("API key {number}"),
    "person": Sentence("person {number}"),
    "provider": Sentence("the provider {number}"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry's sentence may draw on beside its data.

    `names` says what an id is called: `"level:red"`, `"group:fu"`, `"seat:fu.police"` (its group first), `"person:91"`,
    `"user:17"`, `"area:vollsmose"`, `"cause:skyderi"`, `"task:4"`. `personal` holds the entry's personal values by key,
    `erased` the keys of those taken out.
    """

    names: Mapping[str, str | Label] = field(default_factory=dict)
    personal: Mapping[str, JSON] = field(default_factory=dict)
    erased: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the printed timeline: when it happened and what; `at` is None when it is the entry's own time."""

    sentence: Sentence
    at: datetime | None = None


def describe(kind: str, data: Mapping[str, JSON], known: Known) -> Sentence:
    """The entry in one sentence; a kind that is not known is told by its name."""
    fields = dict(_fields(kind, data, known))
    for sentence in SAID.get(kind, ()):
        wanted = _wanted(sentence.text)
        if wanted <= fields.keys():
            return sentence.filled(**{name: fields[name] for name in wanted})
    text = fields.get("text")
    return Sentence("Event: {name}. {text}", name=kind, text=text) if text else Sentence("Event: {name}.", name=kind)


def lines(kind: str, data: Mapping[str, JSON], known: Known) -> tuple[Line, ...]:
    """The entry line by line: recorded delivery steps one a line with a time of its own, everything else in one."""
    if kind != DELIVERIES:
        return (Line(describe(kind, data, known)),)
    told = tuple(_step_line(step, known) for step in steps(data))
    return told or (Line(describe(kind, data, known)),)


def actor(who: str, known: Known) -> Sentence:
    """Who did it: by name where the report knows it, else by what and which."""
    if who == "system":
        return Sentence("the system")
    named = _named(who, known)
    return named if isinstance(named, Sentence) else Sentence("{name}", name=named)


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded step of one delivery: to whom, how, how far it came; `code` is the provider's, or its message id."""

    delivery: str
    person: str
    medium: str
    state: str
    code: str
    at: datetime | None


def steps(data: Mapping[str, JSON]) -> Iterator[Step]:
    """The steps of `deliveries.recorded`: rows of `[delivery id, person, medium, state, code, moment]`, missing ends are empty.

    Without a moment of its own a step happened when its entry did.
    """
    recorded = data.get("steps")
    for row in recorded if isinstance(recorded, list) else ():
        if isinstance(row, list):
            yield _step(row)


def _step(row: Sequence[JSON]) -> Step:
    delivery, person, medium, state, code, at = ("" if cell is None else str(cell) for cell in (*row, *[None] * 6)[:6])
    return Step(delivery, person, medium, state, code, _moment(at))


def _step_line(step: Step, known: Known) -> Line:
    person, medium, state = (
        _in_words(name, value, known) for name, value in (("person", step.person), ("medium", step.medium), ("state", step.state))
    )
    if step.code and step.state in _CODE_SAYS_WHY:
        told = Sentence("{person}, {medium}: {state} (code {code})", person=person, medium=medium, state=state, code=step.code)
    else:
        told = Sentence("{person}, {medium}: {state}", person=person, medium=medium, state=state)
    return Line(told, step.at)


def _fields(kind: str, data: Mapping[str, JSON], known: Known) -> Iterator[tuple[str, object]]:
    for name, value in (*_spread(data), *known.personal.items()):
        if value not in (None, "") and not isinstance(value, dict):
            yield name, PHOTO if name == photo_proof.WHOLE else _in_words(name, value, known)
    for key in known.erased:
        yield key, ERASED
    if kind == DELIVERIES and data.get("steps"):
        yield "summary", _summary(data, known)


def _spread(data: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """The data's own fields, and those that stand inside them: a seat's group, one delivery's parts, how many there are."""
    yield from data.items()
    group, seat, delivery, deliveries = (data.get(name) for name in ("group", "seat", "delivery", "deliveries"))
    if isinstance(group, str) and isinstance(seat, str) and not seat.startswith(f"{group}."):
        yield "seat", f"seat:{group}.{seat}"
    if isinstance(delivery, list):
        step = _step(delivery)
        yield from (("person", step.person), ("medium", step.medium), ("code", step.code))
    if isinstance(deliveries, list) and "count" not in data:
        yield "count", len(deliveries)


def _summary(data: Mapping[str, JSON], known: Known) -> list[Sentence]:
    counts = Counter(step.state for step in steps(data))
    return [Sentence("{count} {state}", count=n, state=_in_words("state", state, known)) for state, n in counts.items()]


def _in_words(name: str, value: JSON, known: Known) -> object:
    if isinstance(value, list | tuple):
        return [_in_words(name, item, known) for item in value]
    if name in _WORDS and isinstance(value, str) and value in _WORDS[name]:
        return _WORDS[name][value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    if name in _MOMENTS and isinstance(value, str):
        return _moment(value) or value
    refers = _REFERS_TO.get(name, name)
    reference = value if isinstance(value, str) and ":" in value else f"{refers}:{value}"
    if reference in known.names or reference in known.personal or refers == "person":
        return _named(reference, known)
    return value


def _named(reference: str, known: Known) -> str | Label | Sentence:
    """What a reference is called: by the entry's own personal value first, since it says what was true then."""
    value = known.personal.get(reference)
    name = value.get("name") if isinstance(value, dict) else value
    if isinstance(name, str) and name:
        return name
    if reference in known.names:
        return known.names[reference]
    if reference in known.erased:
        return ERASED
    what, _, number = reference.partition(":")
    return Sentence(_ACTORS[what].text, number=number) if what in _ACTORS else reference


def _wanted(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
