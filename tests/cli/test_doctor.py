"""`beredskab doctor` says what is wrong and how to mend it, and is content when nothing is."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from actioncards import ODENSE
from service.background.fast_forward import OFFSET
from service.bootstrap import Service, build
from service.settings import read_settings
from service.store.settings import write_setting
from service.store.tables import PersonRow
from service.work.first_run import seed
from tests.cli.commands import Outcome, beredskab


@pytest.fixture
async def sandbox(migrated_url: str) -> AsyncIterator[Service]:
    """A sandbox after its first run."""
    service = build(read_settings(_env_file=None, database_url=migrated_url))
    async with service.unit("test") as unit:
        await seed(unit, ODENSE, {})
    yield service
    await service.close()


async def _doctor(service: Service, **settings: str) -> Outcome:
    return await beredskab(service.settings.database_url, "doctor", **settings)


async def test_a_new_sandbox_has_nothing_to_mend(sandbox: Service) -> None:
    found = await _doctor(sandbox)
    assert found.out.endswith("All is well.\n"), found.out
    assert found.code == 0


async def test_an_empty_database_is_told_with_the_remedy(database_url: str) -> None:
    found = await beredskab(database_url, "doctor")
    assert found.code == 1
    assert "!! database: The database has no tables yet. Run `beredskab migrate`." in found.out


async def test_a_database_in_a_folder_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nodir/x.db"
    for command, told in (("doctor", "out"), ("incident list", "err")):
        found = await beredskab(url, *command.split())
        assert found.code == 1
        assert f"BEREDSKAB_DATABASE_URL: there is no folder {tmp_path}/nodir. Correct it" in getattr(found, told)
    assert not (tmp_path / "nodir").exists()


async def test_a_missing_plan_and_then_a_missing_list_are_told(migrated_url: str) -> None:
    found = await beredskab(migrated_url, "doctor")
    assert found.code == 1
    assert "!! plan: No plan is in force." in found.out
    assert (await beredskab(migrated_url, "plan", "load")).code == 0
    found = await beredskab(migrated_url, "doctor")
    assert "!! alert list: It is empty. Import one with `beredskab contacts import FILE`." in found.out


async def test_a_seat_without_anybody_to_reach_and_people_long_unconfirmed_are_named(sandbox: Service) -> None:
    async with sandbox.unit("test") as unit:
        police = PersonRow.organisation == "Fyns Politi"
        await unit.session.execute(update(PersonRow).where(police).values(active=False))
        long_ago = unit.now.date() - timedelta(days=400)
        await unit.session.execute(update(PersonRow).where(PersonRow.name == "Test Hassel").values(last_confirmed=long_ago))
    found = await _doctor(sandbox)
    assert found.code == 1
    assert "!! alert list: Nobody who can be reached holds Fyns Politi in " in found.out
    assert "!! alert list: 1 person has not been confirmed for 180 days: Test Hassel." in found.out


async def test_a_setting_that_is_misspelt_is_told_with_the_nearest_name(sandbox: Service) -> None:
    found = await _doctor(sandbox, BEREDSKAB_TWILLIO_FROM="+4526000001")
    assert found.code == 2
    assert "!! settings: BEREDSKAB_TWILLIO_FROM is no setting. Did you mean BEREDSKAB_TWILIO_FROM?" in found.out


async def test_a_channel_that_is_half_set_up_is_told(sandbox: Service) -> None:
    found = await _doctor(
        sandbox,
        BEREDSKAB_MODE="live",
        BEREDSKAB_PUBLIC_URL="https://beredskab.example",
        BEREDSKAB_SECRET_KEY="0123456789" * 4,
        BEREDSKAB_TWILIO_ACCOUNT_SID="AC0123456789abcdef",
    )
    assert found.code == 1
    assert "!! channels: twilio_sms: Twilio has an account but no token. Set BEREDSKAB_TWILIO_AUTH_TOKEN." in found.out
    assert "people are invented: live mode does not start" in found.out


async def test_a_plan_folder_that_is_broken_or_newer_than_what_is_in_force_is_told(sandbox: Service, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ODENSE, folder)
    main = folder / "plan.yaml"
    main.write_text(main.read_text(encoding="utf-8").replace("2024-2028.1", "2024-2028.2"), encoding="utf-8")
    assert "holds another version. Put it in force with `beredskab plan load`." in (await _doctor(sandbox, BEREDSKAB_PLAN=str(folder))).out
    live = {"BEREDSKAB_MODE": "live", "BEREDSKAB_PUBLIC_URL": "https://beredskab.example", "BEREDSKAB_SECRET_KEY": "0123456789" * 4}
    told = (await _doctor(sandbox, BEREDSKAB_PLAN=str(folder), BEREDSKAB_SMTP_URL="smtp://localhost", **live)).out
    assert "Make it a draft with `beredskab plan propose --why TEXT`" in told, "live mode refuses to load another"
    main.unlink()
    assert "Run `beredskab plan check`." in (await _doctor(sandbox, BEREDSKAB_PLAN=str(folder))).out


async def test_a_database_that_cannot_be_reached_is_told_and_not_a_traceback() -> None:
    found = await beredskab("postgresql://nobody@127.0.0.1:1/x", "doctor")
    assert found.code == 1
    assert "!! database: The database cannot be used" in found.out
    assert not found.err


async def test_the_clock_is_compared_with_the_databases_and_a_moved_one_is_said_to_be(sandbox: Service) -> None:
    assert "clock: It agrees with the database's." in (await _doctor(sandbox)).out
    async with sandbox.unit("test") as unit:
        await write_setting(unit.session, OFFSET, str(30 * 60))
    found = await _doctor(sandbox)
    assert (found.code, "clock: The sandbox's clock has been moved 30 minutes ahead." in found.out) == (0, True)
