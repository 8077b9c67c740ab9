"""Can every variable hold what the plan puts into it, in plain characters of a text message?"""

from collections.abc import Iterable, Iterator

from actioncards.facts import FACTS, seat_label
from actioncards.model import Alert, Field, Label, News, Plan, ReplyTexts, Seat
from actioncards.problems import shown
from actioncards.reader import Path
from actioncards.sizes import widest
from actioncards.sms import Encoding, parts, plain
from actioncards.subject import Subject
from actioncards.texts import has_stray_brace, variables
from actioncards.wording import OF_DETOURS, OF_MEETINGS, OLDER_WORDS
from flows.vocabulary import Mode

Labelled = Iterator[tuple[Path, Label]]


def check(subject: Subject) -> None:
    """Note unknown fields, and each word of the plan that is longer than its field or not plain."""
    for field in subject.plan.fields.values():
        _field(subject, field)
    _alerts(subject)
    _news(subject)
    _replies(subject)
    _modes(subject)


def _field(subject: Subject, field: Field) -> None:
    path: Path = ("fields", field.name)
    subject.known(path, field.name, sorted(FACTS), "There is no fact {key} that a text could name.", key=field.name)
    if not 1 <= field.longest <= 2000:
        subject.wrong((*path, "longest"), "{value} is not between {least} and {most}.", value=field.longest, least=1, most=2000)
    named = ((field_path, label.da) for field_path, label in _labels_of(subject, field.name))
    for where, text in (*named, ((*path, "example"), field.example)):
        _fits_field(subject, where, text, field)


def _fits_field(subject: Subject, where: Path, text: str, field: Field) -> None:
    size = parts(text)
    if size.encoding is Encoding.UCS2:
        not_plain(subject, where, text, size.forced_by)
    elif size.units > field.longest and subject.reader.is_whole(("fields", field.name)):
        subject.wrong(
            where,
            "{text} takes {units} characters; the field {field} is declared with at most {longest}.",
            text=shown(text),
            units=size.units,
            field=field.name,
            longest=field.longest,
        )


def _labels_of(subject: Subject, name: str) -> Labelled:
    """What the plan itself can put into a field: the place and the label."""
    plan = subject.plan
    if name == "area":
        yield from ((("areas", one.key, "label"), one.label) for one in plan.areas.values())
    elif name == "reported_by":
        yield from ((("organisations", one.key), one.brief) for one in plan.organisations.values())
    elif name == "sender":
        yield ("defaults", "sender"), plan.defaults.sender
    elif name in ("seat_label", "task"):
        yield from _labels_of_groups(subject, name)
    else:
        yield from _labels_of_levels(subject, name)


def _labels_of_levels(subject: Subject, name: str) -> Labelled:
    for level in subject.plan.levels.values():
        path: Path = ("levels", level.key)
        if name in ("level", "old_level", "new_level"):
            yield (*path, "label"), level.label
        elif name == "level_word":
            yield (*path, "word"), level.word
        elif name == "cause":
            yield from (((*path, "causes", one.key), one.label) for one in level.causes)


def _labels_of_groups(subject: Subject, name: str) -> Labelled:
    for group in subject.plan.groups.values():
        path: Path = ("groups", group.key)
        if name == "seat_label":
            seats: tuple[Seat | None, ...] = group.seats or (None,)
            yield from (((*path, "seats", *([one.key] if one else [])), Label(seat_label(group, one))) for one in seats)
        elif group.warned_by:
            yield (*path, "warned_by", "title"), group.warned_by.title
    for card in subject.plan.cards.values() if name == "task" else ():
        yield from ((("cards", card.key, "steps", step.key, "title"), step.title) for step in card.steps)


def not_plain(subject: Subject, path: Path, text: str, forced_by: Iterable[str]) -> None:
    """Note a text that GSM-7 cannot hold, with the plain text to write instead where there is one."""
    characters = ", ".join(f"{char} (U+{ord(char):04X})" for char in forced_by)
    if plain(text) == text:
        subject.wrong(
            path,
            "{characters} makes a text message take more than twice the parts. Write it in other words.",
            characters=characters,
        )
    else:
        subject.wrong(
            path,
            "{characters} makes a text message take more than twice the parts. Write: {suggestion}",
            characters=characters,
            suggestion=plain(text),
        )


def _alerts(subject: Subject) -> None:
    field = subject.plan.fields.get("alert")
    for alert in _raised(subject.plan):
        if alert not in subject.plan.alerts:
            subject.wrong(("alerts",), "{key} is missing here.", key=alert.value)
    for alert, text in subject.plan.alerts.items():
        if field is not None:
            _fits_field(subject, ("alerts", alert.value), widest(subject.plan, text), field)


def _raised(plan: Plan) -> Iterator[Alert]:
    """Every alert that can be raised with that plan."""
    yield from (alert for alert in Alert if alert not in OLDER_WORDS)
    if plan.meeting is not None:
        yield from OF_MEETINGS
    if any(group.warned_by for group in plan.groups.values()):
        yield from OF_DETOURS


def _news(subject: Subject) -> None:
    field = subject.plan.fields.get("news")
    for news in News:
        if news not in subject.plan.call_out_news:
            subject.wrong(("call_out_news",), "{key} is missing here.", key=news.value)
    for news, text in subject.plan.call_out_news.items():
        if field is not None:
            _fits_field(subject, ("call_out_news", news.value), widest(subject.plan, text), field)


def _replies(subject: Subject) -> None:
    _reply(subject, ("reply",), subject.plan.reply, subject.plan.fields.get("reply"))
    if subject.plan.meeting is not None:
        _reply(subject, ("meeting", "reply"), subject.plan.meeting.reply, subject.plan.fields.get("meeting_reply"))


def _reply(subject: Subject, path: Path, reply: ReplyTexts, field: Field | None) -> None:
    for name, text in (("coded", reply.coded), ("take_coded", reply.take_coded)):
        if text and (set(variables(text)) != {"code"} or has_stray_brace(text)):
            subject.wrong((*path, name), "The text must name {{code}}, and nothing else in braces.")
    for name, text in (("alone", reply.alone), ("link_only", reply.link_only), ("take_alone", reply.take_alone)):
        if variables(text) or has_stray_brace(text):
            subject.wrong((*path, name), "The text must name nothing in braces.")
    for name in ("alone", "coded", "link_only", "take_alone", "take_coded"):
        if field is not None:
            _fits_field(subject, (*path, name), getattr(reply, name).replace("{code}", "A"), field)


def _modes(subject: Subject) -> None:
    modes = subject.plan.modes
    if Mode.LIVE in modes:
        subject.wrong(("modes", "live"), "A live message carries no word for its mode. Remove it.")
    for mode in (Mode.EXERCISE, Mode.SANDBOX):
        if mode not in modes:
            subject.wrong(("modes",), "{key} is missing here.", key=mode.value)
    for mode, word in modes.items():
        size = parts(word)
        if size.encoding is Encoding.UCS2:
            not_plain(subject, ("modes", mode.value), word, size.forced_by)
