"""The words on the board and beside it: names as they are written, times with their day, and nothing that is not true."""

import re
from datetime import timedelta

from sqlalchemy import select, update

from flows.vocabulary import Role
from service.domain import local_time
from service.domain.language import DANISH, translations
from service.store.tables import PlaceRow, SeatCallRow
from service.work.contacts import import_people, read_file
from tests.web.visiting import visiting
from tests.web.world import World


async def test_a_name_in_a_heading_keeps_its_letters(still: World) -> None:
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        page = (await chief.get(f"/incidents/{incident}")).text
    assert "Gør CKS-netværket klar" in page
    assert "cks-netværket" not in page


async def test_the_text_to_start_from_says_nothing_of_a_meeting_that_nobody_has_summoned(still: World) -> None:
    for level, cause in (("red", "skyderi"), ("yellow", "uro")):
        incident = await still.alarm(level=level, cause=cause)
        async with visiting(still, Role.DUTY_CHIEF, "da" if level == "red" else "en") as chief:
            page = (await chief.get(f"/incidents/{incident}/announcements/new")).text
        assert "Politiet leder indsatsen." in page or "koordinerer indsatsen." in page
        assert not re.search(r"Forretningsudvalget er (indkaldt|samlet)", page)


async def test_a_deadline_on_another_day_has_its_date(still: World) -> None:
    incident = await still.alarm()
    now, voice = still.service.clock.now(), translations().speaker(DANISH)
    tomorrow = now + timedelta(days=1)
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        page = (await chief.get(f"/incidents/{incident}")).text
        assert re.search(r"→ (næste kanal|stedfortræder|du får besked) (kl\. \d\d\.\d\d|\d+\. \w+ \d{4} kl\. \d\d\.\d\d) <", page)
        async with still.service.unit("test") as unit:
            await unit.session.execute(update(SeatCallRow).values(due_at=tomorrow))
        page = (await chief.get(f"/incidents/{incident}")).text
    found = re.findall(r"→ (?:næste kanal|stedfortræder|du får besked) ([^<]*) <", page)
    assert set(found) == {local_time.full(tomorrow, voice)}


async def test_a_group_that_nobody_briefed_before_the_end_does_not_still_await_anything(still: World) -> None:
    """On the board and on the wall; and nothing more is announced: that is said before anybody writes."""
    incident = await still.alarm()
    made = await still.get(f"/incidents/{incident}/announcements/starters")
    strategic = next(one for one in made.json()["items"] if one["audience"] == "strategic")
    part = {"audience": "strategic", "text": strategic["text"], "correction": strategic["correction"]}
    async with still.service.reading("test") as unit:
        writer = await unit.session.scalar(select(PlaceRow.person_id).where(PlaceRow.group_key == "fu").limit(1))
    drafted = await still.post(f"/incidents/{incident}/announcements", {"written_by": writer, "parts": [part]})
    forms = (f"/incidents/{incident}/announcements/new", f"/announcements/{drafted.json()['id']}/edit")
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        for path in ("", "/wall/live"):
            assert "afventer forretningsudvalgets frigivelse" in (await chief.get(f"/incidents/{incident}{path}")).text
        assert [(await chief.get(form)).status_code for form in forms] == [200, 200]
        assert (await still.post(f"/incidents/{incident}/call-off", {"text": "Slut."})).status_code == 200
        for path in ("", "/wall/live"):
            page = (await chief.get(f"/incidents/{incident}{path}")).text
            assert "blev ikke orienteret" in page
            assert "afventer forretningsudvalgets frigivelse" not in page
        for form in forms:
            refused = await chief.get(form)
            assert refused.status_code == 409
            assert "Hændelsen er lukket. Der meldes ikke mere ud i den." in refused.text
            assert "<textarea" not in refused.text


async def test_the_duty_chief_is_not_told_that_there_are_no_injects_while_some_are_to_come(still: World) -> None:
    """I9."""
    planned = await still.alarm(exercise={"scenario": "skyderi_fredag_aften"})
    free = await still.alarm(area="rising", exercise={"takes_part": [{"group": "fu"}]})
    none, to_come = "Øvelsen har ingen indspil.", "Hvad der endnu skal komme, vises kun for sekretariatet."
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.SECRETARIAT) as secretary:
        page = (await chief.get(f"/incidents/{planned}/exercise")).text
        assert to_come in page
        assert "Intet indspil endnu." in page
        assert none not in page
        assert "Intet indspil endnu." not in (await secretary.get(f"/incidents/{planned}/exercise")).text
        page = (await chief.get(f"/incidents/{free}/exercise")).text
        assert none in page
        assert to_come not in page


async def test_the_preview_of_an_import_calls_places_and_languages_what_the_plan_calls_them(still: World) -> None:
    """P6: what is new, and what changes from what."""
    head = "navn;mobil;gruppe;plads;rækkefølge;område;sprog\n"
    first = "Test Ny;20 11 22 33;cks;;;stadionvej_skjoldsparken;da\nTest Ny;20 11 22 33;residents;;;vollsmose;da\n"
    then = "Test Ny;20 11 22 33;fu;politi;7;;en\n"
    async with visiting(still, Role.SECRETARIAT) as visit:
        chosen = await visit.get("/alert-list/import")
        hidden = dict(re.findall(r'name="(csrf|once)" value="([^"]*)"', chosen.text))

        async def preview(rows: str) -> str:
            sent = {"file": ("liste.csv", (head + rows).encode(), "text/csv")}
            answer = await visit.client.post("/alert-list/import", data=hidden, files=sent, headers={"sec-fetch-site": "same-origin"})
            assert answer.status_code == 200, answer.text
            return answer.text

        page = await preview(first)
        assert "CKS, Stadionvej/Skjoldsparken; Beboere, Vollsmose" in page
        async with still.service.unit("test") as unit:
            await import_people(unit, await read_file(unit, (head + first).encode(), "liste.csv"))
        page = await preview(then)
        assert "<ins>FU, Politi (7. stedfortræder)</ins>" in page
        assert "<del>Dansk</del> → <ins>Engelsk</ins>" in page
    for key in ("stadionvej_skjoldsparken", "residents", "fu/politi"):
        assert key not in page.split('name="data"')[0] + page.split("data-once")[-1].partition("</form>")[2]


async def test_a_refusal_says_what_has_happened_and_proposes_nothing_that_nobody_can_do(still: World) -> None:
    """An announcement, pressed a second time in another tab; and a call-out that has been closed."""
    incident = await still.alarm()
    async with still.service.reading("test") as unit:
        fu = (select(PlaceRow.person_id).where(PlaceRow.group_key == "fu", PlaceRow.seat_key == s) for s in ("sundhed", "politi"))
        writer, member = [await unit.session.scalar(query.limit(1)) for query in fu]
    part = {"audience": "strategic", "text": "Politiet er til stede.", "correction": "Vores besked var forkert."}
    made = (await still.post(f"/incidents/{incident}/announcements", {"written_by": writer, "parts": [part]})).json()
    at = f"/announcements/{made['id']}"
    async with visiting(still, Role.DUTY_CHIEF) as chief:

        async def pressed(do: str) -> str:
            return (await chief.send(at, {"do": do})).text

        early = await pressed("release")
        assert "Muligt nu: redigere teksten, sende til frigivelse, stoppe." in early, re.findall(r"Muligt nu[^<]*", early)
        assert (await still.post(f"{at}/submission")).status_code == 200
        assert "Udmeldingen er allerede sendt til frigivelse." in await pressed("submit")
        assert (await still.post(f"{at}/clearance", {"person_id": member, "digest": made["digest"]})).status_code == 200
        assert (await still.post(f"{at}/release", {})).status_code == 200
        page = await pressed("release")
        assert "Udmeldingen er allerede på vej ud." in page
        assert "Muligt nu" not in page
        assert (await still.post(f"{at}/correction")).status_code == 200
        assert "Rettelsen er allerede sendt." in await pressed("retract")
    call = {"area": "rising", "reported_by": "fyns_politi", "what_happened": "Uro", "grounds": "Politiet"}
    number = (await still.post("/call-outs", call)).json()["id"]
    assert (await still.post(f"/call-outs/{number}/close", {"reason": "Falsk alarm."})).status_code == 200
    refused = await still.post(
        f"/call-outs/{number}/briefing", {"text": "Nyt.", "groups": ["ssp_board"]}, headers={"accept-language": "da"}
    )
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Henvendelsen er lukket uden krise, så ingen kan orienteres om den. Du kan skrive i loggen."
