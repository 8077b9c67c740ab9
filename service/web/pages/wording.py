"""What the pages call things: one sentence a word, beside `service.domain.words`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from actioncards.model import Plan
from flows.sentences import Sentence
from flows.vocabulary import AnswerKind, ChangeState, InvitationStep, Role, Rsvp, SeatState
from service.domain import plan_words
from service.domain.language import Speaker
from service.domain.words import MODES
from service.work.access_log import Noted

ROLES: Final[Mapping[str, Sentence]] = {
    Role.DUTY_CHIEF: Sentence("duty chief"),
    Role.PARTNER: Sentence("partner"),
    Role.SECRETARIAT: Sentence("secretariat"),
}

ROLES_EXPLAINED: Final[Mapping[Role, Sentence]] = {
    Role.DUTY_CHIEF: Sentence("duty chief: raises alarms and leads the response"),
    Role.SECRETARIAT: Sentence("secretariat: keeps list, roster, plan, users and keys"),
    Role.PARTNER: Sentence("partner: sees and answers what is theirs"),
}

SEATS: Final[Mapping[str, Sentence]] = {
    SeatState.TRYING: Sentence("is being called"),
    SeatState.ANSWERED: Sentence("has answered"),
    SeatState.UNREACHABLE: Sentence("cannot be reached"),
    SeatState.STOPPED: Sentence("is no longer called"),
}

NEXT: Final[Mapping[str, Sentence]] = {
    "next_medium": Sentence("next channel for {label}"),
    "deputy": Sentence("deputy for {label}"),
    "chief": Sentence("you are told that {label} cannot be reached"),
    "everyone": Sentence("everyone on duty is called again"),
    "task": Sentence("deadline: {label}"),
    "card": Sentence("action card: {label}"),
    "update": Sentence("an update to those warned"),
    "meeting": Sentence("the committee meets"),
}

SEAT_NEXT: Final[Mapping[str, Sentence]] = {
    "next_medium": Sentence("next channel {when}"),
    "deputy": Sentence("deputy {when}"),
    "chief": Sentence("you are told {when}"),
    "everyone": Sentence("everyone on duty {when}"),
}

CHANGES: Final[Mapping[str, Sentence]] = {
    ChangeState.DRAFT: Sentence("draft, awaits approval"),
    ChangeState.IN_FORCE: Sentence("in force"),
    ChangeState.REPLACED: Sentence("replaced"),
    ChangeState.WITHDRAWN: Sentence("withdrawn"),
}

TIERS: Final = plan_words.TIERS

INVITATION_NEXT: Final[Mapping[str, Sentence]] = {
    InvitationStep.REMIND: Sentence("asked again {when}"),
    InvitationStep.DEPUTY: Sentence("deputy summoned {when}"),
    InvitationStep.CHIEF: Sentence("you are told {when}"),
}

YOUR_RSVPS: Final[Mapping[str, Sentence]] = {
    Rsvp.JOINING: Sentence("You join the meeting."),
    Rsvp.DEPUTY: Sentence("Your deputy comes, and has been summoned."),
    Rsvp.CANNOT: Sentence("Nobody comes for your seat."),
}

HIDDEN: Final[Mapping[str, Sentence]] = {
    "names": Sentence("names"),
    "texts": Sentence("what people have written"),
    "inside": Sentence("what could not be passed on"),
}

LANGUAGES: Final[Mapping[str, Sentence]] = {
    "da": Sentence("Danish"),
    "en": Sentence("English"),
    "ar": Sentence("Arabic"),
    "so": Sentence("Somali"),
    "tr": Sentence("Turkish"),
    "uk": Sentence("Ukrainian"),
}

YOUR_ANSWERS: Final[Mapping[str, Sentence]] = {
    AnswerKind.SEEN: Sentence("You have seen it."),
    AnswerKind.ON_MY_WAY: Sentence("You are on your way."),
    AnswerKind.CANNOT: Sentence("You cannot. Your deputy has been called."),
}

YOUR_CALL_OUT: Final[Mapping[str, Sentence]] = {
    AnswerKind.SEEN: Sentence("You have taken it. The caller is told."),
    AnswerKind.ON_MY_WAY: Sentence("You have taken it. The caller is told."),
    AnswerKind.CANNOT: Sentence("You cannot. The next on duty has been called."),
}

TOLD: Final[Mapping[str, Sentence]] = {
    "level": Sentence("The level has been changed."),
    "correct": Sentence("The correction has been sent."),
    "update": Sentence("The update has been sent."),
    "call-off": Sentence("The incident has been called off."),
    "as_before": Sentence(
        "This alarm had been raised already, as it stands here. What you changed since then is not in it: correct it here."
    ),
    "log": Sentence("The line is in the log."),
    "log_photo": Sentence("The line is in the log, with its photo."),
    "photo_deleted": Sentence("The photo has been deleted. The line stays, and the timeline says why."),
    "from_paper": Sentence("The lines from the paper are in the timeline."),
    "answer": Sentence("The answer has been taken."),
    "repeated": Sentence("That answer stood already."),
    "too_late": Sentence("The incident is called off. The answer has been noted."),
    "task": Sentence("The task is done."),
    "card": Sentence("The card is updated."),
    "undone": Sentence("It is as it was before."),
    "plan": Sentence("The plan's change is updated."),
    "proposed": Sentence("The change is a draft. It takes effect when every party has signed it."),
    "confirmed": Sentence("Thank you. Your data are confirmed."),
    "language": Sentence("The pages are in English from now on."),
    "tested": Sentence("A test message is on its way to you."),
    "evaluation": Sentence("The evaluation is saved."),
    "skip-update": Sentence("The update has been skipped. The reason is in the timeline."),
    "convened": Sentence("The committee has been summoned."),
    "moved": Sentence("The meeting has been moved. Those invited are told and asked again."),
    "cancelled": Sentence("The meeting has been cancelled. Those invited are told."),
    "begun": Sentence("The meeting has begun."),
    "written": Sentence("What you wrote is saved."),
    "decided": Sentence("The decision is written down, and its owner is told."),
    "frozen": Sentence("The minutes are frozen and sent."),
    "declined": Sentence("The task has been declined."),
    "person": Sentence("The person has been saved."),
    "removed": Sentence("The person is off the list."),
    "withdrawn": Sentence("The change has been withdrawn."),
    "called": Sentence("The duty chief is being called. This page shows who takes it."),
    "taken": Sentence("You have taken it. The caller is told."),
    "briefed": Sentence("The briefing has been sent."),
    "closed": Sentence("The call-out is closed. The caller is told."),
    "drafted": Sentence("The draft has been saved."),
    "submitted": Sentence("The committee has been asked to clear it."),
    "announcement_submit": Sentence("The committee has been asked to clear it."),
    "announcement_clear": Sentence("You have cleared it."),
    "announcement_send_back": Sentence("You have sent it back."),
    "announcement_release": Sentence("It goes out."),
    "announcement_schedule": Sentence("It goes out at the time you gave."),
    "announcement_stop": Sentence("It has been stopped."),
    "announcement_retract": Sentence("The correction goes out."),
    "hold_set": Sentence("Everything outward is on hold."),
    "hold_lifted": Sentence("The hold is lifted."),
    "written_fact": Sentence("It has been written down."),
    "written_underretning": Sentence("It has been written down."),
    "written_question": Sentence("The question is in the log."),
    "written_assign": Sentence("The question has been given to somebody."),
    "written_answer": Sentence("The answer has been noted."),
    "written_take_back": Sentence("The link works no longer."),
    "written_give_back": Sentence("The link works again."),
    "written_line": Sentence("The committee has been asked to clear it."),
    "user": Sentence("The user's access is updated."),
    "key": Sentence("The key had been made, and was shown once. If it is lost, revoke it and make another."),
    "revoked": Sentence("The key works no longer."),
    "password": Sentence("The password is chosen. Sign in with it."),
    "imported": Sentence("The alert list has been updated."),
    "registered": Sentence("The figures have been stored."),
    "round": Sentence("The quarter has been noted."),
    "situation_approved": Sentence("The report is approved."),
    "situation_sent": Sentence("The report has been sent."),
    "situation_to_clear": Sentence("The committee has been asked to clear it."),
    "assessed": Sentence("The assessment has been kept."),
}


def access_change(said: Sentence, change: Noted) -> Sentence:
    """What was changed about somebody's access; a role by its own word."""
    detail = ROLES.get(change.detail, change.detail)
    return said.filled(name=change.name or "?", detail=detail)


def next_line(kind: str, label: str) -> Sentence:
    """What happens next by itself, and to whom."""
    return Sentence(NEXT[kind].text, label=label)


def invitation_next(step: str, when: str) -> Sentence:
    """What happens next to a seat that has not answered the summons, and when (`when` as `at` shows it)."""
    return Sentence(INVITATION_NEXT[InvitationStep(step)].text, when=when)


def seat_next(step: str, when: str) -> Sentence:
    """What happens next to a silent seat, and when (`when` as `at` shows it)."""
    return Sentence(SEAT_NEXT[step].text, when=when)


def alarm_names(plan: Plan | None, mode: str, speaker: Speaker) -> Mapping[str, Mapping[str, str]]:
    """What an alarm's keys are called: levels, areas, and the modes that are not the page's own (I9)."""
    said = {key: speaker.say(sentence) for key, sentence in MODES.items() if key != mode}
    levels = {level.key: level.label.text(speaker.language).upper() for level in plan.levels.values()} if plan else {}
    areas = {area.key: area.label.text(speaker.language) for area in plan.areas.values()} if plan else {}
    return {"mode": said, "level": levels, "area": areas}


def lasted(since: datetime, now: datetime) -> str:
    """How long it has been, or will be: `00:12:40`; days come first when there are any."""
    seconds = abs(int((now - since).total_seconds()))
    days, seconds = divmod(seconds, 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{days} d {clock}" if days else clock
