"""The words around the tables of the printed timeline: title, facts, page head and foot, and the seal."""

from typing import Final

from flows.sentences import Sentence
from flows.vocabulary import Mode
from service.domain import words
from service.domain.language import Speaker
from service.exports.report import TimelineReport

WARNED_COLUMNS: Final = (
    Sentence("Who"),
    Sentence("As"),
    Sentence("Message"),
    Sentence("Sent"),
    Sentence("How far it came"),
    Sentence("Answer"),
)


def page_texts(report: TimelineReport, speaker: Speaker) -> dict[str, object]:
    """Title, page head and foot, and what marks an exercise or a sandbox on every page (I9)."""
    incident = report.incident
    mode: dict[str, str] | None = None
    if incident.mode != Mode.LIVE:
        mode = {
            "kind": incident.mode.value,
            "word": speaker.say(words.MODES[incident.mode]),
            "warning": speaker.say(words.MODE_WARNINGS[incident.mode]),
        }
    return {
        "mode": mode,
        "title": speaker.say(Sentence("Timeline: {cause}, {area}", cause=incident.cause, area=incident.area)),
        "subtitle": speaker.say(Sentence("Incident {code}, reported {when}", code=incident.code, when=incident.reported_at)),
        "author": incident.exported_by,
        "header": speaker.say(Sentence("{plan}, version {version}", plan=incident.plan_title, version=incident.plan_version)),
        "code": speaker.say(Sentence("Incident {code}, {area}", code=incident.code, area=incident.area)),
        "footer": speaker.say(Sentence("Exported {when} by {who}", when=incident.exported_at, who=incident.exported_by)),
        "page": speaker.say(Sentence("Page")),
        "of": speaker.say(Sentence("of")),
    }


def facts_table(report: TimelineReport, speaker: Speaker) -> list[list[str]]:
    """What stands over the timeline, as rows of heading and text."""
    incident = report.incident
    levels = "\n".join(speaker.say(Sentence("{level} from {when}", level=change.label, when=change.at)) for change in incident.levels)
    rows: list[tuple[Sentence, object]] = [
        (Sentence("Area"), incident.area),
        (Sentence("Cause"), incident.cause),
        (Sentence("State"), words.INCIDENT_STATES[incident.state]),
        (Sentence("Level"), levels),
        (Sentence("Reported"), incident.reported_at),
        (Sentence("Alarm raised"), incident.alerted_at),
        (Sentence("Called off"), incident.called_off_at),
        (Sentence("Plan"), Sentence("{plan}, version {version}", plan=incident.plan_title, version=incident.plan_version)),
        (Sentence("Plan's fingerprint"), incident.plan_fingerprint),
        (Sentence("Alert list"), incident.list_version),
    ]
    told = [[speaker.say(label), str(speaker.in_words(value))] for label, value in rows if value not in (None, "")]
    return told + [[label, value] for label, value in report.facts.items()]


def seal(report: TimelineReport, key_fingerprint: str, speaker: Speaker) -> dict[str, object]:
    """What the last page is sealed with, and how to check it."""
    return {
        "heading": speaker.say(Sentence("Checksum")),
        "lines": [
            [
                speaker.say(
                    Sentence("Last hash of {count} entry (SHA-256)", "Last hash of {count} entries (SHA-256)", count=report.head.seq)
                ),
                report.head.hash,
            ],
            [speaker.say(Sentence("Fingerprint of the service's key (Ed25519)")), key_fingerprint],
        ],
        "how": speaker.say(
            Sentence(
                "Each entry's hash covers the one before it. Export the same timeline as JSON or CSV and check it with"
                ' "beredskab timeline verify": when it shows this checksum and this fingerprint, nothing up to here has been changed,'
                " moved or taken out."
            )
        ),
    }
