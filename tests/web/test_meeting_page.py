"""The meeting's page loses nothing that was written: every button saves the minutes, and nobody writes over another unseen (F6, I13)."""

import re
from datetime import datetime
from html import unescape

import httpx

from flows.vocabulary import Role
from service.domain.local_time import local
from tests.web.test_empty_pages import shown
from tests.web.visiting import Visit, visiting
from tests.web.world import World

HANDLING, TALKING = "crisis_handling", "communication"
DECISION = {"text": "Skaf flere vagter", "owner": "fu.by_kultur", "due_at": "2099-01-01T12:00"}


async def begun(world: World) -> tuple[str, int]:
    """A meeting that is being held: its page's address, and its number."""
    incident = await world.alarm()
    made = await world.post(f"/incidents/{incident}/meetings", {})
    assert made.status_code == 201, made.text
    meeting: int = made.json()["id"]
    assert (await world.post(f"/meetings/{meeting}/begin")).status_code == 200
    return f"/incidents/{incident}/meeting", meeting


def filled(page: str) -> dict[str, str]:
    """What a browser would send of the minutes' form as it was shown."""
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if "<textarea" in form and "seen-" in form)
    hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form))
    areas = re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    inputs = re.findall(r'name="(due_at)"[^>]* value="([^"]*)"', form)
    chosen = re.findall(r'<option value="([^"]*)" selected', form)
    return hidden | {name: unescape(text) for name, text in (*areas, *inputs)} | {"owner": "".join(chosen)}


async def press(visit: Visit, at: str, form: dict[str, str], do: str, **typed: str) -> httpx.Response:
    """Type into the page that was shown, and press a button of it."""
    typed = {name if name in DECISION else f"point-{name}": text for name, text in typed.items()}
    return await visit.client.post(at, data=form | typed | {"do": do}, headers={"sec-fetch-site": "same-origin"})


async def points(world: World, meeting: int) -> dict[str, str]:
    found = (await world.get(f"/meetings/{meeting}")).json()
    return {point["key"]: point["text"] for point in found["points"] if point["text"]}


async def test_a_decision_and_the_close_save_what_stands_in_the_points(still: World) -> None:
    at, meeting = await begun(still)
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        done = await press(chief, at, filled((await chief.get(at)).text), "decide", **{HANDLING: "Vagten forstærkes."}, **DECISION)
        assert done.status_code == 303, shown(done.text)
        assert await points(still, meeting) == {HANDLING: "Vagten forstærkes."}
        again = {HANDLING: "Vagten fordobles.", TALKING: "Intet udad."}
        done = await press(chief, at, filled((await chief.get(at)).text), "close", **again)
        assert done.status_code == 303, shown(done.text)
        page = shown((await chief.get(at)).text)
    assert "Vagten fordobles." in page
    assert "Intet udad." in page
    assert "Skaf flere vagter" in page
    assert "Vagten forstærkes." not in page


async def test_a_refusal_keeps_the_minutes_and_the_decision_as_they_were_typed(still: World) -> None:
    at, meeting = await begun(still)
    typed = {HANDLING: "Vagten forstærkes.", "text": "Skaf flere vagter", "due_at": "2099-01-01T12:00"}
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        for do in ("decide", "close"):
            refused = await press(chief, at, filled((await chief.get(at)).text), do, **typed)
            assert refused.status_code == 422
            kept = filled(refused.text)
            assert kept[f"point-{HANDLING}"] == typed[HANDLING]
            assert (kept["text"], kept["due_at"]) == (typed["text"], typed["due_at"])
        assert "Du er begyndt på en beslutning." in shown(refused.text)
        assert not await points(still, meeting)
        saved = await press(chief, at, kept, "write")
        assert "Det skrevne er gemt." in shown(saved.text)
        assert filled(saved.text)["text"] == typed["text"], "saving the points does not take the decision that is being written"
        assert await points(still, meeting) == {HANDLING: typed[HANDLING]}


async def test_an_answer_taken_by_telephone_saves_the_points_and_keeps_the_decision_that_is_being_typed(still: World) -> None:
    at, meeting = await begun(still)
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        page = (await chief.get(at)).text
        seat = re.findall(r'name="person-(\d+)" form="minutes"><option value="(\d+)"', page)[0]
        who = {f"person-{seat[0]}": seat[1]}
        wrong = await press(chief, at, filled(page) | who, f"answer/{seat[0]}/perhaps", **{HANDLING: "Vagten forstærkes."})
        assert wrong.status_code == 422
        assert filled(wrong.text)[f"point-{HANDLING}"] == "Vagten forstærkes."
        assert not await points(still, meeting)
        typed = {HANDLING: "Vagten forstærkes.", "text": "Skaf flere vagter"}
        done = await press(chief, at, filled(page) | who, f"answer/{seat[0]}/joining", **typed)
        assert filled(done.text)["text"] == typed["text"]
        assert "1 af 6 pladser deltager" in shown(done.text)
        assert await points(still, meeting) == {HANDLING: typed[HANDLING]}
        stale, own = filled(done.text), filled((await chief.get(at)).text)
        assert (await press(chief, at, own, "close")).status_code == 303
        lost = await press(chief, at, stale | who, f"answer/{seat[0]}/cannot", **{HANDLING: "For sent skrevet."})
        assert lost.status_code == 409
        assert "For sent skrevet." in shown(lost.text)
        over = await press(chief, at, stale | who, f"answer/{seat[0]}/cannot")
        assert over.status_code == 200, "it is written down that the answer came too late"


async def test_two_who_write_under_two_points_keep_both(still: World) -> None:
    at, meeting = await begun(still)
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        one, two = filled((await chief.get(at)).text), filled((await chief.get(at)).text)
        assert (await press(chief, at, one, "write", **{HANDLING: "Vagten forstærkes."})).status_code == 303
        assert (await press(chief, at, two, "write", **{TALKING: "Intet udad."})).status_code == 303
    assert await points(still, meeting) == {HANDLING: "Vagten forstærkes.", TALKING: "Intet udad."}


async def test_two_who_write_under_one_point_see_both_texts_and_neither_is_lost(still: World) -> None:
    at, meeting = await begun(still)
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        one, two, three = [filled((await chief.get(at)).text) for _ in range(3)]
        await press(chief, at, one, "write", **{HANDLING: "Den førstes ord.", TALKING: "Intet udad."})
        for do, form in (("write", two), ("close", three)):
            refused = await press(chief, at, form, do, **{HANDLING: "Den andens ord."})
            assert refused.status_code == 409
            assert "En anden har skrevet under Krisehåndtering" in shown(refused.text)
            assert "Den førstes ord." in shown(refused.text)
            kept = filled(refused.text)
            assert (kept[f"point-{HANDLING}"], kept[f"point-{TALKING}"]) == ("Den andens ord.", "Intet udad.")
            assert (await points(still, meeting))[HANDLING] == "Den førstes ord."
        assert (await press(chief, at, kept, "write", **{HANDLING: "Begges ord."})).status_code == 303
    assert await points(still, meeting) == {HANDLING: "Begges ord.", TALKING: "Intet udad."}


async def test_what_is_written_into_a_meeting_that_is_over_is_shown_and_not_lost(still: World) -> None:
    at, _ = await begun(still)
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        one, two = filled((await chief.get(at)).text), filled((await chief.get(at)).text)
        assert (await press(chief, at, one, "close")).status_code == 303
        refused = await press(chief, at, two, "decide", **{HANDLING: "For sent skrevet."}, **DECISION)
    assert refused.status_code == 409
    for words in ("ikke med i referatet", "For sent skrevet.", "Skaf flere vagter"):
        assert words in shown(refused.text)


async def test_a_meeting_that_runs_or_is_over_is_shown_at_its_real_time_and_promises_no_reminders(still: World) -> None:
    incident = await still.alarm()
    meeting = (await still.post(f"/incidents/{incident}/meetings", {})).json()
    at = f"/incidents/{incident}/meeting"
    planned = clock(meeting["starts_at"])
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        summoned = shown((await chief.get(at)).text)
        assert "Begynd mødet nu" in summoned
        assert f"{planned} · indkaldt" in summoned
        assert "→ spørges igen" in summoned
        for do, state, moment in (("begin", "I gang siden", "held_at"), ("close", "Afsluttet", "ended_at")):
            told = (await still.post(f"/meetings/{meeting['id']}/{do}")).json()
            page, board, wall = [
                shown((await chief.get(path)).text) for path in (at, f"/incidents/{incident}", f"/incidents/{incident}/wall")
            ]
            real = clock(told[moment])
            assert re.search(rf"{state} [^·]*{real}", page)
            assert "→ spørges igen" not in page
            assert f"{state} {real}" in wall
            assert f"{state[0].lower()}{state[1:]} {real}" in board
            assert not re.search(rf"{planned}\s*·", page + board)


def clock(moment: str) -> str:
    return local(datetime.fromisoformat(moment)).strftime("%H.%M")


async def test_the_proposed_time_is_explained_without_the_rules_numbers(still: World) -> None:
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        page = shown((await chief.get(f"/incidents/{incident}/meeting")).text)
    assert "uanset kontortid, med 30 minutters varsel." in page
    assert not re.search(r"\bF\d+\b", page)
