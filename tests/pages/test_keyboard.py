"""Every page by keyboard alone: each stop is reached, seen, marked and named, and nothing waits for a mouse (WCAG 2.1.1-2.4.11)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, urlsplit

from fastapi.routing import APIRoute, APIRouter
from playwright.async_api import Browser, Page, expect

from flows.vocabulary import AnswerKind, AnswerVia
from service.web.pages import router
from service.work.answers import Reply, take
from service.work.incidents import Alarm, raise_alarm
from service.work.log import add_entry
from tests.harness.browser import DESKTOP, accessibility_faults, screen
from tests.pages import addresses
from tests.pages.full_house import filled, on_the_roster, own_links
from tests.pages.keyboard import hands_on_keys, refused, skipped_to_the_content, walk
from tests.pages.sandboxes import Sandbox, inside_of
from tests.pages.visits import choose_alarm, hold_button, live, sign_in
from tests.pages.visits import raise_alarm as raise_at_the_page

NO_PAGES: Final = re.compile(
    r"/(static|alarm/(near|raised)|calendar|alert-list/export)/?.*|.*/(events|list|live|board|edit|row|small)|.*\.(\{form\}|txt|pdf|ics|json)|/was|/help"
    r"|/incidents/\{incident_id\}/photos/\{line\}"
)
"""Files, streams, parts of pages, and addresses that lead on to another."""


async def test_every_page_is_walked_by_tab_alone(sandbox: Sandbox, browser: Browser) -> None:
    """Issue D; WCAG 2.1.1-2, 2.4.1, 2.4.3, 2.4.7, 2.4.11: everything on it, in its order, seen, marked and named, once round and out."""
    found: dict[str, list[str]] = {}
    async with inside_of(sandbox) as service, on_the_roster(service), hands_on_keys(browser) as context:
        house = await filled(service)
        of_incident = (*addresses.ACTIONS, *addresses.FURTHER_OF_INCIDENT, *addresses.VISITED_OF_INCIDENT)
        chief = (
            *addresses.CHIEF.values(),
            *addresses.FURTHER,
            *addresses.VISITED,
            *(f"/incidents/{house.incident}{part}" for part in of_incident),
            *house.chief,
        )
        await _look_over(await context.new_page(), sandbox, ("/sign-in", *house.links), found)
        for user, paths in (("chefvagt", chief), ("sekretariat", addresses.SECRETARIAT.values()), ("partner", house.partner)):
            await context.clear_cookies()
            await _look_over(await sign_in(context, sandbox, user), sandbox, paths, found)
    assert not [(path, faults) for path, faults in found.items() if faults]
    left_out = [path for path in _pages(router) if not any(_fits(path, one) for one in found)]
    assert not left_out, f"pages that nobody has walked: {left_out}"


async def _look_over(page: Page, sandbox: Sandbox, paths: Iterable[str], found: dict[str, list[str]]) -> None:
    """Walk each of the pages as the one who is signed in there."""
    for path in paths:
        answer = await page.goto(sandbox.url + path)
        assert answer is not None
        assert answer.ok or path == addresses.CHIEF["not-found"], path
        found.setdefault(path, []).extend(await walk(page) + await skipped_to_the_content(page))


def _pages(routes: APIRouter) -> Iterator[str]:
    """The addresses that answer with a page."""
    for route in routes.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _pages(inner)
        elif isinstance(route, APIRoute) and "GET" in route.methods and not NO_PAGES.fullmatch(route.path):
            yield route.path


def _fits(path: str, walked: str) -> bool:
    """Whether an address that was walked is one of a route's."""
    return re.fullmatch(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(path)), urlsplit(walked).path) is not None


SEND: Final = ".button-primary:not([type=button])"
REFUSED: Final = (
    ("/alarm", SEND),
    ("/call-out", SEND),
    ("/me", "form:has(#name) button"),
    *(("/roster", f"[action='/roster/{what}'] {SEND}") for what in ("override", "rotation")),
)
REFUSED_OF_INCIDENT: Final = (
    *((f"/{action}", SEND) for action in ("level", "update", "skip-update", "from-paper", "announcements/new")),
    ("/questions", f"form:has(#line_question) {SEND}"),
)
"""A page, and the button of a form that is sent with nothing in it."""


async def test_a_refused_form_leads_back_to_what_is_wrong(sandbox: Sandbox, browser: Browser) -> None:
    """I13: the reason has the focus, and a press of Enter there leads to the field."""
    found: dict[str, list[str]] = {}
    async with inside_of(sandbox) as service, on_the_roster(service), hands_on_keys(browser) as context:
        async with service.unit("test") as unit:
            incident = (await raise_alarm(unit, Alarm("red", "rising", "skyderi"))).id
            swap = (await own_links(unit, incident))[-1]  # of duties that nobody has
        page = await sign_in(context, sandbox)
        for path, button in ((swap, SEND), *REFUSED, *((f"/incidents/{incident}{part}", button) for part, button in REFUSED_OF_INCIDENT)):
            await page.goto(sandbox.url + path)
            found[path + button] = await refused(page, button) + await accessibility_faults(page)
    assert not [(path, faults) for path, faults in found.items() if faults]


async def test_the_board_comes_anew_and_the_focus_stays(sandbox: Sandbox, browser: Browser) -> None:
    """A change takes nobody's place away; where the button itself is gone, its row has the focus, and no other button."""
    async with inside_of(sandbox) as service, hands_on_keys(browser) as context:
        async with service.unit("test") as unit:
            incident = (await raise_alarm(unit, Alarm("red", "vollsmose", "skyderi"))).id
        page = await sign_in(context, sandbox)
        await page.goto(f"{sandbox.url}/incidents/{incident}")
        await live(page)
        for _ in range(50):
            await page.keyboard.press("Tab")
            if at := re.fullmatch(r"call-(\d+)-(\d+)", await page.evaluate("document.activeElement.id")):
                break
        assert at
        call, row = page.locator(f"#{at[0]}"), page.locator(f"#seat-{at[1]}")
        async with service.unit("test") as unit:
            await add_entry(unit, incident, "Politiet er fremme.")
        await expect(page.locator("#board .lines")).to_contain_text("Politiet er fremme.")
        await expect(call).to_be_focused()
        assert await call.evaluate("link => link.matches(':focus-visible')")
        async with service.unit("test") as unit:
            await take(unit, incident, Reply(int(at[2]), AnswerKind.SEEN, AnswerVia.LINK))
        await expect(call).to_have_count(0)
        await expect(row).to_be_focused()
        await page.keyboard.press("Tab")
        assert await row.evaluate("row => Boolean(row.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)")


async def test_what_folds_out_asks_back_or_is_searched_is_done_by_keys(sandbox: Sandbox, browser: Browser) -> None:
    """Enter and the space bar open, Escape leaves; what has been typed is not lost by one key."""
    async with inside_of(sandbox) as service, on_the_roster(service), screen(browser, DESKTOP) as (context, _):
        page = await sign_in(context, sandbox)
        keys = page.keyboard
        await _asked_and_left(page, sandbox)
        incident = await raise_at_the_page(page, sandbox)
        fold = page.locator("details").filter(has_text="Det skete tidligere")
        await fold.locator("summary").focus()
        for key, opens in (("Enter", True), ("Space", False), ("Space", True)):
            await keys.press(key)
            assert await fold.evaluate("one => one.open") is opens, key
        page.on("filechooser", lambda _: None)  # from now on the browser says when it would open one
        for key in ("Enter", "Space"):
            await page.locator("#photo").focus()
            async with page.expect_file_chooser():
                await keys.press(key)
        await page.goto(f"{sandbox.url}/incidents/{incident}/level")
        await page.get_by_role("button", name="Skift").press("Enter")
        await expect(page.locator("#error-summary")).to_be_focused()
        await keys.press("Tab")
        await keys.press("Enter")
        await expect(page.locator("#reason")).to_be_focused()
        await page.goto(f"{sandbox.url}/roster")
        await page.locator(".calendar__turn a").last.press("Enter")
        await expect(page).to_have_url(re.compile(r"/roster\?month=.*#calendar"))
        await page.wait_for_load_state()
        await expect(page.locator("#calendar")).to_be_in_viewport()
        await keys.press("Tab")
        await expect(page.locator(".calendar__turn a").first).to_be_focused()
        await context.clear_cookies()
        await _row_by_keys(await sign_in(context, sandbox, "sekretariat"), sandbox)


async def _asked_and_left(page: Page, sandbox: Sandbox) -> None:
    """A short press asks once more; Escape is no."""
    await choose_alarm(page, sandbox)
    await hold_button(page).press("Space")
    await expect(page.locator(".sure")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.locator("[data-sure]")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".sure")).to_be_hidden()
    await expect(hold_button(page)).to_be_focused()


async def _row_by_keys(page: Page, sandbox: Sandbox) -> None:
    """Found while typing, opened and left; a change is left only by another key."""
    keys, search, name = page.keyboard, page.locator("#q"), page.get_by_label("Navn", exact=True)
    edit = page.get_by_role("link", name="Ret Test Blåklokke")
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url) if request.url.endswith("/row") else None)
    await page.goto(f"{sandbox.url}/alert-list")
    await search.focus()
    await keys.type("blaakl")
    await expect(page.locator("#found")).to_have_text("1 person")
    await expect(search).to_be_focused()
    await edit.focus()
    await keys.press("Enter")
    await expect(name).to_be_focused()
    await keys.press("Escape")
    await expect(edit).to_be_focused()
    await keys.press("Enter")
    await expect(name).to_be_focused()
    await keys.type("Ny ")
    await keys.press("Escape")
    await expect(page.get_by_role("link", name="Annuller")).to_be_focused()
    await expect(name).to_have_value(re.compile("Ny "))
    assert len(left) == 1, "left once, before anything was changed"
    await keys.press("Enter")
    await expect(edit).to_be_focused()


FAULTS: Final = {
    "is not reached": '<a href="/" tabindex="-1">one</a>',
    "shows no ring": "<style>a:focus { outline: none }</style><a href=/>one</a>",
    "its ring is faint": "<style>a:focus { outline: 3px solid #eee }</style><a href=/>one</a>",
    "goes before its turn": '<a href="/">one</a><button tabindex="2">two</button>',
    "has no name": "<button><svg></svg></button>",
    "lies under": '<style>b { position: fixed; top: 0; left: 0; width: 100%; height: 9em }</style><a href="/">one</a><b>two</b>',
    "never comes round": '<a href="/">one</a><button onkeydown="event.preventDefault()">two</button>',
    "is pressed by mouse alone": '<p onclick="1">one</p>',
    "looks as if it could be pressed": '<p style="cursor: pointer">one</p>',
    "scrolls, and is not reached": '<p style="overflow: auto; height: 1em">one<br>two<br>three</p>',
    "loses the focus": '<div hx-trigger="sse:changed"><a href="/">one</a></div>',
    "leads nowhere": '<a href="#two">one</a>',
}


async def test_the_walk_finds_what_is_wrong(browser: Browser) -> None:
    """A walk that found nothing anywhere would be no proof."""
    async with hands_on_keys(browser) as context:
        page = await context.new_page()
        for fault, body in FAULTS.items():
            await page.goto("data:text/html," + quote(f"<!doctype html><body>{body}"))
            assert [found for found in await walk(page) if found.startswith(fault)], fault
        await page.goto("data:text/html," + quote('<!doctype html><a href="/">one</a><input type="date" aria-label="two">'))
        assert not await walk(page)
