"""What people wrote, their names and addresses can really be erased, and the timeline is whole without them (I7)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, LargeBinary, String, Text, select

from actioncards.model import Plan
from flows.sentences import CONFLICT, INVALID, Refused
from flows.vocabulary import AnswerKind, CallOutVia, CardTrigger, Tier
from service.store import cards, photos
from service.store.erasing import BLANK, GONE
from service.store.tables import Base, DeliveryRow, InboundRow, MeetingRow, PersonRow, TaskRow
from service.work import (
    assessment,
    closing,
    decisions,
    evaluation,
    idempotency,
    known_facts,
    levels,
    log,
    meeting_room,
    meetings,
    questions,
    situation,
    tasks,
)
from service.work.announcements import Draft, Part
from service.work.callouts import CallOut, call_out
from service.work.cards import tick
from service.work.erasing import UNNAMED, Erased, erase
from service.work.idempotency import Stored
from service.work.photos import looked_through
from tests.domain.photos import photo
from tests.work.speech import drafted
from tests.work.town import Town, with_cards

SECRET = "Tjørnehøj"
"""A word in everything that anybody writes in the story."""

OF_PEOPLE = {"person", "place", "user_account", "paper"}
"""What holds names and addresses by its own rules: the alert list, the users, the paper of the day."""

KEPT = {
    "incident": {"code", "mode", "state", "level", "area", "cause", "assessed_by", "reported_by", "participants"},
    "call_out": {"via", "caller_actor", "taken_actor", "outcome"},
    "card_step": {"card_key", "step_key", "group_key", "seat_key", "state", "ended_by"},
    "task": {"kind", "group_key", "seat_key", "title", "facts", "state", "fallback", "ended_by"},
    "meeting": {"state", "link", "uid", "notices", "convened_by", "minutes_hash"},
    "meeting_agenda": {"point", "written_by"},
    "evaluation": {"changed_by"},
    "notice": {"kind", "level", "actor"},
    "notice_text": {"tier", "medium"},
    "notice_part": {"source", "group_key", "area_key", "tier", "media"},
    "delivery": {"medium", "state", "provider", "provider_id", "code"},
    "inbound": {"provider", "kind", "provider_id", "outcome"},
    "seat_call": {"group_key", "seat_key", "state", "people", "answer_kind"},
    "answer": {"asked", "kind", "via", "actor"},
    "timeline_entry": {"kind", "actor", "data", "digests", "previous", "hash"},
    "timeline_head": {"hash"},
    "timer": {"kind", "outcome"},
    "exercise": {"word", "scenario_key", "scenario"},
    "inject": {"key"},
    "link_taken_back": {"actor"},
    "outward_hold": {"paused"},
    "clearance": {"group_key", "seat_key", "digest"},
    "release_order": {"digest"},
}
"""What an erased incident keeps: states, keys, numbers of people, checksums, and what the plan itself says."""


@pytest.fixture
def town_plan() -> Plan:
    return with_cards()


async def story(town: Town) -> int:
    """An incident from the first call to the evaluation, with words in every place that takes words."""
    caller = town.people["ssp_board.politi"]
    called = CallOut("vollsmose", f"Skud ved {SECRET}.", "fyns_politi", CallOutVia.PAGE, f"Gengæld i {SECRET}.", caller_person=caller)
    incident = (await town.do(call_out, called)).id  # type: ignore[attr-defined]
    await town.settle()
    await town.do(assessment.to_alarm, incident, assessment.ToAlarm("red", "skyderi"))
    await town.settle()
    await town.writes("fu.politi", f"2 10 fra {SECRET}")
    await town.writes("fu.sundhed", "1")
    await town.answer(incident, "fu.boern_unge", AnswerKind.SEEN)
    await town.do(log.add_entry, incident, f"Afspærret ved {SECRET}.", None, await looked_through(photo()))
    await town.do(levels.set_level, incident, "yellow", f"Ro i {SECRET}.")
    await town.do(levels.set_level, incident, "red", f"Uro i {SECRET}.")
    await town.do(closing.correct, incident, closing.Correction(f"Det var {SECRET}.", what_happened=f"Kniv ved {SECRET}."))
    await town.do(closing.send_update, incident, f"Politiet er i {SECRET}.")
    async with town.service.reading() as unit:
        steps = await cards.steps(unit.session, incident)
        task = await unit.session.scalar(select(TaskRow.id).where(TaskRow.incident_id == incident))
    await town.do(tasks.do, task, f"Ringet til {SECRET}.")
    for step, trigger in zip(steps, (CardTrigger.DO, CardTrigger.DECLINE), strict=False):
        await town.do(tick, step.id, trigger, f"Se {SECRET}.")
    await town.do(known_facts.add_fact, incident, f"Bilen i {SECRET}", f"{SECRET} 12", Tier.TACTICAL.value, "own_authority")
    await town.do(questions.log_question, incident, questions.Asked(questions.Source.PRESS, f"Er {SECRET} farlig?"))
    await drafted(town, incident, Draft((Part("strategic", f"Ro i {SECRET}.", f"Forkert om {SECRET}.", f"Kun for jer: {SECRET}."),)))
    await town.do(situation.draft, incident, {"why": f"Skud i {SECRET}.", "public": f"Undgå {SECRET}."})
    made = await town.do(meetings.convene, incident)
    assert isinstance(made, MeetingRow)
    await town.settle()
    await town.wait(minutes=40)
    await town.do(meeting_room.write, made.id, {"crisis_handling": f"Vagt i {SECRET}."})
    decided = await town.do(decisions.decide, made.id, f"Lys i {SECRET}", "fu", "politi", town.clock.now() + timedelta(hours=1))
    await town.do(tasks.do, decided.id, f"Tændt i {SECRET}.")  # type: ignore[attr-defined]
    await town.do(decisions.take_up_again, decided.id)  # type: ignore[attr-defined]
    await town.do(meeting_room.close, made.id)
    await town.settle()
    await town.do(closing.call_off, incident, f"Ro i {SECRET}.")
    await town.settle()
    await town.do(evaluation.write_evaluation, incident, f"{SECRET} gik godt.", f"{SECRET} gik skidt.")
    await town.do(evaluation.add_follow_up, incident, evaluation.FollowUpDraft(f"Lamper i {SECRET}", f"{SECRET}", date(2027, 1, 1)))
    return incident


async def stray_words(town: Town, incident: int) -> None:
    """A reply that was counted to no incident, a call to a phone, one to us, and the answer kept for who repeats the alarm."""
    raw = {"form": [["Body", f"1 {SECRET}"]], "read": {"sender": "+4520123456", "text": f"J1 {SECRET}"}}
    async with town.service.unit("key:1") as unit:
        call = await unit.session.scalar(select(DeliveryRow.id).where(DeliveryRow.incident_id == incident).limit(1))
        for tied in ({"incident_id": incident}, {"delivery_id": call}, {}):
            row = InboundRow(provider="twilio", kind="sms", received_at=unit.now, processed_at=unit.now, params=raw, **tied)
            unit.session.add(row)
        assert await idempotency.begin(unit, "alarm", "digest") is None
        await idempotency.finish(unit, "alarm", Stored(201, f'{{"what_happened": "{SECRET}"}}'))


async def everything(town: Town, *but: str) -> dict[str, str]:
    """Each table's rows as text."""
    found = {}
    async with town.service.store.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in but:
                found[table.name] = repr((await session.execute(select(table))).all())
    return found


async def test_no_word_name_or_address_is_left_in_any_table_and_the_timeline_is_whole(town: Town) -> None:
    incident = await story(town)
    await stray_words(town, incident)
    before = await everything(town)
    written = {*GONE, *BLANK, "timeline_personal", "idempotency"} - {"announcement", "photo", "timer", "delivery"}
    assert written <= {name for name, rows in before.items() if SECRET in rows}
    lines = len(await town.entries(incident))
    gone = await town.do(erase, incident, "Fem år er gået.", actor="user:2")
    assert gone == Erased(lines=gone.lines, photos=1)  # type: ignore[attr-defined]
    after = await everything(town, *OF_PEOPLE)
    assert not {name: rows for name, rows in after.items() if SECRET in rows}
    async with town.service.reading() as unit:
        for person in await unit.session.scalars(select(PersonRow)):
            for address in (person.name, person.mobile, person.email):
                assert not [name for name, rows in after.items() if address and address in rows], address
        assert not await photos.lines_with(unit.session, incident)
        [decision] = await unit.session.scalars(select(TaskRow.title).where(TaskRow.kind == decisions.KIND))
    assert decision == UNNAMED
    [*_, last] = entries = await town.entries(incident)
    assert (len(entries), last.kind, last.actor) == (lines + 1, "incident.erased", "user:2")
    assert [entry.kind for entry in entries].count("incident.alarm") == 1, "what happened when is kept"
    async with town.service.unit("key:1") as unit:
        assert await idempotency.begin(unit, "alarm", "digest") == Stored(201, "{}"), "the alarm is not raised anew by who repeats it"
    await town.check()


async def test_the_bytes_are_gone_from_the_files_of_an_embedded_database(town: Town) -> None:
    incident = await story(town)
    await stray_words(town, incident)
    file = town.service.store.engine.url.database or ""
    words = SECRET.encode()

    def held() -> bool:
        return any(words in Path(file + end).read_bytes() for end in ("", "-wal") if Path(file + end).exists())

    await town.do(erase, incident, "Fem år er gået.")
    if town.service.store.is_sqlite:
        assert held(), "deleted rows stay readable until the file is written anew"
    assert await town.service.store.scrub()
    assert not held()
    await town.check()


async def test_what_came_in_at_another_time_or_belongs_to_another_incident_is_kept(town: Town) -> None:
    incident, other = await town.alarm(), await town.alarm()
    await town.settle()
    await town.do(closing.call_off, incident, "Slut.")
    await town.settle()
    now = town.clock.now()
    times = {"now": now, "long before": now - timedelta(days=3), "long after": now + timedelta(days=8)}
    async with town.service.unit("test") as unit:
        for word, at in times.items():
            unit.session.add(InboundRow(provider="twilio", kind="sms", received_at=at, processed_at=at, params={"word": word}))
        unit.session.add(InboundRow(provider="twilio", kind="sms", received_at=now, params={"word": "not read yet"}))
        unit.session.add(
            InboundRow(provider="twilio", kind="sms", received_at=now, processed_at=now, params={"word": "other"}, incident_id=other)
        )
    await town.do(erase, incident, "Fem år er gået.")
    async with town.service.reading() as unit:
        kept = {params["word"] for params in await unit.session.scalars(select(InboundRow.params)) if "word" in params}
    assert kept == {"long before", "long after", "not read yet", "other"}


async def test_nothing_is_erased_while_it_is_needed(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    for reason, kind in (("Tiden er gået.", CONFLICT), (" ", INVALID)):
        with pytest.raises(Refused) as refused:
            await town.do(erase, incident, reason)
        assert refused.value.kind == kind
    await town.do(closing.call_off, incident, "Slut.")
    with pytest.raises(Refused) as refused:
        await town.do(erase, incident, "Tiden er gået.")
    assert refused.value.kind == CONFLICT, "the call-off is on its way"
    await town.settle()
    await town.do(erase, incident, "Tiden er gået.")
    await town.do(erase, incident, "Også begrundelsen.")
    assert len(await town.entries(incident, "incident.erased")) == 2


def test_every_column_that_can_hold_words_is_either_erased_or_known_to_hold_none() -> None:
    tied = {name for name, table in Base.metadata.tables.items() if "incident_id" in table.c} | {
        "incident",
        "meeting_agenda",
        "notice_text",
    }
    for name in tied - set(GONE):
        table = Base.metadata.tables[name]
        worded = {c.name for c in table.c if isinstance(c.type, Text | String | JSON | LargeBinary) or c.type.python_type in (dict, list)}
        assert worded == set(BLANK.get(name, ())) | KEPT.get(name, set()), name
