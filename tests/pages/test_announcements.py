"""Write, clear and release an announcement on the pages, side by side and without a fault that axe would find (C1, F9-F11)."""

import re

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.harness.browser import DESKTOP, PHONE, accessibility_faults, screen
from tests.pages.sandboxes import Sandbox
from tests.pages.visits import choose, handset, leap, newest_link, picture, raise_alarm, sign_in

DASH = "\N{EN DASH}"


async def faultless(page: Page, name: str) -> None:
    assert not await accessibility_faults(page), name
    await picture(page, name)


async def test_from_draft_to_the_representatives_phone(sandbox: Sandbox, browser: Browser, clumsy: BrowserContext) -> None:
    async with screen(browser, DESKTOP) as (context, _):
        page = await sign_in(context, sandbox)
        incident = await raise_alarm(page, sandbox, area="ejerslykke")
        await page.get_by_role("link", name="Udmeldinger").click()
        await expect(page.get_by_text("Intet går ud, som forretningsudvalget ikke har frigivet.")).to_be_visible()
        await page.get_by_role("link", name="Skriv en udmelding").click()
        cks = page.get_by_role("group", name=re.compile("CKS-netværket"))
        await choose(cks.get_by_label("Orientér dem"))
        await page.get_by_role("button", name="Se det side om side").click()
        await expect(page.get_by_role("alert")).to_contain_text("orienteres efter")
        await choose(page.locator("#use-strategic"))
        await page.locator("#text-cks").fill(f"Politiet er der {DASH} følg “anvisningerne”.")
        await page.get_by_role("button", name="Se det side om side").click()
        await expect(page.get_by_text("Disse tegn gør den længere").first).to_be_visible()
        await faultless(page, "announcement-preview")
        await page.get_by_role("button", name="Brug almindelige tegn i stedet").click()
        await expect(page.locator("#text-cks")).to_have_value('Politiet er der - følg "anvisningerne".')
        await expect(page.get_by_role("heading", name="Må IKKE deles")).to_be_visible()
        await page.get_by_role("button", name="Gem, og bed om frigivelse").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("sendt til frigivelse")
        number = page.url.rsplit("/", 1)[1].partition("?")[0]
        await faultless(page, "announcement-submitted")

        await _cleared_by_a_partner(sandbox, clumsy, number)
        await _hold_by_link(sandbox, page, incident)

        await page.goto(f"{sandbox.url}/announcements/{number}")
        await page.get_by_role("button", name="Send ud").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("ved at blive sendt")
        await leap(page, "+ 30 min")
        await page.goto(f"{sandbox.url}/incidents/{incident}/announcements")
        told = page.get_by_role("region", name=re.compile("CKS-netværket"))
        await expect(told).to_contain_text("KUN TIL DIG:")
        await faultless(page, "announcements")
        await page.goto(f"{sandbox.url}/phones")
        await expect(handset(page, "Test Rabarber")).to_contain_text("MÅ DELES:")
        for path in ("known", "questions", "access-request", "announcements/new"):
            await page.goto(f"{sandbox.url}/incidents/{incident}/{path}")
            await faultless(page, f"incident-{path.replace('/', '-')}")
        legends = page.locator("fieldset.audience > legend")
        gaps = await legends.evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().top - one.parentElement.getBoundingClientRect().top)"
        )
        assert len(gaps) > 3
        assert min(gaps) > 5, "a legend of several lines stands within its frame, not across it"


async def _cleared_by_a_partner(sandbox: Sandbox, context: BrowserContext, number: str) -> None:
    """A member of the committee, signed in with a phone."""
    partner = await sign_in(context, sandbox, "partner")
    await partner.goto(f"{sandbox.url}/announcements/{number}")
    await expect(partner.get_by_role("button", name="Send ud")).to_have_count(0)
    await partner.get_by_role("button", name="Frigiv præcis dette").click()
    await expect(partner.get_by_role("heading", level=1)).to_contain_text("frigivet")
    await faultless(partner, "announcement-cleared")


async def _hold_by_link(sandbox: Sandbox, page: Page, incident: str) -> None:
    """The police, by the link on their phone, without signing in."""
    await page.goto(f"{sandbox.url}/phones")
    path = await newest_link(page, "Test Anemone")
    assert path.startswith("/f/")
    await page.goto(sandbox.url + path)
    await faultless(page, "clear")
    await page.get_by_role("button", name="Sæt alt på pause").click()
    await page.goto(f"{sandbox.url}/incidents/{incident}/announcements")
    await expect(page.get_by_role("heading", name=re.compile("På pause siden"))).to_be_visible()
    await page.goto(sandbox.url + path)
    await page.get_by_role("button", name="Ophæv pausen").click()
    await expect(page.get_by_role("status")).to_contain_text("Pausen er ophævet.")


async def test_representatives_read_what_may_be_passed_on_without_signing_in(sandbox: Sandbox, browser: Browser) -> None:
    """F11, I11: looking changes nothing; an address that is none of ours shows nothing."""
    async with screen(browser, DESKTOP) as (context, _):
        page = await sign_in(context, sandbox)
        incident = await raise_alarm(page, sandbox, area="rising")
        await page.goto(f"{sandbox.url}/incidents/{incident}/questions")
        await page.get_by_label("Hvad spørger de om?").fill("Er det farligt?")
        await page.get_by_role("button", name="Notér spørgsmålet").click()
        await expect(page.get_by_role("status")).to_contain_text("Spørgsmålet er i loggen.")
        await page.get_by_text("Repræsentanternes links").click()
        address = await page.locator(".address").first.inner_text()
        await faultless(page, "questions-links")
        await page.get_by_role("link", name="Det ser repræsentanterne").click()
        await expect(page.get_by_text("Der er ingen frigivne svar endnu.")).to_be_visible()
    async with screen(browser, PHONE) as (context, _):
        stranger = await context.new_page()
        await stranger.goto(address)
        await expect(stranger.get_by_text("Der er ingen frigivne svar endnu.")).to_be_visible()
        await faultless(stranger, "shared")
        assert (await context.request.get(f"{address}X")).status == 404
    async with screen(browser, DESKTOP) as (context, _):
        page = await sign_in(context, sandbox)
        await page.goto(f"{sandbox.url}/incidents/{incident}/questions")
        await page.get_by_text("Repræsentanternes links").click()
        await page.get_by_role("button", name="Træk det tilbage").first.click()
        await expect(page.get_by_role("status")).to_contain_text("Linket virker ikke længere.")
        assert (await context.request.get(address)).status == 410
