"""Styles and scripts: our own files and the installed packages', kept for a year under an address that changes with them."""

import re

from playwright.async_api import BrowserContext

from service.web.pages.assets import BUNDLES, asset
from tests.pages.sandboxes import Sandbox


async def test_a_file_is_kept_under_todays_address_and_not_under_an_old_one(sandbox: Sandbox, phone: BrowserContext) -> None:
    address = asset("own/app.css")
    answer = await phone.request.get(sandbox.url + address)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    older = await phone.request.get(sandbox.url + re.sub(r"own-\w+", "own-000000000000", address))
    assert older.status == 200
    assert older.headers["cache-control"] == "no-cache"


async def test_nothing_outside_the_bundles_is_served(sandbox: Sandbox, phone: BrowserContext) -> None:
    for path in (
        "own-0/../host.py",
        "own-0/%2e%2e/host.py",
        "dkfds-0/..%2f..%2fpackage.json",
        "dkfds-0/LICENSE.md",
        "nothing-0/app.css",
        "own-0/%00.css",
    ):
        assert (await phone.request.get(f"{sandbox.url}/static/{path}")).status == 404, path


async def test_the_policy_allows_nothing_inline(sandbox: Sandbox, phone: BrowserContext) -> None:
    answer = await phone.request.get(f"{sandbox.url}/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    text = await answer.text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_the_marks_of_each_bundle_are_there() -> None:
    for bundle in BUNDLES.values():
        for mark in bundle.marks:
            assert (bundle.root / mark).is_file(), mark
