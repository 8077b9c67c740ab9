"""The processes an operator keeps running start with one command, say when they are ready, and end when told."""

import re
import secrets
import stat
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select

from actioncards import ODENSE
from flows.sentences import Refused
from service.bootstrap import build
from service.cli.starting import check_start
from service.settings import read_settings
from service.store.tables import AlertListVersionRow, IncidentRow, PersonRow
from tests.cli.commands import beredskab
from tests.harness.databases import SqliteDatabases
from tests.harness.service import RunningService, ServiceStopped
from tests.harness.waiting import eventually

RUN = ("-m", "service", "run")
LIVE = {
    "BEREDSKAB_MODE": "live",
    "BEREDSKAB_PUBLIC_URL": "https://beredskab.example",
    "BEREDSKAB_SECRET_KEY": secrets.token_hex(32),
    "BEREDSKAB_SMTP_URL": "smtp://127.0.0.1:1",
    "BEREDSKAB_MAIL_FROM": "vagt@beredskab.example",
}


def _sign_ins(log: str) -> dict[str, str]:
    return dict(re.findall(r"^  (chefvagt|partner|sekretariat) +(\S+)", log, re.MULTILINE))


async def test_one_command_makes_a_sandbox_and_a_second_run_keeps_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/beredskab.db"
    async with RunningService(url, command=RUN) as service:
        first = _sign_ins(service.log())
        assert set(first) == {"chefvagt", "partner", "sekretariat"}
        assert service.url in service.log()
        kept = tmp_path / "var" / "sandbox-sign-in.txt"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert await service.stop() == 0
        alarm = ("--area", "vollsmose", "--level", "red", "--cause", "skyderi", "--what", "Skud ved centret.", "--yes")
        assert (await beredskab(url, "incident", "raise", *alarm)).code == 0
        await service.start()
        again = _sign_ins(service.log()[service.log().rindex("chefvagt") - 2 :])
        assert again == first
    found = build(read_settings(_env_file=None, database_url=url), channels=())
    async with found.reading() as unit:
        assert await unit.session.scalar(select(func.count()).select_from(PersonRow)) == 65
        assert await unit.session.scalar(select(IncidentRow.what_happened)) == "Skud ved centret."
        assert await unit.session.scalar(select(func.count()).select_from(AlertListVersionRow)) == 1, "the list was taken in again"
    await found.close()


async def test_a_served_service_is_alive_and_ready_puts_the_plan_in_force_and_ends_well(migrated_url: str) -> None:
    async with RunningService(migrated_url) as service, aiohttp.ClientSession() as session:
        for path in ("/healthz", "/readyz"):
            async with session.get(service.url + path) as answer:
                assert answer.status == 200
        assert await service.stop() == 0


async def test_a_worker_says_when_it_is_ready_and_ends_when_told(migrated_url: str) -> None:
    async with RunningService(migrated_url, command=("-m", "service", "worker"), ready_path=None) as worker:
        await eventually(lambda: _says(worker, "The worker is ready."), within_s=60, what="the worker is ready")
        assert await worker.stop() == 0


async def _says(service: RunningService, text: str) -> bool:
    return text in service.log()


async def test_nothing_starts_on_a_database_that_is_not_migrated(sqlite_databases: SqliteDatabases) -> None:
    for command in ("serve", "worker"):
        with pytest.raises(ServiceStopped, match=r"ended with 1:\n.*Run `beredskab migrate`\.\n$"):
            await RunningService(await sqlite_databases.empty(), command=("-m", "service", command)).start()


async def test_two_services_on_one_port_are_told_apart(sqlite_url: str) -> None:
    async with RunningService(sqlite_url) as service:
        second = await beredskab(sqlite_url, "serve", PORT=str(service.port))
        assert second.code == 1
        assert f"port {service.port}: Address already in use. Stop what uses it, or set PORT to another." in second.err


async def test_live_mode_does_not_start_with_invented_people(migrated_url: str) -> None:
    assert (await beredskab(migrated_url, "plan", "load")).code == 0
    assert (await beredskab(migrated_url, "contacts", "import", str(ODENSE / "invented_alert_list.csv"))).code == 0
    live = build(read_settings(_env_file=None, database_url=migrated_url, **{name[10:].lower(): value for name, value in LIVE.items()}))
    with pytest.raises(Refused, match=r"65 people of the alert list are invented .* `beredskab contacts import FILE --replace`") as refused:
        await check_start(live)
    assert refused.value.field == "contacts"
    await live.close()


async def test_live_mode_does_not_start_in_one_command_nor_without_a_channel_that_works(sqlite_url: str) -> None:
    refused = await beredskab(sqlite_url, "run", **LIVE)
    assert (refused.code, "is for the sandbox" in refused.err) == (1, True)
    half = LIVE | {"BEREDSKAB_SMTP_URL": "", "BEREDSKAB_TWILIO_ACCOUNT_SID": "AC0"}
    with pytest.raises(ServiceStopped, match=r"No channel can be used\. twilio_sms: .*BEREDSKAB_TWILIO_AUTH_TOKEN"):
        await RunningService(sqlite_url, settings=half).start()


@pytest.fixture
async def sqlite_url(sqlite_databases: SqliteDatabases) -> str:
    """A migrated SQLite database, for what no database can change."""
    return await sqlite_databases.migrated()
