"""What the pages and the API say of an incident that is over: what is left to do, and nothing that is not true of it (F6, F7)."""

import re
from datetime import UTC, datetime, timedelta

from flows.vocabulary import Role
from service.domain import local_time
from service.domain.language import DANISH, translations
from service.web.pages.frame import _environment
from tests.web.visiting import visiting
from tests.web.world import World


async def met(world: World, incident: int) -> int:
    """The committee meets now; the meeting's number."""
    made = await world.post(f"/incidents/{incident}/meetings", {})
    assert made.status_code == 201, made.text
    number: int = made.json()["id"]
    assert (await world.post(f"/meetings/{number}/begin")).status_code == 200
    return number


async def decided(world: World, incident: int, meeting: int, text: str) -> int:
    """A decision that is due in nine days; its task's number."""
    due_at = (world.service.clock.now() + timedelta(days=9)).isoformat()
    made = await world.post(f"/meetings/{meeting}/decisions", {"text": text, "group": "fu", "seat": "boern_unge", "due_at": due_at})
    assert made.status_code == 201, made.text
    [task] = [t for t in (await world.get(f"/incidents/{incident}/tasks")).json()["items"] if t["kind"] == "decision"]
    number: int = task["id"]
    return number


async def ended(world: World, incident: int) -> None:
    assert (await world.post(f"/incidents/{incident}/call-off", {"text": "Slut."})).status_code == 200


async def test_the_call_off_says_what_becomes_of_each_open_point_and_the_evaluation_keeps_the_decisions(still: World) -> None:
    incident = await still.alarm()
    task = await decided(still, incident, await met(still, incident), "Møde med skolen")
    at = f"/incidents/{incident}/evaluation"
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.SECRETARIAT) as secretary:
        before = (await chief.get(f"/incidents/{incident}/call-off")).text
        assert "Møde med skolen (Børn og Unge). Den forbliver åben og står i evalueringen." in before
        assert "Den bortfalder: ingen bliver længere varslet." in before
        assert re.search(r"\d+ punkter på actioncards er ikke udført\.</strong> Det noteres\.", before)
        assert re.search(r"\d+ pladser har ikke svaret\.</strong> Der spørges ikke længere\.", before)
        await ended(still, incident)
        page = (await chief.get(at)).text
        assert "Møde med skolen" in page
        assert "Børn og Unge · <span>senest" in page
        assert "Møde med skolen" in (await secretary.get(at)).text
        assert f"/tasks/{task}" not in (await secretary.get(at)).text
        sent = await chief.send(at, {"back": "evaluation", "do": "do"}, f"/incidents/{incident}/tasks/{task}")
        assert sent.headers["location"].startswith(at)
        page = (await chief.get(at)).text
        assert re.search(r"Børn og Unge · udført", page)
        await chief.send(at, {"back": "evaluation", "do": "undo"}, f"/incidents/{incident}/tasks/{task}")
    [told] = (await still.get(f"/incidents/{incident}/evaluation")).json()["decisions"]
    assert (told["title"], told["state"]) == ("Møde med skolen", "open")
    assert (await still.post(f"/tasks/{task}/done", {})).json()["state"] == "done"


async def test_a_refusal_after_the_end_names_what_was_tried(still: World) -> None:
    incident = await still.alarm()
    await ended(still, incident)
    tried = {
        "/updates": ({"text": "Der er ro."}, "der kan ikke sendes opdateringer"),
        "/meetings": ({}, "der kan ikke holdes møde"),
        "/level": ({"level": "yellow", "reason": "Roligere."}, "niveauet kan ikke ændres"),
    }
    for evaluated, then in ((False, "Du kan skrive i loggen eller evaluere."), (True, "Du kan skrive i loggen.")):
        if evaluated:
            assert (await still.post(f"/incidents/{incident}/evaluation", {"text": "Gik godt."})).status_code == 200
        for path, (content, so) in tried.items():
            refused = await still.post(f"/incidents/{incident}{path}", content, headers={"accept-language": "da"})
            assert refused.status_code == 409, refused.text
            words = refused.json()["detail"]
            assert words == f"Hændelsen er afmeldt{' og evalueret' if evaluated else ''}, så {so}. {then}", words
            assert (
                (await still.post(f"/incidents/{incident}{path}", content)).json()["detail"].startswith("The incident has been called off")
            )


async def test_a_refusal_before_the_alarm_names_what_was_tried(still: World) -> None:
    made = await still.post("/call-outs", {"area": "rising", "reported_by": "fyns_politi", "what_happened": "Uro", "grounds": "Politiet"})
    for path, content in (("/updates", {"text": "Nyt."}), ("/meetings", {}), ("/level", {"level": "red", "reason": "Skud"})):
        refused = await still.post(f"/incidents/{made.json()['id']}{path}", content, headers={"accept-language": "da"})
        assert refused.status_code == 409, refused.text
        assert refused.json()["detail"].startswith("Der er ikke udløst alarm, så "), refused.text


async def test_no_page_says_that_a_deadline_was_broken_that_had_not_come(still: World) -> None:
    """The times that the plan asks for lie after the call-off."""
    drill = await still.alarm(exercise={"takes_part": [{"group": "fu"}]}, level="yellow", cause="uro")
    incident = await still.alarm(area="rising", level="yellow", cause="uro")
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        for number in (incident, drill):
            before = (await chief.get(f"/incidents/{number}/evaluation")).text
            assert "ikke overholdt" not in before
            assert "løber til" in before
            await ended(still, number)
        for path in (f"{incident}/evaluation", f"{incident}/response", f"{drill}/evaluation", f"{drill}/response", f"{drill}/exercise"):
            page = (await chief.get(f"/incidents/{path}")).text
            assert "ikke overholdt" not in page, path
            assert "afmeldt før fristen" in page, path
        page = (await chief.get(f"/incidents/{incident}/evaluation")).text
    measures = {one["what"]: one for one in (await still.get(f"/incidents/{incident}/evaluation")).json()["measures"]}
    assert (measures["meeting"]["kept"], measures["meeting"]["standing"]) == (None, "ended_before")
    until = datetime.fromisoformat(measures["meeting"]["deadline_at"])
    shown = local_time.short(until, translations().speaker(DANISH), beside=still.service.clock.now())
    assert f'afmeldt før fristen <span class="weak">({shown})</span>' in page


def test_a_deadline_of_another_day_than_the_alarm_has_its_date_also_when_it_is_read_on_that_day() -> None:
    alarm = datetime(2026, 11, 22, 21, 15, tzinfo=UTC)
    deadline, read = alarm.replace(day=23, hour=7, minute=0), alarm.replace(day=23, hour=9)
    environment = _environment(DANISH)
    shown = environment.from_string("{{ at|short }} / {{ at|short(since) }} / {{ now|short(now) }}")
    assert shown.render(at=deadline, since=alarm, now=read, language=DANISH) == "08.00 / 23. november 2026 kl. 08.00 / 10.15"


async def test_the_time_beside_the_state_is_that_of_the_state_or_says_what_it_is(still: World) -> None:
    """What happened two hours before the alarm is neither when it was raised nor when it was called off."""
    now, voice = still.service.clock.now(), translations().speaker(DANISH)
    happened = now - timedelta(hours=2)
    incident = await still.alarm(occurred_at=happened.isoformat())
    then = f"skete {local_time.short(happened, voice, beside=now)}"
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert re.search(rf"alarmeret · {re.escape(then)}", (await chief.get("/")).text)
        assert f"alarmeret · {then}" in (await chief.get(f"/incidents/{incident}/wall/live")).text
        await ended(still, incident)
        over = datetime.fromisoformat((await still.get(f"/incidents/{incident}")).json()["called_off_at"])
        home = (await chief.get("/")).text
        assert f"afmeldt {local_time.short(over, voice, beside=now)}" in home
        assert then not in home
        assert (await still.post(f"/incidents/{incident}/evaluation", {"text": "Gik godt."})).status_code == 200
        assert f"evalueret · afmeldt {local_time.short(over, voice, beside=now)}" in (await chief.get("/")).text
