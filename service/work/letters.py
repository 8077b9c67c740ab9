"""A message to one person in the service's own words (I9): about the roster, or what became of a text they drafted.

The plan's templates are for crises; these words stand in the catalogues and follow the reader's language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actioncards.sms import normalised, plain
from flows.sentences import Refused, Sentence
from flows.vocabulary import Lane, Medium, Mode, NoticeKind, Tier
from service.domain.language import DANISH, translations
from service.domain.words import MODES
from service.store import outbox
from service.store.tables import IncidentRow, NoticeRow, NoticeTextRow, PersonRow
from service.work.notices import Notice, usable_media
from service.work.plans import in_force, plan_of
from service.work.unit import Unit

_TIER: Final = Tier.TACTICAL
_ABOUT: Final = "about"
_OVER: Final = "over"


@dataclass(frozen=True, slots=True)
class Letter:
    """`subject` and `short` are for everybody; `lines` follow in an e-mail only. `link` leads where something can be done.

    `in_sms` is said in a text message instead of `short`: only that can be answered by writing back.
    `about` is what the letter asks or tells of: a key by which it is taken back when that is over.
    """

    subject: Sentence
    short: Sentence
    lines: Sequence[Sentence] = ()
    link: str | None = None
    about: str = ""
    in_sms: Sentence | None = None


async def write_to(
    unit: Unit,
    person: PersonRow,
    kind: NoticeKind,
    letter: Letter,
    media: Iterable[Medium],
    lane: Lane,
    incident: IncidentRow | None = None,
) -> bool:
    """Queue the letter on the first of `media` that can be used, the others in reserve; False when none can.

    With an `incident` it stands in its timeline and carries its mode's word (I9).
    """
    usable = usable_media(unit, person, media, incident)
    if not usable:
        return False
    row = NoticeRow(
        incident_id=incident.id if incident else None,
        kind=kind.value,
        level=incident.level if incident else None,
        created_at=unit.now,
        actor=unit.actor,
        facts={_ABOUT: letter.about} if letter.about else {},
    )
    unit.session.add(row)
    await unit.session.flush()
    mark = await _mark(unit, incident)
    texts = {medium: _text(row.id, person.language, medium, letter, mark) for medium in usable}
    unit.session.add_all(texts.values())
    await unit.session.flush()
    notice = Notice(row, {(_TIER, medium): text.id for medium, text in texts.items()}, lane)
    told = await notice.tell(unit, person, usable[0], _TIER)
    await notice.record(unit)
    unit.wake()
    return told


async def take_back(unit: Unit, kind: NoticeKind, about: str, since: datetime) -> None:
    """What these letters are about is answered or over: none is sent any more (I5).

    Nor is one sent once more that was in doubt. `since` is no later than the first of them.
    """
    letters = [row for row in await outbox.letters(unit.session, kind, since) if row.facts.get(_ABOUT) == about]
    for row in letters:
        row.facts = {**row.facts, _OVER: "yes"}
    await outbox.drop_unsent(unit.session, None, unit.now, notice_ids=[row.id for row in letters])


def is_over(notice: NoticeRow) -> bool:
    """Whether the letter has been taken back."""
    return _OVER in notice.facts


def _text(notice_id: int, language: str, medium: Medium, letter: Letter, mark: str) -> NoticeTextRow:
    say = translations().speaker(language).say
    link = [letter.link] if letter.link else []
    subject = say(letter.subject)
    if medium is Medium.EMAIL:
        body = "\n\n".join([say(letter.short), *(say(line) for line in letter.lines), *link])
        opened = f"{mark}\n\n{body}" if mark else body
        return _row(notice_id, medium, f"{mark} {subject}".strip(), opened)
    short = letter.in_sms if medium is Medium.SMS and letter.in_sms else letter.short
    body = "\n".join([plain(" ".join(say(short).split())), *link])
    return _row(notice_id, medium, None, normalised(f"{mark} {body}".strip()))


def _row(notice_id: int, medium: Medium, subject: str | None, body: str) -> NoticeTextRow:
    return NoticeTextRow(notice_id=notice_id, tier=_TIER.value, medium=medium.value, subject=subject, body=body)


async def _mark(unit: Unit, incident: IncidentRow | None) -> str:
    """The word that opens a message that is not live: the plan's, or ours while no plan is in force."""
    if incident is not None:
        return (await plan_of(unit, incident)).modes.get(Mode(incident.mode), "")
    if unit.house.mode is Mode.LIVE:
        return ""
    try:
        _, plan = await in_force(unit.session, unit.house)
    except Refused:
        return translations().translate(MODES[unit.house.mode], DANISH)
    return plan.modes.get(unit.house.mode, "")
