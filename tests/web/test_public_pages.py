"""What everybody may read: the accessibility statement, where a weakness is reported, and help for each role in both languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.vocabulary import Role
from service.domain.language import english, translations
from service.web.pages.help_pages import address_of, help_for
from service.web.pages.public import expires
from tests.architecture.test_language import messages
from tests.web.visiting import visiting
from tests.web.world import World


async def test_the_statement_has_every_part_that_the_law_names(still: World) -> None:
    async with visiting(still, None) as stranger:
        short = await stranger.get("/was")
        assert (short.status_code, short.headers["location"]) == (303, "/tilgaengelighed")
        page = (await stranger.get("/tilgaengelighed")).text
        for part in (
            "lov om tilgængelighed af offentlige organers websteder og mobilapplikationer",
            "Overholdelsesstatus",
            "EN 301 549 delvist",
            "Det offentlige organ har selv evalueret webstedet.",
            "Indhold, der ikke overholder loven",
            "uforholdsmæssig stor byrde",
            "Indhold, der ikke er omfattet af loven",
            "mailto:tilgaengelighed@example.dk",
            "tel:+45",
            "Håndhævelsesprocedure",
            "Senest ajourført den 22. november 2026",
        ):
            assert part in page, part
        english = (await stranger.get("/tilgaengelighed?language=en")).text
        assert 'lang="en"' in english
        assert "Compliance status" in english
        for path in ("/sign-in", "/tilgaengelighed", "/help/partner"):
            assert 'href="/was"' in (await stranger.get(path)).text, path


async def test_a_weakness_is_reported_where_rfc_9116_says(still: World) -> None:
    answer = await still.client.get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:it-sikkerhed@example.dk"
    assert fields["Canonical"] == "http://test/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "da, en"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["Expires"])
    assert still.service.clock.now() < datetime.fromisoformat(fields["Expires"]) < still.service.clock.now() + timedelta(days=365)


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - given a zone
def test_it_never_promises_less_than_five_months_or_more_than_a_year(now: datetime) -> None:
    assert timedelta(days=150) < expires(now) - now < timedelta(days=365)


@pytest.mark.parametrize("role", Role)
def test_help_says_the_same_in_both_languages(role: Role) -> None:
    found = help_for(role)
    labels = [found.title, found.lead]
    for section in found.sections:
        assert section.steps or section.text
        labels += [section.heading, *section.steps, *([section.text] if section.text else [])]
    for label in labels:
        assert label.en, label.da
        assert label.en != label.da


@pytest.mark.parametrize("role", Role)
def test_help_names_what_stands_on_the_pages_in_the_pages_own_words(role: Role) -> None:
    shown = {language: translations().speaker(language).gettext for language in ("da", "en")}
    known = {language: {say(english(message)) for _, message in messages()} for language, say in shown.items()}
    for section in help_for(role).sections:
        for label in (*section.steps, *([section.text] if section.text else [])):
            for language in ("da", "en"):
                named = set(re.findall("“([^”]+)”", label.text(language)))
                assert named <= known[language], named - known[language]


async def test_each_role_finds_its_own_help_and_strangers_the_partners(still: World) -> None:
    async with visiting(still, None) as stranger:
        assert (await stranger.get("/help")).headers["location"] == "/help/partner"
        assert "Du behøver ikke logge ind for at svare." in (await stranger.get("/help/partner")).text
        assert "You need not sign in" in (await stranger.get("/help/partner", **{"accept-language": "en-GB,en"})).text
        assert (await stranger.get("/help/nobody")).status_code == 404
    for role in (Role.DUTY_CHIEF, Role.SECRETARIAT):
        async with visiting(still, role, "en") as visit:
            assert (await visit.get("/help")).headers["location"] == address_of(role)
            assert help_for(role).title.text("en") in (await visit.get(address_of(role))).text
