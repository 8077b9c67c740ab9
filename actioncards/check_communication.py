"""Can everything that goes outward be cleared, in time, by somebody who is there, and fit into a text message (C1, C4, F9-F11)?"""

from collections.abc import Iterable

from actioncards.announcing import Written, framed
from actioncards.check_fields import not_plain
from actioncards.check_groups import LONGEST_WAIT, known_group, within
from actioncards.communication import Circle, Communication, Starter
from actioncards.facts import OUTWARD_FACTS
from actioncards.model import ANY_LEVEL, Plan
from actioncards.reader import Path
from actioncards.sizes import widest
from actioncards.sms import Encoding, parts
from actioncards.subject import Subject
from actioncards.texts import has_stray_brace, variables
from flows.sentences import Refused
from flows.vocabulary import Medium, NoticeKind

HERE: Path = ("communication",)
MOST_PARTS = 2
MOST_PERSONS = 5
_FRAME_TEXTS = ("sms", "subject", "email", "correction_sms", "correction_subject", "correction_email")


def check(subject: Subject) -> None:
    """Note every rule that cannot be kept, every audience of nobody, and every text that names what it may not or is too long."""
    rules = subject.plan.communication
    _grounds(subject, rules)
    if rules is None or not subject.whole:
        return
    _clearance(subject, rules)
    for number, holder in enumerate(rules.hold):
        _seat(subject, (*HERE, "hold", number), holder.group, holder.seat)
    if not rules.hold:
        subject.wrong((*HERE, "hold"), "There must be at least one here.")
    within(subject, (*HERE, "min_gap_minutes"), rules.min_gap_minutes, 0, LONGEST_WAIT)
    subject.known((*HERE, "lines"), rules.lines, rules.audiences, "The plan has no audience {key}.", key=rules.lines)
    sound = [_circle(subject, rules, circle) for circle in rules.audiences.values()]
    if all(sound):
        _order(subject, rules)
        for starter in rules.starters.values():
            _starter(subject, rules, starter)
        _covered(subject, rules)


def _grounds(subject: Subject, rules: Communication | None) -> None:
    for name, field in subject.plan.fields.items():
        if field.ground is not None:
            known = rules.grounds if rules else {}
            subject.known(("fields", name, "ground"), field.ground, known, "The plan has no legal ground {key}.", key=field.ground)


def _clearance(subject: Subject, rules: Communication) -> None:
    rule, path = rules.clearance, (*HERE, "clearance")
    for number, seat in enumerate(rule.seats if subject.plan.executive_committee in subject.plan.groups else ()):
        _seat(subject, (*path, "seats", number), subject.plan.executive_committee, seat)
    if not rule.seats:
        subject.wrong((*path, "seats"), "There must be at least one here.")
    within(subject, (*path, "persons"), rule.persons, 1, MOST_PERSONS)
    within(subject, (*path, "valid_minutes"), rule.valid_minutes, 1, LONGEST_WAIT)
    for number, minutes in enumerate(rule.reminder_minutes):
        within(subject, (*path, "reminder_minutes", number), minutes, 1, LONGEST_WAIT)
    within(subject, (*path, "fallback", "after_minutes"), rule.fallback.after_minutes, 1, LONGEST_WAIT)
    _seat(subject, (*path, "fallback"), rule.fallback.group, rule.fallback.seat)
    _asked(subject, path, rule.fallback.group)


def _asked(subject: Subject, path: Path, fallback: str) -> None:
    """Those who are asked to clear must have a text that asks them."""
    plan = subject.plan
    written = {(t.kind, t.tier, t.medium) for t in plan.templates if t.level == ANY_LEVEL}
    for key in (plan.executive_committee, fallback):
        for medium in (Medium.SMS, Medium.EMAIL):
            group = plan.groups.get(key)
            if group is not None and (NoticeKind.CLEARANCE, group.tier, medium) not in written:
                subject.wrong(
                    path,
                    "There is no {notice} text for the {tier} tier by {medium}.",
                    notice=NoticeKind.CLEARANCE.value,
                    tier=group.tier.value,
                    medium=medium.value,
                )


def _seat(subject: Subject, path: Path, group: str, seat: str) -> None:
    if known_group(subject, path, group):
        seats = [one.key for one in subject.plan.groups[group].seats]
        subject.known(path, seat, seats, "The group {group} has no seat {seat}.", group=group, seat=seat)


def _circle(subject: Subject, rules: Communication, circle: Circle) -> bool:
    path: Path = (*HERE, "audiences", circle.key)
    sound = subject.known((*path, "frame"), circle.frame, rules.frames, "There is no frame {key}.", key=circle.frame)
    for number, key in enumerate(circle.after):
        place = (*path, "after", number)
        sound = subject.known(place, key, rules.audiences, "The plan has no audience {key}.", key=key) and sound
    if not circle.groups:
        subject.wrong((*path, "groups"), "There must be at least one here.")
    for number, key in enumerate(circle.groups):
        if known_group(subject, (*path, "groups", number), key) and subject.plan.groups[key].tier.rank < circle.tier.rank:
            subject.wrong(
                (*path, "groups", number),
                "{group} is of the {lower} tier and may not have what the {tier} tier gets.",
                group=key,
                lower=subject.plan.groups[key].tier.value,
                tier=circle.tier.value,
            )
    if not circle.media or Medium.VOICE in circle.media:
        subject.wrong((*path, "media"), "An announcement goes out by sms or email.")
        return False
    return _frame(subject, rules, circle) if sound else False


def _frame(subject: Subject, rules: Communication, circle: Circle) -> bool:
    sound = True
    frame = rules.frames[circle.frame]
    for name in _FRAME_TEXTS:
        path, text = (*HERE, "frames", frame.key, name), getattr(frame, name)
        allowed = sorted({*OUTWARD_FACTS, "outward_text", "inside_text", "link"})
        if "link" in variables(text) and circle.key != rules.lines:
            subject.wrong(path, "Only {audience} has links: to them the cleared answers are shown.", audience=rules.lines)
            sound = False
        for variable in variables(text):
            sound = subject.known(path, variable, allowed, "A frame cannot name {key}.", key=variable) and sound
            field = subject.plan.fields.get(variable)
            if field is None or field.tier.rank > circle.tier.rank:
                subject.wrong(path, "A text of the {tier} tier may not carry {name}.", tier=circle.tier.value, name=variable)
                sound = False
        if has_stray_brace(text):
            subject.wrong(path, "A brace is not part of a {{name}}. Remove it or complete the name.")
            sound = False
        if "subject" not in name and "outward_text" not in variables(text):
            subject.wrong(path, "The frame must hold {{outward_text}}.")
            sound = False
    return sound


def _order(subject: Subject, rules: Communication) -> None:
    try:
        assert rules.steps is not None
    except Refused as refused:
        subject.wrong((*HERE, "audiences"), "Audiences wait for each other: {names}.", names=refused.sentence.params["names"])


def _starter(subject: Subject, rules: Communication, starter: Starter) -> None:
    path: Path = (*HERE, "starters", starter.key)
    _all_known(subject, (*path, "levels"), starter.levels, subject.plan.levels, "The plan has no level {key}.")
    causes = [cause.key for level in subject.plan.levels.values() for cause in level.causes]
    _all_known(subject, (*path, "causes"), starter.causes, causes, "No level has the cause {key}.")
    if not _all_known(subject, (*path, "audiences"), starter.audiences, rules.audiences, "The plan has no audience {key}."):
        return
    for key in starter.audiences:
        _fits(subject, path, rules.audiences[key], starter)


def _all_known(subject: Subject, path: Path, words: Iterable[str], choices: Iterable[str], otherwise: str) -> bool:
    choices = list(choices)
    found = [subject.known((*path, number), word, choices, otherwise, key=word) for number, word in enumerate(words)]
    return all(found)


def _fits(subject: Subject, path: Path, circle: Circle, starter: Starter) -> None:
    plan = subject.plan
    if starter.inside and not circle.inside:
        subject.wrong((*path, "inside"), "{audience} gets no text that may not be passed on.", audience=circle.key)
    longest = {name: widest(plan, f"{{{name}}}") for name in (*OUTWARD_FACTS, "link")}
    try:
        said, taken_back = framed(plan, circle, Written(starter.text, starter.inside or "", starter.correction), longest)
    except Refused as refused:
        subject.reader.findings.add(subject.spot((*path, "text")), refused.sentence)
        return
    for place, words in (("text", said), ("correction", taken_back)):
        if Medium.SMS in words:
            _short(subject, (*path, place), plan, words[Medium.SMS][1])


def _short(subject: Subject, path: Path, plan: Plan, text: str) -> None:
    word = max((*plan.modes.values(), ""), key=len)
    size = parts(f"{word} {text}" if word else text)
    if size.encoding is Encoding.UCS2:
        not_plain(subject, path, text, size.forced_by)
    elif size.parts > MOST_PARTS:
        subject.wrong(
            path,
            "With its longest values the text message takes {parts} parts ({units} characters); at most {most} fit.",
            parts=size.parts,
            units=size.units,
            most=MOST_PARTS,
        )


def _covered(subject: Subject, rules: Communication) -> None:
    for key in rules.audiences:
        for level in subject.plan.levels.values():
            if not all(rules.starter(level.key, cause.key, key) for cause in level.causes):
                subject.wrong(
                    (*HERE, "audiences", key), "{audience} has no text to start from at the level {level}.", audience=key, level=level.key
                )
