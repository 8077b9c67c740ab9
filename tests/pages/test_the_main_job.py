"""The main job, from signing in to the downloaded timeline, in a real browser (issue A; L1, L4, F3, F7, P2, C1)."""

import asyncio
import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.pages.sandboxes import Sandbox
from tests.pages.visits import HOLD_MS, choose, handset, leap, live, newest_link, picture, sign_in


async def test_an_alarm_from_the_first_tap_to_the_verified_timeline(own_sandbox: Sandbox, desktop: BrowserContext, tmp_path: Path) -> None:
    board = await sign_in(desktop, own_sandbox)
    await expect(board.get_by_text("SANDKASSE").first).to_be_visible()
    incident = await _look_and_confirm(board, own_sandbox)
    await live(board)
    await board.evaluate("window.notReloaded = true")
    phones = await desktop.new_page()
    await phones.goto(f"{own_sandbox.url}/phones")
    await _three_answers(phones, own_sandbox, desktop, board)
    await _silence(phones, board)
    assert await board.evaluate("window.notReloaded"), "the board was reloaded"
    await picture(board, "board-after-silence")
    await _lower_log_and_call_off(board, own_sandbox, incident)
    await expect(handset(phones, "Test Anemone")).to_contain_text("AFMELDT")
    await _download_and_verify(board, own_sandbox, incident, tmp_path)


async def _look_and_confirm(page: Page, sandbox: Sandbox) -> str:
    await page.get_by_role("link", name="Slå alarm: RØDT").click()
    await expect(page.locator("#level-red")).to_be_checked()
    await picture(page, "alarm")
    for choice in ("area-vollsmose", "cause-skyderi"):
        await choose(page.locator(f"#{choice}"))
    await page.get_by_label("Hvad ved vi?").fill("Flere skud er hørt ved centret.")
    await page.get_by_role("button", name="Se, hvem der varsles").click()
    await expect(page.get_by_text("Ingen er varslet endnu.")).to_be_visible()
    await expect(page.locator(".sums")).to_contain_text("20 pladser kaldes")
    await expect(page.locator(".bubble").first).to_contain_text("SANDKASSE RØD ALARM Vollsmose: skyderi kl.")
    await expect(page.get_by_text("1 del, ").first).to_be_visible()
    await expect(page.locator(".circle--task")).to_contain_text("varsles af BoligSocialt Hus, chef")
    await expect(page.locator(".circle--waits")).to_contain_text("hører intet, før forretningsudvalget har frigivet det")
    await picture(page, "alarm-preview")
    await page.get_by_role("button", name="Hold inde: Varsl 17 personer nu").click(delay=HOLD_MS)
    await expect(page).to_have_url(re.compile(r"/incidents/\d+$"))
    return page.url.rsplit("/", 1)[1]


async def _three_answers(phones: Page, sandbox: Sandbox, context: BrowserContext, board: Page) -> None:
    await expect(handset(phones, "Test Anemone")).to_contain_text("RØD ALARM Vollsmose")
    await picture(phones, "phones")
    await handset(phones, "Test Anemone").get_by_role("button", name="2 på vej").click()
    await expect(_seat(board, "Politi")).to_contain_text("på vej")
    await handset(phones, "Test Hassel").get_by_label("Sms fra Test Hassel").fill("ja tak")
    await handset(phones, "Test Hassel").get_by_role("button", name="Send").click()
    await expect(_seat(board, "Børn og Unge")).to_contain_text("har set det")
    await expect(handset(phones, "Test Hassel")).to_contain_text("Registreret")
    partner = await context.new_page()
    await partner.goto(sandbox.url + await newest_link(phones, "Test Kløver"))
    await picture(partner, "answer")
    await partner.get_by_role("button", name="10 min", exact=True).click()
    await expect(partner.get_by_text("Du er på vej.")).to_be_visible()
    await expect(_seat(board, "Beskæftigelse og Social")).to_contain_text("på vej, 10 min")
    await expect(board.locator(".tier").first).to_contain_text("3 af 6 har svaret")
    await partner.close()


async def _silence(phones: Page, board: Page) -> None:
    """Nobody answers for By og Kultur: five minutes on, its deputy is warned."""
    await expect(_seat(board, "By og Kultur")).to_contain_text("Test Lupin")
    await leap(phones, "+ 5 min")
    await expect(_seat(board, "By og Kultur")).to_contain_text("Prøve Lyng")
    await expect(handset(phones, "Prøve Lyng")).to_contain_text("RØD ALARM Vollsmose")
    await picture(phones, "phones-after-silence")


async def _lower_log_and_call_off(board: Page, sandbox: Sandbox, incident: str) -> None:
    await board.get_by_role("link", name="Skift niveau").click()
    await board.get_by_label("Hvorfor?").fill("Politiet melder området roligt.")
    await picture(board, "change-level")
    await board.get_by_role("button", name="Skift niveau, og giv alle besked").click()
    await expect(board.locator(".board__head")).to_contain_text("GULT")
    await board.get_by_label("Hvad der skete").fill("Politiet har afspærret Vollsmose Allé.")
    await board.get_by_role("button", name="Skriv i loggen").click()
    await expect(board.locator("#board")).to_contain_text("Politiet har afspærret Vollsmose Allé.")
    await board.goto(f"{sandbox.url}/incidents/{incident}/call-off")
    await board.get_by_label("Hvordan endte det?").fill("Tak for indsatsen.")
    await board.get_by_role("button", name="Afmeld, og giv alle besked").click()
    await expect(board.locator(".board__head")).to_contain_text("Afmeldt")
    await picture(board, "board-called-off")


async def _download_and_verify(page: Page, sandbox: Sandbox, incident: str, folder: Path) -> None:
    await page.get_by_role("link", name="Tidslinje").click()
    await expect(page.get_by_text("Kæden er hel")).to_be_visible()
    await picture(page, "timeline")
    for form in ("PDF", "CSV", "JSON"):
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name=f"Hent som {form}").click()
        file = await downloading.value
        await file.save_as(folder / f"timeline.{form.lower()}")
    assert (folder / "timeline.pdf").read_bytes().startswith(b"%PDF")
    for form in ("csv", "json"):
        command = (sys.executable, "-m", "service", "timeline", "verify", str(folder / f"timeline.{form}"))
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
    _check_what_happened_when(json.loads((folder / "timeline.json").read_text(encoding="utf-8")))


def _check_what_happened_when(timeline: dict[str, Any]) -> None:
    entries = timeline["entries"]
    by_kind = {entry["kind"]: entry for entry in entries}
    deputies = [e for e in entries if e["kind"] == "seat.deputy" and "by_kultur" in e["data"]["seat"] and e["data"]["group"] == "fu"]
    waited = datetime.fromisoformat(deputies[0]["occurred_at"]) - datetime.fromisoformat(by_kind["incident.alarm"]["occurred_at"])
    assert timedelta(minutes=5) <= waited < timedelta(minutes=5, seconds=5)
    assert by_kind["incident.level_changed"]["data"] == {"from": "red", "to": "yellow"}
    assert by_kind["incident.alarm"]["data"]["awaiting"] == ["cks"], "nothing goes outward uncleared (C1)"
    assert "incident.called_off" in by_kind


def _seat(board: Page, name: str) -> Any:
    """The executive committee's seat of that name: the committee stands first."""
    return board.locator(".tier").first.locator(".seat").filter(has=board.get_by_text(name, exact=True))
