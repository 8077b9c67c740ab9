"""What was done by mistake and has told nobody is undone where it was done, with one press, with or without scripts."""

import html
import re
from dataclasses import replace
from datetime import date, time

import httpx

from contacts.roster import Rotation
from flows.vocabulary import CardState, Layer, Role
from service.store import alert_list, cards
from service.store.roster import may_have_duty
from service.work.cards import LINK
from service.work.duty_entering import enter_rotation
from service.work.people import PersonDraft, add_person
from service.work.plan_changes import propose
from tests.web.test_alert_list_page import IN_PLACE
from tests.web.visiting import Visit, visiting
from tests.web.world import World, odense

SIV = PersonDraft("Test Siv", "Leder", mobile="+45 20 98 76 59")


async def _press(visit: Visit, page: str, *, marked: str = 'class="undo"', **headers: str) -> httpx.Response:
    """Send the page's form for undoing as it stands."""
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.S) if marked in form)
    action = re.search(r'action="([^"]+)"', form)
    button = re.search(r'name="do" value="(\w+)"', form)
    assert action is not None
    assert button is not None
    fields = {name: html.unescape(text) for name, text in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}
    headers = {"sec-fetch-site": "same-origin"} | headers
    done = await visit.client.post(action[1], data=fields | {"do": button[1]}, headers=headers)
    assert done.status_code in (200, 303), done.text
    return done


async def _after(visit: Visit, sent: httpx.Response) -> str:
    assert sent.status_code == 303, sent.text
    return (await visit.get(sent.headers["location"])).text


async def test_a_card_s_step_is_marked_and_unmarked_on_the_board_and_behind_the_persons_own_link(still: World) -> None:
    incident = await still.alarm()
    async with still.service.reading() as unit:
        step = next(row for row in await cards.steps(unit.session, incident) if (row.group_key, row.seat_key) == ("fu", "politi"))
        (holder, *_) = (await alert_list.holders(unit.session, ["fu"]))[("fu", "politi")]

    async def state() -> str:
        async with still.service.reading() as unit:
            return next(row.state for row in await cards.steps(unit.session, incident) if row.id == step.id)

    async with visiting(still, Role.DUTY_CHIEF) as visit:
        board = f"/incidents/{incident}"
        page = await _after(visit, await visit.send(board, {"do": "do"}, f"{board}/cards/{step.id}"))
        assert await state() == CardState.DONE
        assert "Det er som før." in await _after(visit, await _press(visit, page))
        assert await state() == CardState.OPEN
        assert 'class="undo"' not in (await visit.get(f"{board}?told=card&undo=x%22%3E")).text
    async with visiting(still, None) as partner:
        own = f"/k/{still.service.house.links.token(LINK, incident, holder.id)}"
        await partner.client.post(own, data={"step": str(step.id), "do": "decline", "note": "Forkert linje."})
        assert await state() == CardState.DECLINED
        page = (await partner.get(own)).text
        assert "Forkert linje." in page
        assert "Forkert linje." not in await _after(partner, await _press(partner, page))
        assert await state() == CardState.OPEN


async def test_somebody_taken_off_the_list_is_put_back_and_a_row_that_was_mended_is_as_before(still: World) -> None:
    async with still.service.unit("user:1") as unit:
        number = await add_person(unit, SIV)
    at = f"/alert-list/{number}"
    async with visiting(still, Role.SECRETARIAT) as visit:
        page = await _after(visit, await visit.send(at, {"do": "remove"}))
        assert "Personen er taget af listen." in page
        assert "Test Siv" not in (await visit.get("/alert-list?q=siv")).text.partition('id="people"')[2]
        assert "Test Siv" in await _after(visit, await _press(visit, page))
        assert "Test Siv" in (await visit.get("/alert-list?q=siv")).text
        seen = re.search(r'name="seen" value="(\w+)"', (await visit.get(f"{at}/edit", **IN_PLACE)).text)
        assert seen is not None
        fields = {"name": "Test Siv", "title": "Forkert <titel>", "mobile": "+45 20 98 76 59", "language": "da", "seen": seen[1]}
        csrf = re.search(r'name="csrf" value="([^"]+)"', (await visit.get(at)).text)
        assert csrf is not None
        row = await visit.client.post(at, data=fields | {"csrf": csrf[1], "once": "first", "do": "save"}, headers=IN_PLACE)
        assert "Forkert &lt;titel&gt;" in row.text
        mended = await _press(visit, row.text, **IN_PLACE)
        assert "Leder" in mended.text
        assert "Forkert" not in mended.text.partition('class="undo"')[0]
        again = await _press(visit, mended.text, **IN_PLACE)
        assert "Forkert" in again.text.partition('class="undo"')[0], "an undo can be undone"
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert 'class="undo"' not in (await chief.get(f"/alert-list?told=removed&undo={number}")).text


async def test_a_line_of_the_roster_that_was_taken_away_is_put_back(still: World) -> None:
    async with still.service.unit("user:1") as unit:
        people = await may_have_duty(unit.session)
        saved = await enter_rotation(unit, Rotation(Layer.CHIEF, (people[0].id,), date(2026, 1, 5), time(8, 0), 1))
    async with visiting(still, Role.SECRETARIAT) as visit:
        page = await _after(visit, await visit.send("/roster", {"what": "rotation", "entry": str(saved.id)}, "/roster/withdraw"))
        assert "Ingen rotation" in page or "calendar__week" not in page
        page = await _after(visit, await _press(visit, page))
        assert "Det er som før." in page
        assert "calendar__week" in page


async def test_a_withdrawn_change_is_taken_up_again_and_a_signature_taken_back(still: World) -> None:
    async with still.service.unit("user:1") as unit:
        change = await propose(unit, replace(odense(), version="næste"), "Kortere tid.")
    at = f"/plan/changes/{change.id}"
    async with visiting(still, Role.SECRETARIAT) as visit:
        day = still.service.clock.now().date().isoformat()
        page = await _after(visit, await visit.send("/plan", {"do": "sign", "party": change.signatures[0].party, "day": day}, at))
        assert page.count("har ikke underskrevet") == len(change.signatures) - 1
        page = await _after(visit, await _press(visit, page, marked='value="unsign"'))
        assert page.count("har ikke underskrevet") == len(change.signatures)
        page = await _after(visit, await visit.send("/plan", {"do": "withdraw"}, at))
        assert "Ændringen er trukket tilbage." in page
        assert 'value="withdraw"' in await _after(visit, await _press(visit, page))
