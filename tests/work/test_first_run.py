"""A first run fills a sandbox so that everything can be tried; a later run finds all as it was left."""

import shutil
from pathlib import Path

import pytest

from actioncards import ODENSE
from actioncards.problems import PlanInvalid
from flows.vocabulary import Role
from service.bootstrap import Service
from service.store import access as rows
from service.store import alert_list
from service.store.finding import Wanted, find
from service.work.access import sign_in
from service.work.first_run import seed
from service.work.people import remove_person


async def _seed(service: Service, sign_ins: dict[str, str], folder: Path = ODENSE) -> dict[str, str]:
    async with service.unit("system") as unit:
        return await seed(unit, folder, sign_ins)


async def test_the_first_run_gives_a_plan_a_list_and_a_user_for_each_role_who_can_sign_in(service: Service) -> None:
    given = await _seed(service, {})
    roles = [(await sign_in(service.store, service.clock.now(), name, password)).signed_in.role for name, password in given.items()]
    assert roles == [Role.DUTY_CHIEF, Role.PARTNER, Role.SECRETARIAT]
    async with service.reading() as unit:
        assert (await alert_list.holders(unit.session, ["fu"]))["fu", "politi"]


async def test_the_duty_chiefs_user_is_the_person_who_holds_the_seat(service: Service) -> None:
    await _seed(service, {})
    async with service.reading() as unit:
        holders = await alert_list.holders(unit.session, ["duty_chief"])
        user = await rows.user_named(unit.session, "chefvagt")
    assert user is not None
    assert user.person_id == holders["duty_chief", "chefvagt"][0].id


async def test_a_later_run_keeps_passwords_people_and_all_that_was_changed(service: Service) -> None:
    given = await _seed(service, {})
    async with service.unit("user:1") as unit:
        person = (await find(unit.session, Wanted(), limit=1))[0]
        await remove_person(unit, person.id)
    assert await _seed(service, given) == given
    async with service.reading() as unit:
        assert person.name not in {row.name for row in await find(unit.session, Wanted(), limit=1000)}
    assert await sign_in(service.store, service.clock.now(), "chefvagt", given["chefvagt"])


async def test_passwords_that_were_lost_are_not_made_up(service: Service) -> None:
    await _seed(service, {})
    assert await _seed(service, {}) == {}


async def test_another_plan_without_an_invented_list_starts_with_an_empty_one(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ODENSE, folder)
    (folder / "invented_alert_list.csv").unlink()
    assert set(await _seed(service, {}, folder)) == {"chefvagt", "partner", "sekretariat"}
    async with service.reading() as unit:
        assert await alert_list.latest_version(unit.session) is None


async def test_a_broken_plan_seeds_nothing(service: Service, tmp_path: Path) -> None:
    with pytest.raises(PlanInvalid):
        await _seed(service, {}, tmp_path)
    async with service.reading() as unit:
        assert not await rows.users(unit.session)
