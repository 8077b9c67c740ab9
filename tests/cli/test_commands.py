"""What each command does, and that whatever the user can mend is told in one clear line."""

import asyncio
import contextlib
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, update

from actioncards import ODENSE
from flows.vocabulary import DeliveryState, Role
from service.bootstrap import build
from service.cli.sandbox import seeded, sign_in_file
from service.settings import read_settings
from service.store.schema import newest_version
from service.store.tables import DeliveryRow, PersonRow, PlanRow, UserRow
from service.work import people
from service.work.access import sign_in
from service.work.closing import call_off
from tests.cli.commands import beredskab
from tests.harness.databases import PostgresDatabases
from tests.harness.postgres import PostgresServer
from tests.work.lists import csv, row

PASSWORD = "en lang adgangskode"


@pytest.fixture
async def planned_url(migrated_url: str) -> str:
    """A database with the plan of Odense in force and its invented list."""
    assert (await beredskab(migrated_url, "plan", "load")).code == 0
    assert (await beredskab(migrated_url, "contacts", "import", str(ODENSE / "invented_alert_list.csv"))).code == 0
    return migrated_url


async def test_a_right_plan_is_called_right_and_shown() -> None:
    checked = await beredskab("sqlite:///nowhere.db", "plan", "check")
    assert (checked.code, checked.err) == (0, "")
    shown = await beredskab("sqlite:///nowhere.db", "plan", "show", str(ODENSE), BEREDSKAB_LANGUAGE="da")
    assert "Områder: Vollsmose, " in shown.out
    assert not Path("nowhere.db").exists()


async def test_everything_wrong_with_a_plan_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ODENSE, folder)
    groups = folder / "groups.yaml"
    groups.write_text(groups.read_text(encoding="utf-8").replace("tier: tactical", "tier: taktisk"), encoding="utf-8")
    (folder / "areas.yaml").unlink()
    checked = await beredskab("sqlite:///nowhere.db", "plan", "check", str(folder))
    assert checked.code == 1
    lines = checked.err.splitlines()
    assert len(lines) > 1
    assert any(line.startswith("groups.yaml:") and "tactical" in line for line in lines)


async def test_a_list_goes_in_and_comes_out(planned_url: str, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        file = tmp_path / f"liste.{ending}"
        assert (await beredskab(planned_url, "contacts", "export", str(file))).code == 0
        again = await beredskab(planned_url, "contacts", "import", str(file))
        assert (again.code, again.out) == (0, "0 added, 0 changed, 0 taken off, 65 as before.\n")
    wrong = await beredskab(planned_url, "contacts", "export", str(tmp_path / "liste.pdf"))
    assert (wrong.code, wrong.err) == (1, "The file's name must end in .csv, .xlsx.\n")


async def test_bad_rows_are_told_by_line_and_left_out_only_when_said(planned_url: str, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    list_of_two = csv(row("Test Rose", "26000001"), row("Test Tulipan", "112"))
    file.write_bytes(list_of_two.replace(b"mobile", b"Mobil nr.", 1))
    refused = await beredskab(planned_url, "contacts", "import", str(file))
    assert refused.code == 1
    assert refused.err.splitlines()[0].startswith("Line 3, Mobil nr.: 112 is an emergency or service number.")
    assert refused.err.splitlines()[1].endswith("Correct the file, or leave such rows out with --skip-bad-rows.")
    taken = await beredskab(planned_url, "contacts", "import", str(file), "--skip-bad-rows")
    assert (taken.code, taken.out) == (0, "1 added, 0 changed, 0 taken off, 0 as before.\n1 row was left out.\n")
    replaced = await beredskab(planned_url, "contacts", "import", str(file), "--skip-bad-rows", "--replace")
    assert "65 taken off" in replaced.out


async def test_an_alarm_is_raised_listed_exported_and_verified_and_a_changed_file_is_found_out(planned_url: str, tmp_path: Path) -> None:
    alarm = ("incident", "raise", "--area", "vollsmose", "--level", "red", "--cause", "skyderi", "--what", "Skud ved stationen")
    raised = await beredskab(planned_url, *alarm, "--yes")
    assert (raised.code, raised.out) == (0, "Incident 1 (A) has been raised.\n")
    assert "Vollsmose" in (await beredskab(planned_url, "incident", "list")).out
    for form in ("json", "csv", "pdf"):
        file = tmp_path / f"tidslinje.{form}"
        assert (await beredskab(planned_url, "incident", "export", "1", "--format", form, "-o", str(file))).code == 0
        assert file.stat().st_size > 0
    file = tmp_path / "tidslinje.json"
    assert (await beredskab("sqlite:///nowhere.db", "timeline", "verify", str(file))).code == 0
    key = json.loads(file.read_bytes())["signature"]["public_key"]
    assert (await beredskab("sqlite:///nowhere.db", "timeline", "verify", str(file), "--key", key)).code == 0
    assert (await beredskab("sqlite:///nowhere.db", "timeline", "verify", str(file), "--key", "0" * 32)).code == 1
    file.write_bytes(file.read_bytes().replace(b"vollsmose", b"korsloekken"))
    assert (await beredskab("sqlite:///nowhere.db", "timeline", "verify", str(file))).code == 1


async def test_an_alarm_shows_its_words_and_waits_for_a_yes(planned_url: str) -> None:
    alarm = ("incident", "raise", "--area", "vollsmose", "--level", "red", "--cause", "skyderi")
    unsaid = await beredskab(planned_url, *alarm)
    assert unsaid.code == 1
    assert "Vollsmose" in unsaid.out
    assert (await beredskab(planned_url, "incident", "list")).out == "No incident is running.\n"
    assert (await beredskab(planned_url, *alarm, stdin="y\n")).code == 0


async def test_a_refusal_is_one_line_and_exit_code_one(planned_url: str) -> None:
    alarm = ("incident", "raise", "--cause", "skyderi", "--yes")
    for arguments, told in (
        ((*alarm, "--area", "odder", "--level", "red"), "no area 'odder'"),
        ((*alarm, "--area", "vollsmose", "--level", "blue"), "blue"),
        (("incident", "export", "815"), "There is no incident 815."),
        (("user", "disable", "ukendt"), "There is no user called ukendt."),
        (("apikey", "revoke", "ukendt"), "There is no key called ukendt."),
        (("migrate", "up", "0815"), "Known versions are 0001"),
    ):
        refused = await beredskab(planned_url, *arguments)
        assert refused.code == 1
        assert told in refused.err
        assert len(refused.err.splitlines()) == 1


async def test_an_incident_is_erased_when_it_has_ended_and_when_somebody_says_why(planned_url: str, tmp_path: Path) -> None:
    alarm = ("incident", "raise", "--area", "vollsmose", "--level", "red", "--cause", "skyderi", "--what", "Skud ved stationen", "--yes")
    assert (await beredskab(planned_url, *alarm)).code == 0
    erase = ("incident", "erase", "1", "--reason", "Fem år er gået.")
    early = await beredskab(planned_url, *erase, "--yes")
    assert (early.code, early.err) == (1, "The incident is still open. Call it off, or close it, before anything is erased.\n")
    service = build(read_settings(_env_file=None, database_url=planned_url))
    try:
        async with service.unit("test") as unit:
            await call_off(unit, 1, "Faren er ovre.")
            await unit.session.execute(update(DeliveryRow).values(state=DeliveryState.DELIVERED.value))
    finally:
        await service.close()
    assert (await beredskab(planned_url, *erase)).code == 1, "nobody said yes"
    done = await beredskab(planned_url, *erase, "--yes")
    assert (done.code, done.out[:7]) == (0, "Erased.")
    file = tmp_path / "timeline.json"
    assert (await beredskab(planned_url, "incident", "export", "1", "-o", str(file))).code == 0
    assert "Skud ved stationen" not in file.read_text(encoding="utf-8")
    assert (await beredskab(planned_url, "timeline", "verify", str(file))).code == 0


async def test_a_user_is_added_listed_disabled_and_given_a_new_password(migrated_url: str) -> None:
    async def can_sign_in(password: str) -> bool:
        service = build(read_settings(_env_file=None, database_url=migrated_url), channels=())
        try:
            return (await sign_in(service.store, service.clock.now(), "ole", password)).signed_in.role is Role.PARTNER
        except Exception:
            return False
        finally:
            await service.close()

    assert (await beredskab(migrated_url, "user", "add", "ole", "--role", "partner", stdin=f"{PASSWORD}\n")).code == 0
    assert (await beredskab(migrated_url, "user", "list")).out.split() == ["ole", "partner", "ole"]
    assert await can_sign_in(PASSWORD)
    assert (await beredskab(migrated_url, "user", "password", "ole", stdin="en helt anden kode\n")).code == 0
    assert await can_sign_in("en helt anden kode")
    assert (await beredskab(migrated_url, "user", "disable", "ole")).code == 0
    assert not await can_sign_in("en helt anden kode")
    assert (await beredskab(migrated_url, "user", "list")).out.endswith("(disabled)\n")
    assert (await beredskab(migrated_url, "user", "enable", "ole")).code == 0
    short = await beredskab(migrated_url, "user", "add", "bo", "--role", "partner", stdin="kort\n")
    assert (short.code, short.err) == (1, "The password must have at least 12 characters.\n")


async def test_a_key_is_printed_alone_on_standard_output_and_once(migrated_url: str) -> None:
    added = await beredskab(migrated_url, "apikey", "add", "politiets system", "--scope", "read", "--scope", "trigger")
    assert added.out.startswith("brk_")
    assert len(added.out.splitlines()) == 1
    listed = await beredskab(migrated_url, "apikey", "list")
    assert added.out.strip() not in listed.out
    assert listed.out.split("  ")[-1].strip() == "read, trigger"
    assert (await beredskab(migrated_url, "apikey", "revoke", "politiets system")).code == 0
    assert (await beredskab(migrated_url, "apikey", "list")).out.endswith("(revoked)\n")


async def test_the_schema_goes_down_and_up_and_a_command_says_when_it_is_missing(database_url: str) -> None:
    empty = await beredskab(database_url, "incident", "list")
    assert (empty.code, empty.err) == (1, "The database has no tables yet. Run `beredskab migrate`.\n")
    assert (await beredskab(database_url, "migrate")).out == f"The database is at version {newest_version()}.\n"
    assert (await beredskab(database_url, "incident", "list")).code == 0
    assert (await beredskab(database_url, "migrate", "down", "base")).out == "The database is empty.\n"
    assert (await beredskab(database_url, "migrate", "up")).code == 0


async def test_a_wrong_setting_ends_every_command_with_code_two_in_the_terminals_language() -> None:
    for arguments in (("serve",), ("worker",), ("run",), ("migrate",), ("incident", "list"), ("doctor",)):
        wrong = await beredskab("sqlite:///nowhere.db", *arguments, BEREDSKAB_LANGUAGE="", LC_ALL="da_DK.UTF-8", BEREDSKAB_PORT="x")
        assert wrong.code == 2
        assert "BEREDSKAB_PORT skal være et helt tal." in wrong.err + wrong.out
        assert "Traceback" not in wrong.err


async def test_a_database_that_cannot_be_used_is_told_in_one_line_without_its_password(tmp_path: Path) -> None:
    no_database = tmp_path / "brev.txt"
    no_database.write_text("Kære borgmester. " * 100, encoding="utf-8")
    for url in (f"sqlite:///{tmp_path}", f"sqlite:///{no_database}", "postgresql://nobody:secret@127.0.0.1:1/x"):
        for arguments in (("incident", "list"), ("migrate",)):
            refused = await beredskab(url, *arguments)
            assert refused.code == 1
            assert len(refused.err.splitlines()) == 1
            assert "cannot be used" in refused.err
            assert "secret" not in refused.err


async def test_two_sandboxes_that_start_at_once_on_one_database_fill_it_once(migrated_url: str, tmp_path: Path) -> None:
    both = [build(read_settings(_env_file=None, database_url=migrated_url), channels=()) for _ in range(2)]
    with contextlib.chdir(tmp_path):
        given = await asyncio.gather(*map(seeded, both))
    assert given[0].keys() == given[1].keys() == {"chefvagt", "partner", "sekretariat"}
    assert given[0] == given[1]
    async with both[0].reading() as unit:
        assert await unit.session.scalar(select(func.count()).select_from(PlanRow)) == 1
        assert await unit.session.scalar(select(func.count()).select_from(UserRow)) == 3
    for service in both:
        await service.close()


async def test_a_wrong_database_name_or_user_and_a_standby_are_told_in_one_line(
    postgres_server: PostgresServer, postgres_databases: PostgresDatabases
) -> None:
    here = await postgres_databases.migrated()
    name = make_url(here).database
    await postgres_server.execute("CREATE ROLE shut_out LOGIN CONNECTION LIMIT 0")
    wrong = (postgres_server.url("nope"), here.replace("postgres@", "nosuch@"), here.replace("postgres@", "shut_out@"))
    for url in wrong:
        for arguments in (("incident", "list"), ("migrate",), ("doctor",)):
            refused = await beredskab(url, *arguments)
            told = refused.err or refused.out
            assert refused.code == 1, told
            assert "The database cannot be used: " in told
            assert max(map(len, told.splitlines())) < 300
            assert len(told.splitlines()) < 8
    await postgres_server.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    doctor = await beredskab(here, "doctor")
    assert doctor.code == 1
    assert "The database can only be read" in doctor.out + doctor.err
    await postgres_databases.drop(here)
    await postgres_server.execute("DROP ROLE shut_out")


async def test_looking_at_a_database_that_is_not_there_makes_none(tmp_path: Path) -> None:
    looked = await beredskab(f"sqlite:///{tmp_path}/var/x.db", "incident", "list")
    assert looked.code == 1
    assert f"there is no folder {tmp_path}/var. Correct it; if it is right, `beredskab migrate` makes both." in looked.err
    assert not list(tmp_path.iterdir())


async def test_the_paper_for_when_everything_is_down_is_written_to_a_file(planned_url: str, tmp_path: Path) -> None:
    file = tmp_path / "noedmappe.pdf"
    made = await beredskab(planned_url, "paper", str(file), BEREDSKAB_LANGUAGE="da")
    assert (made.code, made.err) == (0, "")
    assert file.read_bytes().startswith(b"%PDF")
    assert str(file) in made.out
    wrong = await beredskab(planned_url, "paper", str(tmp_path / "noedmappe.txt"))
    assert (wrong.code, wrong.err.strip()) == (1, "The file's name must end in .pdf.")


async def test_nobody_who_was_taken_off_the_list_gets_a_pin_or_an_account(planned_url: str) -> None:
    """F1, P6: they are named, so that the operator sees which number was wrong."""
    service = build(read_settings(_env_file=None, database_url=planned_url), channels=())
    async with service.unit("user:1") as unit:
        gone, here = await unit.session.scalars(select(PersonRow).order_by(PersonRow.id).limit(2))
        await people.remove_person(unit, gone.id)
    await service.close()
    left = f"{gone.name} is no longer on the alert list. Choose somebody who is.\n"
    commands = (("pin", "set", "{}"), ("user", "add", "bo", "--role", "partner", "--person", "{}"))
    for command, typed in zip(commands, ("4713", PASSWORD), strict=True):
        tried = [await beredskab(planned_url, *(a.format(who) for a in command), stdin=f"{typed}\n") for who in (gone.id, 99999, here.id)]
        assert [(one.code, one.err) for one in tried] == [(1, left), (1, "There is no such person on the alert list.\n"), (0, "")]
    danish = await beredskab(planned_url, "pin", "set", str(gone.id), stdin="4713\n", BEREDSKAB_LANGUAGE="da")
    assert danish.err == f"{gone.name} er ikke længere på varslingslisten. Vælg en, der er.\n"


def test_each_database_has_a_sign_in_file_of_its_own(tmp_path: Path) -> None:
    """Two in one folder, with nearly the same name, or on a server: what one start prints is no other's."""
    urls = [f"sqlite:///{tmp_path}/var/{name}" for name in ("beredskab.db", "prøve.db", "prøve.sqlite", "beredskab.db.kopi")]
    urls += [f"postgresql://bo:{word}@{host}/{name}" for word, host, name in (("a", "h1", "x"), ("a", "h2", "x"), ("a", "h1", "x y"))]
    files = [sign_in_file(read_settings(_env_file=None, database_url=url)) for url in urls]
    assert len(set(files)) == len(files)
    assert [file.parent for file in files] == [tmp_path / "var"] * 4 + [Path("var")] * 3
    assert files[0].name == "sandbox-sign-in.txt"
    other_password = sign_in_file(read_settings(_env_file=None, database_url="postgresql://bo:b@h1/x"))
    assert other_password == files[4], "a new password on the server is no other database"


async def test_a_second_sandbox_in_the_folder_leaves_the_first_ones_passwords_alone(tmp_path: Path) -> None:
    """What each run says lets its user in."""
    for name in ("en.db", "to.db", "en.db"):
        url = f"sqlite:///{tmp_path}/{name}"
        assert (await beredskab(url, "migrate")).code == 0
        service = build(read_settings(_env_file=None, database_url=url), channels=())
        for username, password in (await seeded(service)).items():
            assert (await sign_in(service.store, service.clock.now(), username, password)).signed_in, (name, username)
        await service.close()


async def test_a_password_that_was_changed_since_is_not_printed_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/en.db"
    assert (await beredskab(url, "migrate")).code == 0
    service = build(read_settings(_env_file=None, database_url=url), channels=())
    assert set(await seeded(service)) == {"chefvagt", "partner", "sekretariat"}
    assert (await beredskab(url, "user", "password", "chefvagt", stdin=f"{PASSWORD}\n{PASSWORD}\n")).code == 0
    assert set(await seeded(service)) == {"partner", "sekretariat"}
    await service.close()
