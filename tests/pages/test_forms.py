"""Forms: sent once, only from our own pages, and never lost."""

import re

from playwright.async_api import BrowserContext, Page, expect

from tests.pages.sandboxes import Sandbox
from tests.pages.visits import choose, choose_alarm, fill_sign_in, picture, raise_alarm, sign_in


async def _hidden(page: Page, form: str) -> dict[str, str]:
    """What a form of the page would send."""
    found: dict[str, str] = await page.locator(form).evaluate("form => Object.fromEntries(new FormData(form))")
    return found


async def test_a_refused_alarm_comes_back_filled_with_the_fault_at_its_field(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await sign_in(clumsy, sandbox)
    await page.goto(f"{sandbox.url}/alarm")
    await choose(page.locator("#level-yellow"))
    await choose(page.locator("#area-rising"))
    await choose(page.locator("#cause-uro"))
    await page.get_by_label("Hvad ved vi?").fill("Ring til 010203-1234 om det.")
    await page.get_by_role("button", name="Se, hvem der varsles").click()
    await expect(page.get_by_role("alert")).to_contain_text("CPR")
    await expect(page.locator("#what_happened-error")).to_contain_text("CPR")
    await expect(page.get_by_label("Hvad ved vi?")).to_have_value("Ring til 010203-1234 om det.")
    await expect(page.locator("#level-yellow")).to_be_checked()
    await expect(page.locator("#cause-uro")).to_be_checked()
    await expect(page.locator("#error-summary")).to_be_focused()
    await picture(page, "alarm-refused")


async def test_going_back_from_the_preview_loses_nothing(sandbox: Sandbox, phone: BrowserContext) -> None:
    page = await sign_in(phone, sandbox)
    await choose_alarm(page, sandbox, level="yellow", area="rising", cause="brand")
    await page.get_by_role("button", name="Gå tilbage og ret").click()
    await expect(page.locator("#area-rising")).to_be_checked()
    await expect(page.locator("#cause-brand")).to_be_checked()


async def test_a_form_sent_twice_warns_once(sandbox: Sandbox, phone: BrowserContext) -> None:
    page = await sign_in(phone, sandbox)
    await choose_alarm(page, sandbox, area="hoejemarksvej")
    form = await _hidden(page, ".confirm")
    first, second = [await phone.request.post(f"{sandbox.url}/alarm/confirm", form=form) for _ in range(2)]
    assert first.url == second.url
    assert re.search(r"/incidents/\d+$", first.url)


async def test_a_form_from_elsewhere_is_refused(sandbox: Sandbox, phone: BrowserContext) -> None:
    page = await sign_in(phone, sandbox)
    await choose_alarm(page, sandbox)
    form = await _hidden(page, ".confirm")
    for forged in ({**form, "csrf": "guessed"}, {name: value for name, value in form.items() if name != "csrf"}):
        answer = await phone.request.post(f"{sandbox.url}/alarm/confirm", form=forged, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status == 403
        assert "vollsmose" not in await answer.text(), "what another site made up is not offered to be sent"


async def test_what_was_typed_outlives_the_session(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await sign_in(clumsy, sandbox)
    incident = await raise_alarm(page, sandbox, level="yellow", area="rising", cause="uro")
    await page.get_by_label("Hvad der skete").fill("Vagten har set røg.")
    await clumsy.clear_cookies(name="beredskab_session")
    await page.get_by_role("button", name="Skriv i loggen").click()
    await expect(page.get_by_text("Du var blevet logget ud.")).to_be_visible()
    await fill_sign_in(page, sandbox)
    await expect(page.get_by_text("Vagten har set røg.")).to_be_visible()
    await page.get_by_role("button", name="Send den nu").click()
    await expect(page).to_have_url(re.compile(rf"/incidents/{incident}\?told=log"))
    await expect(page.locator("#board")).to_contain_text("Vagten har set røg.")


async def test_signing_in_never_leads_to_another_site(sandbox: Sandbox, phone: BrowserContext) -> None:
    page = await phone.new_page()
    for trap in ("https://elsewhere.invalid/", "//elsewhere.invalid", "/\\elsewhere.invalid", "javascript:alert(1)"):
        await page.goto(f"{sandbox.url}/sign-in")
        await page.locator("input[name=next]").evaluate("(field, trap) => { field.value = trap }", trap)
        await fill_sign_in(page, sandbox)
        await expect(page).to_have_url(f"{sandbox.url}/")
        await page.get_by_role("button", name="Log ud").click()
        await expect(page).to_have_url(f"{sandbox.url}/sign-in")
    await page.goto(f"{sandbox.url}/alert-list?q=Test")
    await fill_sign_in(page, sandbox)
    await expect(page).to_have_url(f"{sandbox.url}/alert-list?q=Test")


async def test_what_takes_longer_than_a_second_says_that_it_is_under_way(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await sign_in(clumsy, sandbox, "sekretariat")
    await page.goto(f"{sandbox.url}/alert-list/import")
    await page.get_by_label("Fil", exact=True).set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": b"Navn;Mobil\n"})
    form = page.locator("form[enctype]")
    await form.evaluate("form => form.addEventListener('submit', event => event.preventDefault())")  # as long as no answer comes
    await page.get_by_role("button", name="Se, hvad der ændres").click()
    await expect(form.get_by_role("status")).to_have_text("Undervejs …")


async def test_a_download_says_that_it_is_under_way_until_it_has_begun(
    sandbox: Sandbox, phone: BrowserContext, plain: BrowserContext
) -> None:
    """Without scripts its link is a link; with them the link is the same again afterwards, and nothing is left on the device."""
    page = await sign_in(phone, sandbox, "sekretariat")
    await page.goto(f"{sandbox.url}/alert-list")
    link = page.locator("a[download]").first
    note = page.locator("a[download] ~ [role=status]")
    sandbox.process.freeze()
    try:
        async with page.expect_download() as found:
            await link.tap()
            await expect(note).to_have_text("Undervejs …")
            await picture(page, "download-under-way")
            sandbox.process.thaw()
        assert (await found.value).suggested_filename == "varslingsliste.xlsx"
    finally:
        sandbox.process.thaw()
    await expect(note).to_have_count(0)
    assert await link.get_attribute("href") == "/alert-list/export/xlsx"
    assert not [cookie for cookie in await phone.cookies() if cookie.get("name", "").startswith("beredskab_begun")]
    still = await sign_in(plain, sandbox, "sekretariat")
    await still.goto(f"{sandbox.url}/alert-list")
    async with still.expect_download() as found:
        await still.locator("a[download]").first.click()
    assert (await found.value).url == f"{sandbox.url}/alert-list/export/xlsx"


async def test_a_wrong_password_is_told_and_the_name_kept(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await clumsy.new_page()
    await page.goto(f"{sandbox.url}/sign-in")
    await page.get_by_label("Brugernavn").fill("nobody")
    await page.get_by_label("Adgangskode").fill("forkert")
    await page.locator("main").get_by_role("button", name="Log ind").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("Brugernavn")).to_have_value("nobody")


async def test_what_nobody_can_have_meant_gets_a_page_and_never_a_stack_trace(sandbox: Sandbox, clumsy: BrowserContext) -> None:
    page = await sign_in(clumsy, sandbox)
    incident = await raise_alarm(page, sandbox, level="yellow", area="rising", cause="uro")
    csrf = await page.locator(".log input[name=csrf]").get_attribute("value") or ""
    html = {"Accept": "text/html"}
    for path in (
        "/nothing",
        "/incidents/999999",
        f"/incidents/{10**30}",
        "/incidents/x",
        "/a/nonsense",
        "/t/1-1-AAAAAAAAAA",
        "/static/own-0/no.css",
    ):
        answer = await clumsy.request.get(sandbox.url + path, headers=html)
        assert answer.status == 404, path
        assert "Traceback" not in await answer.text()
    for path, form in {
        f"/incidents/{incident}/log": {"text": "nul\0", "csrf": csrf},
        f"/incidents/{incident}/level": {"level": "purple", "reason": "x", "csrf": csrf},
        f"/incidents/{incident}/answer?seat=1": {"person": "-1", "kind": "dance", "csrf": csrf},
        "/alarm/preview": {"level": "red", "area": "moon", "cause": "skyderi", "csrf": csrf},
        "/alarm/confirm": {"level": "red", "area": "rising", "cause": "skyderi", "occurred_at": "soon", "csrf": csrf},
        "/sandbox/clock": {"step": "back", "csrf": csrf},
        "/phones/reply": {"number": "\ud800", "text": " ", "person": "../", "csrf": csrf},
    }.items():
        answer = await clumsy.request.post(sandbox.url + path, form=dict(form), headers=html)
        assert 400 <= answer.status < 500, path
        assert "Traceback" not in await answer.text()
