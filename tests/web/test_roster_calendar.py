"""The roster's page as a calendar: every day says who is on duty, also where the clock changes (F2, I10)."""

import re
from datetime import date, time

from contacts.roster import Rotation
from flows.vocabulary import Layer, Role
from service.store.roster import may_have_duty
from service.work.duty_entering import enter_rotation
from tests.web.visiting import visiting
from tests.web.world import World


async def test_a_month_shows_each_day_with_its_duties_and_leads_on(still: World) -> None:
    async with still.service.unit("user:1") as unit:
        people = await may_have_duty(unit.session)
        await enter_rotation(unit, Rotation(Layer.CHIEF, (people[0].id, people[1].id), date(2027, 2, 22), time(8, 0), 1))
    async with visiting(still, Role.SECRETARIAT) as visit:
        page = (await visit.get("/roster?month=2027-03")).text
        assert "marts 2027" in page
        assert 'href="/roster?month=2027-02#calendar"' in page
        assert 'href="/roster?month=2027-04#calendar"' in page
        days = re.findall(r'<li class="calendar__day[^"]*">(.*?)</li>', page, re.S)
        assert len(days) == 5 * 7
        monday = next(day for day in days if "man. 29." in day)
        assert "til 08.00" in monday
        assert "fra 08.00" in monday
        for name in (people[0].name, people[1].name):
            assert name in monday
        assert "tors. 1. apr." in page
        assert "skærtorsdag" in page.lower()
        for odd in ("month=2027-13", "month=x", "month=0001-01", "month=9999-12"):
            assert (await visit.get(f"/roster?{odd}")).status_code == 200, odd
        assert "De kommende uger" in (await visit.get("/roster")).text
    async with visiting(still, Role.DUTY_CHIEF, "en") as english:
        assert "March 2027" in (await english.get("/roster?month=2027-03")).text
