"""Can every text be filled, by what its tier may know, and fit into a text message (C4, I8)?"""

from collections.abc import Iterable

from actioncards.check_fields import not_plain
from actioncards.facts import ALERT_FACTS, FACTS, NEWS_FACTS
from actioncards.model import ANY_LEVEL, Template
from actioncards.reader import Path
from actioncards.sizes import longest_text
from actioncards.sms import Encoding, parts
from actioncards.subject import Subject
from actioncards.texts import above, has_stray_brace, ready_template, variables
from flows.vocabulary import Medium, NoticeKind, Tier

MOST_PARTS = 2
_MUST_LINK = (
    *(NoticeKind.ALARM, NoticeKind.TASK, NoticeKind.CARD, NoticeKind.CALL_OUT, NoticeKind.DECISION),
    *(NoticeKind.MEETING, NoticeKind.MEETING_MOVED, NoticeKind.MINUTES),
)


def check(subject: Subject) -> None:
    """Note every text that names what it may not, or that is too long."""
    _templates(subject)
    for group in subject.plan.groups.values():
        if group.warned_by and subject.reader.is_whole(("groups", group.key, "warned_by")):
            path: Path = ("groups", group.key, "warned_by")
            ready = ready_template(group, Medium.EMAIL)
            _text(subject, (*path, "ready_text"), ready_template(group, Medium.SMS))
            _words(subject, (*path, "subject"), ready.subject or "", ready.tier, _known_in(ready))
    chief = subject.plan.groups.get(subject.plan.duty_chief.group)
    for alert, text in subject.plan.alerts.items():
        if chief is not None:
            _words(subject, ("alerts", alert.value), text, chief.tier, ALERT_FACTS)
    for news, text in subject.plan.call_out_news.items():
        if chief is not None:
            _words(subject, ("call_out_news", news.value), text, chief.tier, NEWS_FACTS)


def _templates(subject: Subject) -> None:
    seen: dict[object, Path] = {}
    for template, path in zip(subject.plan.templates, subject.template_paths, strict=True):
        if template.level != ANY_LEVEL:
            subject.known(
                (*path, "levels"),
                template.level,
                subject.plan.levels,
                "The plan has no level {key}.",
                key=template.level,
                where=("levels",),
            )
        if template.address in seen and subject.reader.is_sound(path):
            first = subject.spot(seen[template.address])
            subject.wrong(
                path,
                "The same text is written in {file}, line {line}: {kind}, {tier}, {medium}, {level}. Keep one.",
                file=first.file,
                line=first.line,
                kind=template.kind.value,
                tier=template.tier.value,
                medium=template.medium.value,
                level=template.level,
            )
        seen.setdefault(template.address, path)
        check_template(subject, path, template)


def check_template(subject: Subject, path: Path, template: Template) -> None:
    """Note what is wrong with one text."""
    if template.medium is Medium.EMAIL and template.subject is None:
        subject.wrong(path, "An e-mail text needs a subject.")
    _text(subject, (*path, "text"), template)
    if template.subject is not None:
        _words(subject, (*path, "subject"), template.subject, template.tier, _known_in(template))


def _known_in(template: Template) -> list[str]:
    return [name for name, kinds in FACTS.items() if template.kind in kinds]


def _text(subject: Subject, path: Path, template: Template) -> None:
    _words(subject, path, template.text, template.tier, _known_in(template))
    if template.medium is not Medium.SMS:
        return
    if template.kind in _MUST_LINK and "link" not in variables(template.text):
        subject.wrong(path, "The text message must hold the link: a sender name cannot be replied to.")
    _sms(subject, path, longest_text(subject.plan, template.text), template.text)


def _sms(subject: Subject, path: Path, longest: str, written: str) -> None:
    written_size = parts(written)
    if written_size.encoding is Encoding.UCS2:
        not_plain(subject, path, written, written_size.forced_by)
        return
    size = parts(longest)
    if size.parts > MOST_PARTS and subject.reader.is_whole(("fields",)):
        subject.wrong(
            path,
            "With its longest values the text message takes {parts} parts ({units} characters); at most {most} fit.",
            parts=size.parts,
            units=size.units,
            most=MOST_PARTS,
        )


def _words(subject: Subject, path: Path, text: str, tier: Tier, known: Iterable[str]) -> None:
    """Note variables that are not declared, not known in this kind of notice, or above the text's tier."""
    fields, known = subject.plan.fields, set(known)
    usable = sorted(name for name in fields if name in known and not above(tier, fields[name]))
    if has_stray_brace(text):
        subject.wrong(path, "A brace is not part of a {{name}}. Remove it or complete the name.")
    for name in variables(text):
        if name not in fields:
            subject.known(
                path,
                name,
                usable,
                "The text names {name}, which the plan does not declare.",
                name=name,
                where=("fields",),
            )
        elif name not in known:
            subject.known(path, name, usable, "The text names {name}, which is not known in this kind of notice.", name=name)
        elif above(tier, fields[name]) and subject.reader.is_whole(("fields", name)):
            subject.wrong(path, "A text of the {tier} tier may not carry {name}.", tier=tier.value, name=name, allowed=usable)
