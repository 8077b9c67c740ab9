"""Personal links: nothing happens until a person presses a button (I11), and the page is small."""

import asyncio

from playwright.async_api import BrowserContext, expect

from service.background.fast_forward import OFFSET
from service.bootstrap import build
from service.settings import read_settings
from service.store.settings import write_setting
from tests.harness.browser import accessibility_faults
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import handset, newest_link, picture, raise_alarm, sign_in

LARGEST = 50_000
"""Bytes of the partner's page with everything it loads, before fonts."""


async def _alarmed(context: BrowserContext, sandbox: Sandbox, area: str) -> tuple[str, str]:
    page = await sign_in(context, sandbox)
    incident = await raise_alarm(page, sandbox, area=area)
    await page.goto(f"{sandbox.url}/phones")
    await expect(handset(page, "Test Anemone")).to_be_visible()
    return incident, sandbox.url + await newest_link(page, "Test Anemone")


async def test_a_scanner_that_opens_every_link_answers_for_nobody(sandbox: Sandbox, desktop: BrowserContext, phone: BrowserContext) -> None:
    incident, link = await _alarmed(desktop, sandbox, "stadionvej_skjoldsparken")
    opened = await asyncio.gather(*(phone.request.get(link) for _ in range(8)), *(phone.request.head(link) for _ in range(4)))
    assert {answer.status for answer in opened} == {200}
    board = await desktop.new_page()
    await board.goto(f"{sandbox.url}/incidents/{incident}")
    await expect(board.locator(".tier").first).to_contain_text("0 af 6 har svaret")
    page = await phone.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Jeg har set det").click()
    await expect(board.locator(".tier").first).to_contain_text("1 af 6 har svaret")


async def test_an_answer_is_shown_and_can_be_changed(sandbox: Sandbox, desktop: BrowserContext, phone: BrowserContext) -> None:
    _, link = await _alarmed(desktop, sandbox, "vollsmose")
    page = await phone.new_page()
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("RØD ALARM · Vollsmose")
    await picture(page, "answer")
    assert not await accessibility_faults(page)
    await page.get_by_role("button", name="20 min").click()
    await expect(page.get_by_role("status")).to_contain_text("Om 20 minutter.")
    await picture(page, "answered")
    await page.get_by_role("button", name="Kan ikke: giv min plads videre").click()
    await expect(page.get_by_role("status")).to_contain_text("Din stedfortræder er kaldt.")


async def test_the_partners_page_is_small_and_secret(sandbox: Sandbox, desktop: BrowserContext, phone: BrowserContext) -> None:
    _, link = await _alarmed(desktop, sandbox, "vollsmose")
    page = await phone.new_page()
    sizes: list[int] = []

    async def weigh(response: object) -> None:
        sizes.append(len(await response.body()))  # type: ignore[attr-defined]  # what Playwright hands over

    page.on("response", weigh)
    answer = await page.goto(link, wait_until="networkidle")
    assert answer is not None
    headers = await answer.all_headers()
    assert headers["referrer-policy"] == "no-referrer"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["cache-control"] == "no-store"
    assert sum(sizes) < LARGEST, f"{sum(sizes)} bytes"


async def test_the_detours_task_is_one_press(sandbox: Sandbox, desktop: BrowserContext, phone: BrowserContext) -> None:
    incident, _ = await _alarmed(desktop, sandbox, "korsloekken")
    phones = desktop.pages[0]
    task = await phone.new_page()
    await task.goto(sandbox.url + await newest_link(phones, "Prøve Rosmarin"))
    await expect(task.get_by_role("heading", name="Varsl den boligsociale bestyrelse")).to_be_visible()
    await expect(task.get_by_text("Hilsen chefen for BoligSocialt Hus")).to_be_visible()
    assert not await accessibility_faults(task)
    await picture(task, "task")
    await task.get_by_role("button", name="Send den nu").click()
    await expect(task.get_by_role("status")).to_contain_text("Udført")
    await phones.goto(f"{sandbox.url}/incidents/{incident}")
    await expect(phones.locator(".tier").filter(has_text="Bestyrelsen for den boligsociale indsats")).to_contain_text("af 13 har svaret")


async def test_a_link_stops_working_some_days_after_the_end(
    own_sqlite: Sandbox, clumsy_board: BrowserContext, clumsy: BrowserContext
) -> None:
    incident, link = await _alarmed(clumsy_board, own_sqlite, "vollsmose")
    page = clumsy_board.pages[0]
    await page.goto(f"{own_sqlite.url}/incidents/{incident}/call-off")
    await page.get_by_role("button", name="Afmeld, og giv alle besked").click()
    partner = await clumsy.new_page()
    await partner.goto(link)
    await expect(partner.get_by_role("heading", level=1)).to_contain_text("AFMELDT")
    await expect(partner.get_by_role("button", name="Jeg har set det")).to_have_count(0)
    await expect(page.locator("#board .counts")).not_to_contain_text("venter")
    await _three_days_later(own_sqlite)
    answer = await partner.goto(link)
    assert answer is not None
    assert answer.status == 410
    await expect(partner.get_by_text("linket virker ikke længere")).to_be_visible()
    await expect(partner.get_by_text("Vollsmose")).to_have_count(0)


async def _three_days_later(sandbox: Sandbox) -> None:
    """Start the service again with its clock three days and an hour ahead."""
    await sandbox.process.stop()
    service = build(read_settings(database_url=sandbox.database_url))
    async with service.unit("system") as unit:
        await write_setting(unit.session, OFFSET, str(73 * 3600))
    await service.close()
    await sandbox.process.start()
