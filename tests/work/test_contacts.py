"""The alert list in and out: what a file says is what the list becomes, wholly or not at all (P6)."""

from datetime import date

import pytest
from sqlalchemy import func, select

from actioncards import ODENSE
from contacts.importing import Reading
from flows.sentences import CONFLICT, Refused
from service.bootstrap import Service
from service.store import alert_list
from service.store import people as rows
from service.store.tables import AlertListVersionRow, PersonRow
from service.work.contacts import ImportResult, export_people, import_people, preview_import, read_file
from tests.work.lists import csv, many, row

ODENSE_LIST = ODENSE / "invented_alert_list.csv"


async def _read(service: Service, data: bytes, name: str = "liste.csv") -> Reading:
    async with service.reading() as unit:
        return await read_file(unit, data, name)


async def _take(service: Service, data: bytes, *, skip_bad_rows: bool = False, replace: bool = False) -> ImportResult:
    reading = await _read(service, data)
    async with service.unit("user:1") as unit:
        return await import_people(unit, reading, skip_bad_rows=skip_bad_rows, replace=replace)


async def _names(service: Service) -> list[str]:
    async with service.reading() as unit:
        return [person.name for person in await rows.everybody(unit.session)]


async def test_the_invented_list_of_odense_holds_the_plans_seats(planned: Service) -> None:
    result = await _take(planned, ODENSE_LIST.read_bytes())
    assert result.added > 50
    async with planned.reading() as unit:
        holders = await alert_list.holders(unit.session, ["fu"])
        assert await alert_list.count_invented(unit.session) == result.added
    assert holders["fu", "politi"][0].name == "Test Anemone"


async def test_taking_the_same_file_again_changes_nothing_and_makes_no_version(planned: Service) -> None:
    first = await _take(planned, ODENSE_LIST.read_bytes())
    again = await _take(planned, ODENSE_LIST.read_bytes())
    assert (again.added, again.changed, again.removed, again.same, again.version) == (0, 0, 0, first.added, None)


async def test_an_exported_list_reads_back_to_the_same_people(planned: Service) -> None:
    await _take(planned, ODENSE_LIST.read_bytes())
    for form in ("csv", "xlsx"):
        async with planned.reading() as unit:
            data = await export_people(unit, form)
            before = await rows.everybody(unit.session)
        reading = await _read(planned, data, f"liste.{form}")
        assert not reading.problems
        assert {(person.name, person.mobile, frozenset(person.places)) for person in reading.people} == {
            (person.name, person.mobile, frozenset(person.places)) for person in before
        }


async def test_a_known_person_gets_the_files_details_and_places_under_the_same_id(planned: Service) -> None:
    await _take(planned, csv(row("Test Rose", "20 12 34 56", group="fu", seat="politi")))
    async with planned.reading() as unit:
        before = await alert_list.with_mobile(unit.session, "+4520123456")
    result = await _take(planned, csv(row("Test Rosenhave", "0045 20123456", title="Leder", group="cks", area="vollsmose")))
    assert (result.added, result.changed) == (0, 1)
    async with planned.reading() as unit:
        after = await alert_list.with_mobile(unit.session, "+4520123456")
        assert before is not None
        assert after is not None
        assert (after.id, after.name, after.title) == (before.id, "Test Rosenhave", "Leder")
        assert not await alert_list.holders(unit.session, ["fu"])


async def test_people_who_are_not_in_the_file_stay_unless_it_replaces_the_list(planned: Service) -> None:
    await _take(planned, csv(row("Test Rose", "20123456"), row("Test Tulipan", "20123457")))
    newer = csv(row("Test Rose", "20123456"), row("Test Nellike", "20123458"))
    await _take(planned, newer)
    assert await _names(planned) == ["Test Rose", "Test Tulipan", "Test Nellike"]
    result = await _take(planned, newer, replace=True)
    assert result.removed == 1
    assert await _names(planned) == ["Test Rose", "Test Nellike"]
    async with planned.reading() as unit:
        assert await unit.session.scalar(select(func.count()).select_from(PersonRow)) == 3, "nobody is ever deleted"


async def test_somebody_who_comes_back_is_the_same_person_again(planned: Service) -> None:
    await _take(planned, csv(row("Test Rose", "20123456"), row("Test Tulipan", "20123457")))
    async with planned.reading() as unit:
        before = await alert_list.with_mobile(unit.session, "+4520123457")
    await _take(planned, csv(row("Test Rose", "20123456")), replace=True)
    await _take(planned, csv(row("Test Tulipan", "20123457")))
    async with planned.reading() as unit:
        after = await alert_list.with_mobile(unit.session, "+4520123457")
    assert before is not None
    assert after is not None
    assert (after.id, after.active) == (before.id, True)


async def test_a_number_of_somebody_who_has_left_can_be_anothers(planned: Service) -> None:
    await _take(planned, csv(row("Test Rose", "20123456", **{"e-mail": "rose@example.invalid"}), row("Test Tulipan", "20123457")))
    await _take(planned, csv(row("Test Rose", "20123456", **{"e-mail": "rose@example.invalid"})), replace=True)
    result = await _take(planned, csv(row("Test Rose", "20123457", **{"e-mail": "rose@example.invalid"})))
    assert (result.added, result.changed) == (0, 1)
    assert await _names(planned) == ["Test Rose"]


async def test_nothing_is_taken_from_a_file_with_problems_unless_the_bad_rows_may_be_left_out(planned: Service) -> None:
    mixed = csv(row("Test Rose", "20123456"), row("Test Tulipan", "112"), row("Test Nellike", "20123458", group="fy"))
    with pytest.raises(Refused, match="2 rows have problems, the first in line 3"):
        await _take(planned, mixed)
    assert await _names(planned) == []
    result = await _take(planned, mixed, skip_bad_rows=True)
    assert result.skipped_lines == (3, 4)
    assert await _names(planned) == ["Test Rose"]


async def test_the_preview_says_what_the_import_would_do_and_changes_nothing(planned: Service) -> None:
    await _take(planned, csv(row("Test Rose", "20123456"), row("Test Tulipan", "20123457")))
    reading = await _read(planned, csv(row("Test Rose", "20123456", title="Leder"), row("Test Nellike", "20123458")))
    async with planned.unit("user:1") as unit:
        seen = await preview_import(unit, reading, replace=True)
    assert [person.name for person in seen.added] == ["Test Nellike"]
    assert [(change.new.name, change.fields) for change in seen.changed] == [("Test Rose", ("title",))]
    assert [person.name for person in seen.removed] == ["Test Tulipan"]
    assert await _names(planned) == ["Test Rose", "Test Tulipan"]


async def test_a_seat_that_somebody_outside_the_file_holds_is_not_given_away_unseen(planned: Service) -> None:
    await _take(planned, csv(row("Test Rose", "20123456", group="fu", seat="politi")))
    with pytest.raises(Refused, match=r"Test Tulipan position 0 of the seat politi in fu, but Test Rose holds it") as refused:
        await _take(planned, csv(row("Test Tulipan", "20123457", group="fu", seat="politi")))
    assert refused.value.kind == CONFLICT
    await _take(planned, csv(row("Test Tulipan", "20123457", group="fu", seat="politi")), replace=True)


async def test_each_change_is_a_version_that_says_who_and_when(planned: Service) -> None:
    result = await _take(planned, csv(row("Test Rose", "20123456"), row("Test Tulipan", "20123457")))
    async with planned.reading() as unit:
        version = await alert_list.latest_version(unit.session)
        assert isinstance(version, AlertListVersionRow)
        assert (version.id, version.people, version.changed_by, version.changed_at) == (result.version, 2, "user:1", unit.now)


async def test_a_day_of_confirmation_after_today_in_copenhagen_is_a_problem(planned: Service) -> None:
    today, tomorrow = date(2026, 11, 20), date(2026, 11, 21)
    good, bad = [await _read(planned, csv(row("Test Rose", "20123456", **{"last confirmed": f"{day}"}))) for day in (today, tomorrow)]
    assert not good.problems
    assert bad.problems


async def test_no_list_is_read_before_a_plan_is_in_force(service: Service) -> None:
    with pytest.raises(Refused, match="No plan is in force"):
        await _read(service, csv(row("Test Rose", "20123456")))


async def test_a_list_of_thousands_is_taken_whole_and_told_on_the_way(planned: Service) -> None:
    seen: list[int] = []
    reading = await _read(planned, many(6_000))
    async with planned.unit("user:1") as unit:
        result = await import_people(unit, reading, progress=seen.append)
    assert (result.added, sum(seen)) == (6_000, 6_000)
    assert len(seen) > 1
    async with planned.reading() as unit:
        assert (await alert_list.members(unit.session, "cks", "vollsmose", 1))[0] == 6_000
