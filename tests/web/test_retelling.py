"""A form that must be sent again is told in words, and nothing of it is lost (I13)."""

import re
from html import unescape

from flows.vocabulary import Role
from service.web.pages.retelling import LABELS, TECHNICAL
from tests.architecture.spoken import ROOT
from tests.web.visiting import visiting
from tests.web.world import World

ALARM = {
    "once": "abc",
    "level": "red",
    "area": "vollsmose",
    "cause": "skyderi",
    "what_happened": "Skud ved <skolen>.",
    "assessed_by": "fyns_politi",
    "occurred_at": "2026-11-22T21:14",
    "exercise": "yes",
    "part-fu": "yes",
    "made_up": "Noget andet.",
}
ASKED = re.compile(r"""<(?:input|select|textarea)[^>]*? name="([a-z_]+)"|ui\.(?:field|area)\(form, '([a-z_]+)-?'""")
OWN = {"file", "password", "again", "photo", "attention", "hide", "q"}
"""What is never given back: files, passwords, and what a search asks by its address."""


def facts(page: str) -> dict[str, str]:
    """The page's list of facts."""
    return {unescape(name): unescape(value) for name, value in re.findall(r'<dt>(.*?)</dt><dd class="words">(.*?)</dd>', page)}


async def test_a_form_to_be_sent_again_names_fields_and_values_as_its_pages_do(still: World) -> None:
    danish = {
        "Niveau": "rødt",
        "Hvor?": "Vollsmose",
        "Hvad er der sket?": "skyderi",
        "Hvad ved vi?": "Skud ved <skolen>.",
        "Vurderet af": "Fyns Politi",
        "Hvornår": "22. november 2026 kl. 21.14",
        "Øvelse": "ja",
        "Hvem deltager?": "SSP-forretningsudvalget",
        "Også skrevet": "Noget andet.",
    }
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.DUTY_CHIEF, "en") as english:
        old = await chief.client.post("/alarm/confirm", data=ALARM | {"csrf": "old"}, headers={"sec-fetch-site": "same-origin"})
        assert facts(old.text) == danish
        kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', old.text))
        assert ALARM.items() <= {name: unescape(value) for name, value in kept.items()}.items(), "all that was typed goes along"
        told = facts((await english.client.post("/alarm/confirm", data=ALARM, headers={"sec-fetch-site": "same-origin"})).text)
        assert told["Level"] == "red"
        wrong = await chief.client.post("/alarm/confirm", data=ALARM | {"cause": "ufo"}, headers={"sec-fetch-site": "same-origin"})
        assert facts(wrong.text)["Hvad er der sket?"] == "ufo"


def test_every_field_that_a_person_fills_in_has_a_name_to_be_told_by() -> None:
    pages = (path.read_text(encoding="utf-8") for path in (ROOT / "service/web/pages/templates").glob("*.html"))
    asked = {name for page in pages for names in ASKED.findall(page) for name in names if name}
    assert len(asked) > 50
    assert not sorted(asked - LABELS.keys() - TECHNICAL - OWN)
