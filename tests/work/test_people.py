"""One person of the list: a form is held to the same rules as a file, and a seat's order is never left to chance (P1-P6)."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from flows.sentences import CONFLICT, NOT_FOUND, Refused
from service.bootstrap import Service
from service.store import alert_list
from service.store.tables import PersonRow
from service.work.holes import empty_seats, stale_people
from service.work.people import PersonDraft, PlaceDraft, add_person, confirm, put_back, remove_person, update_person
from service.work.plans import in_force
from tests.work.conftest import StillClock

ROSE = PersonDraft("Test Rose", mobile="20 12 34 56", places=(PlaceDraft("fu", "politi"), PlaceDraft("cks", area="vollsmose")))


async def _add(service: Service, draft: PersonDraft = ROSE) -> int:
    async with service.unit("user:1") as unit:
        return await add_person(unit, draft)


async def _row(service: Service, person_id: int) -> PersonRow:
    async with service.reading() as unit:
        row = await alert_list.person(unit.session, person_id)
    assert row is not None
    return row


async def test_a_person_is_put_on_the_list_with_every_place(planned: Service) -> None:
    row = await _row(planned, await _add(planned))
    assert (row.name, row.mobile, row.language, row.active, row.invented) == ("Test Rose", "+4520123456", "da", True, False)
    assert [(p.group_key, p.seat_key, p.area_key) for p in row.places] == [("fu", "politi", None), ("cks", None, "vollsmose")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Rose \x00"}, "name"),
        ({"title": "født 010190-1234"}, "title"),
        ({"mobile": "112"}, "mobile"),
        ({"mobile": ""}, "mobile"),
        ({"email": "rose"}, "email"),
        ({"language": "tysk"}, "language"),
        ({"last_confirmed": "i går"}, "last_confirmed"),
        ({"last_confirmed": "2027-01-01"}, "last_confirmed"),
        ({"places": (PlaceDraft("fy"),)}, "group"),
        ({"places": (PlaceDraft("fu", "konge"),)}, "seat"),
        ({"places": (PlaceDraft("cks", area="Odder"),)}, "area"),
        ({"places": (PlaceDraft("fu", "politi", "-1"),)}, "position"),
        ({"places": (PlaceDraft("fu", "politi", "0"), PlaceDraft("fu", "politi", "1"))}, "position"),
    ],
)
async def test_what_a_file_may_not_say_a_form_may_not_say_either(planned: Service, wrong: Mapping[str, object], field: str) -> None:
    draft = PersonDraft(**{"name": "Test Rose", "mobile": "20123456"} | dict(wrong))  # type: ignore[arg-type]  # the table gives each its kind
    with pytest.raises(Refused) as refused:
        await _add(planned, draft)
    assert refused.value.field == field


async def test_one_number_is_one_person_and_one_position_has_one_holder(planned: Service) -> None:
    await _add(planned)
    for draft, field in (
        (PersonDraft("Test Tulipan", mobile="+4520123456"), "mobile"),
        (PersonDraft("Test Tulipan", mobile="20123457", places=(PlaceDraft("fu", "politi", "0"),)), "position"),
    ):
        with pytest.raises(Refused, match="Test Rose") as refused:
            await _add(planned, draft)
        assert (refused.value.kind, refused.value.field) == (CONFLICT, field)
    await _add(planned, PersonDraft("Test Tulipan", mobile="20123457", places=(PlaceDraft("fu", "politi", "1"),)))


async def test_changing_a_person_writes_details_and_places_anew_but_not_that_they_are_invented(planned: Service) -> None:
    person_id = await _add(planned)
    async with planned.unit("user:1") as unit:
        (await unit.session.get_one(PersonRow, person_id)).invented = True
    async with planned.unit("user:1") as unit:
        await update_person(unit, person_id, PersonDraft("Test Rosenhave", mobile="20123459", places=(PlaceDraft("fu", "politi", "2"),)))
    row = await _row(planned, person_id)
    assert (row.name, row.mobile, row.invented) == ("Test Rosenhave", "+4520123459", True)
    assert [(p.group_key, p.position) for p in row.places] == [("fu", 2)]


async def test_a_refused_change_leaves_the_person_as_they_were(planned: Service) -> None:
    person_id = await _add(planned)
    other = await _add(planned, PersonDraft("Test Tulipan", mobile="20123457"))
    with pytest.raises(Refused):
        async with planned.unit("user:1") as unit:
            await update_person(unit, other, PersonDraft("Test Tulipan", mobile="20123456"))
    assert (await _row(planned, other)).mobile == "+4520123457"
    assert len((await _row(planned, person_id)).places) == 2


async def test_somebody_taken_off_holds_no_seat_and_is_not_found_but_is_kept(planned: Service) -> None:
    person_id = await _add(planned)
    async with planned.unit("user:1") as unit:
        await remove_person(unit, person_id)
    async with planned.unit("user:1") as unit:
        assert not await alert_list.holders(unit.session, ["fu"])
        for again in (remove_person(unit, person_id), update_person(unit, person_id, ROSE), confirm(unit, [person_id])):
            with pytest.raises(Refused) as refused:
                await again
            assert refused.value.kind == NOT_FOUND
    assert not (await _row(planned, person_id)).active
    assert await _add(planned) == person_id, "the same number is the same person again"


async def test_somebody_taken_off_by_mistake_is_put_back_with_every_place_unless_it_is_taken(planned: Service) -> None:
    person_id = await _add(planned)
    async with planned.unit("user:1") as unit:
        with pytest.raises(Refused) as refused:
            await put_back(unit, person_id)
        assert refused.value.kind == NOT_FOUND
        await remove_person(unit, person_id)
    async with planned.unit("user:1") as unit:
        await put_back(unit, person_id)
    row = await _row(planned, person_id)
    assert (row.active, row.mobile) == (True, "+4520123456")
    async with planned.reading() as unit:
        holders = await alert_list.holders(unit.session, ["fu"])
    assert [person.id for person in holders[("fu", "politi")]] == [person_id]
    async with planned.unit("user:1") as unit:
        await remove_person(unit, person_id)
        await add_person(unit, PersonDraft("Test Birk", mobile="20 12 34 57", places=(PlaceDraft("fu", "politi"),)))
    async with planned.unit("user:1") as unit:
        with pytest.raises(Refused) as refused:
            await put_back(unit, person_id)
    assert (refused.value.kind, refused.value.field) == (CONFLICT, "position")
    assert not (await _row(planned, person_id)).active


async def test_confirming_notes_the_day_in_copenhagen_and_ends_the_warning(planned: Service, clock: StillClock) -> None:
    person_id = await _add(planned)
    async with planned.reading() as unit:
        _, plan = await in_force(unit.session, unit.house)
        assert (await stale_people(unit, plan)).names == ("Test Rose",)
    clock.forward(timedelta(hours=22))  # 23.14 in London, 00.14 the next day in Copenhagen
    async with planned.unit("user:1") as unit:
        await confirm(unit, [person_id])
    assert (await _row(planned, person_id)).last_confirmed == date(2026, 11, 21)
    async with planned.reading() as unit:
        assert (await stale_people(unit, plan)).count == 0
    clock.forward(timedelta(days=plan.deadlines.list_confirmed_days + 1))
    async with planned.reading() as unit:
        assert (await stale_people(unit, plan)).count == 1


async def test_a_seat_whose_people_no_channel_reaches_is_a_hole(planned: Service) -> None:
    async def holes() -> set[str]:
        async with planned.reading() as unit:
            _, plan = await in_force(unit.session, unit.house)
            police = plan.seat("fu", "politi").label.da
            group = plan.group("fu").label.da
            return {seat.seat for seat in await empty_seats(unit, plan) if seat.group == group} & {police}

    assert await holes()
    person_id = await _add(planned)
    assert not await holes()
    async with planned.unit("user:1") as unit:
        row = await unit.session.get_one(PersonRow, person_id)
        row.sms_opted_out_at = unit.now
        row.mobile = None
    assert await holes()
