"""The two tables of the printed timeline: who was warned, and what happened in the order in which it happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import Rsvp
from service.domain import local_time, words
from service.domain.language import Speaker
from service.domain.timeline import Entry
from service.exports.kinds import DELIVERIES
from service.exports.report import TimelineReport, Warned
from service.exports.sentences import Known, Line, actor, describe, lines, steps

MOST_LINES: Final = 4000
"""More lines than this are no longer read on paper: then each entry is one line, and the CSV has every step."""
MOST_WARNED: Final = 2000
_LATE: Final = timedelta(minutes=1)
_NONE: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of the table of what happened: when, and its cells in the order of the columns."""

    at: datetime
    cells: tuple[str, ...]


def timeline_lines(report: TimelineReport, speaker: Speaker) -> tuple[list[PrintedLine], str]:
    """The lines in time order, those of one moment in the order of entry; and what the reader should know about them."""
    count = sum(_line_count(entry) for entry in report.entries)
    whole = count <= MOST_LINES
    names = report.all_names()
    told = [line for entry in report.entries for line in _entry_lines(entry, report.known(entry, names), speaker, whole=whole)]
    told.sort(key=lambda line: line.at)
    if whole:
        note = Sentence("In the order in which it happened. What was entered more than a minute later says when it was entered.")
    else:
        note = Sentence(
            "In the order in which it happened. The steps of each message are counted here; the CSV export has every line ({count}).",
            count=count,
        )
    return told, speaker.say(note)


def _line_count(entry: Entry) -> int:
    return max(1, sum(1 for _ in steps(entry.data))) if entry.kind == DELIVERIES else 1


def _entry_lines(entry: Entry, known: Known, speaker: Speaker, *, whole: bool) -> Iterator[PrintedLine]:
    who = speaker.say(actor(entry.actor, known))
    for line in lines(entry.kind, entry.data, known) if whole else (Line(describe(entry.kind, entry.data, known)),):
        at = line.at or entry.occurred_at
        late = entry.entered_at - at > _LATE
        entered = Sentence("Entered {when}.", when=local_time.short(entry.entered_at, speaker, beside=at)) if late else None
        cells = (
            local_time.clock(at, speaker),
            speaker.say(line.sentence),
            speaker.say(entered) if entered else "",
            who,
            str(entry.seq),
        )
        yield PrintedLine(at, cells)


def warned_rows(warned: Sequence[Warned], speaker: Speaker) -> tuple[list[list[str]], str]:
    """The rows, as given; and a remark when there are too many to print."""
    rows = [_warned_row(row, speaker) for row in warned[:MOST_WARNED]]
    if len(warned) <= MOST_WARNED:
        return rows, ""
    left = len(warned) - MOST_WARNED
    return rows, speaker.say(
        Sentence(
            "{count} more message is not printed here; the JSON export has it.",
            "{count} more messages are not printed here; the JSON export has them all.",
            count=left,
        )
    )


def _warned_row(row: Warned, speaker: Speaker) -> list[str]:
    when = [at for at in (row.sent_at, row.accepted_at, row.delivered_at) if at]
    return [
        "\n".join(filter(None, (row.person, row.organisation))),
        row.place,
        speaker.say(Sentence("{notice}, {medium}", notice=words.NOTICES[row.notice], medium=words.MEDIA[row.medium])),
        _stamp(when[0], speaker) if when else _NONE,
        _reached(row, speaker),
        _answer(row, speaker),
    ]


def _reached(row: Warned, speaker: Speaker) -> str:
    """How far the message came: *accepted* is never shown as *delivered* (I4)."""
    if row.delivered_at is not None:
        return speaker.say(Sentence("delivered {when}", when=_stamp(row.delivered_at, speaker)))
    return speaker.say(words.DELIVERY_STATES[row.state])


def _answer(row: Warned, speaker: Speaker) -> str:
    if row.answer is None:
        return speaker.say(Sentence("no answer")) if row.asked else _NONE
    told = words.RSVPS[row.answer] if isinstance(row.answer, Rsvp) else words.ANSWERS[row.answer]
    if row.minutes is not None:
        told = Sentence("{answer}, {minutes} minute", "{answer}, {minutes} minutes", "minutes", answer=told, minutes=row.minutes)
    parts = [speaker.say(told)]
    if row.via is not None:
        parts.append(speaker.say(words.VIAS[row.via]))
    if row.answered_at is not None:
        parts.append(_stamp(row.answered_at, speaker))
    return "\n".join(parts)


def _stamp(moment: datetime, speaker: Speaker) -> str:
    """The day and the time in as little room as a table has."""
    here = local_time.local(moment)
    return f"{here.day}.{here.month}. {local_time.clock(moment, speaker)}"
