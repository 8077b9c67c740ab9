"""The plan on pages: two versions side by side, in words (U1)."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from actioncards.model import Plan
from flows.vocabulary import Medium, Mode, NoticeKind, Role, Tier
from service.domain.plan_sides import pieces, side_by_side
from service.domain.plan_texts import Invented, cards_of, kinds_of, texts_of
from service.work.plan_changes import propose
from tests.web.visiting import visiting
from tests.web.world import World, odense


def changed() -> Plan:
    """Another version: one deadline, one text, one cause and one area less."""
    plan = odense()
    red = replace(plan.levels["red"], update_cadence_minutes=50, causes=plan.levels["red"].causes[1:])
    first = replace(plan.templates[0], text=plan.templates[0].text + " Ring 114.")
    areas = {key: area for key, area in plan.areas.items() if key != "rising"}
    return replace(plan, version="næste", levels={**plan.levels, "red": red}, templates=(first, *plan.templates[1:]), areas=areas)


def test_what_differs_stands_under_its_part_and_only_the_words_that_differ_are_marked() -> None:
    parts = {part.key: part.changes for part in side_by_side(odense(), changed())}
    assert list(parts) == ["levels", "texts", "areas", "plan"]
    (text,) = parts["texts"]
    assert [piece.text for piece in text.new if piece.changed] == [" Ring 114."]
    assert not [piece for piece in text.old if piece.changed]
    cadence = next(change for change in parts["levels"] if change.place.endswith("update_cadence_minutes"))
    assert ("".join(p.text for p in cadence.old), "".join(p.text for p in cadence.new)) == ("60", "50")
    assert all(change.old and not change.new for change in parts["areas"])
    assert side_by_side(odense(), odense()) == ()


def test_nothing_is_lost_when_words_are_marked() -> None:
    for old, new in (("a b  c\n d", "a x c"), ("", "x"), ("same", "same"), ("æ ø å", "å ø æ")):
        assert "".join(piece.text for piece in pieces(old, new)) == old
        assert "".join(piece.text for piece in pieces(new, old)) == new


async def test_a_draft_is_compared_with_the_plan_in_force_from_the_plans_page(still: World) -> None:
    async with still.service.unit("user:1") as unit:
        await propose(unit, changed(), "Kortere tid.")
    async with visiting(still, Role.DUTY_CHIEF) as visit:
        link = re.search(r'href="(/plan/compare\?new=\d+)"', (await visit.get("/plan")).text)
        assert link is not None
        page = (await visit.get(link[1])).text
        for words in (
            "Niveauer: årsager, opkald og møder",
            "opdatering hver (minutter)",
            "<del>60</del>",
            "<ins>50</ins>",
            "Ring 114.",
        ):
            assert words in page, words
        assert "De siger det samme" not in page
        assert "samme version to gange" in (await visit.get("/plan/compare?old=1&new=1")).text
        for odd in ("old=99", "new=-1", "old=x"):
            assert (await visit.get(f"/plan/compare?{odd}")).status_code == 404, odd
    async with visiting(still, Role.SECRETARIAT, "en") as english:
        assert "update every (minutes)" in (await english.get("/plan/compare")).text
    async with visiting(still, Role.PARTNER) as partner:
        assert (await partner.get("/plan/compare")).status_code == 403


async def test_every_text_and_card_is_shown_as_it_would_be_sent_in_the_incident_one_chooses(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as visit:
        page = (await visit.get("/plan/texts?show=alarm&level=red&area=rising&mode=live")).text
        assert "RØD ALARM Rising" in page
        assert "GSM-7" in page
        assert "SANDKASSE" not in page.partition('id="shown"')[2]
        assert "SANDKASSE" in (await visit.get("/plan/texts?show=alarm&mode=sandbox")).text.partition('id="shown"')[2]
        yellow = (await visit.get("/plan/texts?show=cards&level=yellow&language=en")).text
        assert "Dit actioncard" in yellow or "senest" in yellow
        for odd in ("level=x&area=y&cause=z&show=w&mode=v&language=u", "show=%00"):
            assert (await visit.get(f"/plan/texts?{odd}")).status_code == 200, odd


def test_no_text_of_the_plan_fails_to_be_shown_at_any_level() -> None:
    plan = odense()
    for level in plan.levels.values():
        for cause in level.causes:
            invented = Invented(
                level.key, "vollsmose", cause.key, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "https://b.example/a/X", Mode.EXERCISE
            )
            sent = [one for kind in kinds_of(plan) for one in texts_of(plan, invented, kind)]
            assert {one.medium for one in sent} == set(Medium)
            assert all("{" not in one.text and plan.modes[Mode.EXERCISE] in one.text for one in sent)
            assert all((one.sms is not None) is (one.medium is Medium.SMS) for one in sent)
            assert all(step.texts for card in cards_of(plan, invented) for step in card.steps)


def test_an_example_asks_for_the_answer_that_the_message_asks_for() -> None:
    """F2: a call-out is taken; by SMS alone one writes back, and only where a number takes answers."""
    plan = odense()
    here = Invented("red", "vollsmose", "skyderi", datetime(2026, 11, 20, tzinfo=UTC), "https://b.example/a/X")
    for kind, digits in (
        (NoticeKind.CALL_OUT, "Svar: 1 jeg tager den"),
        (NoticeKind.MEETING, "Svar: 1 deltager"),
        (NoticeKind.ALARM, "1 set"),
    ):
        assert [digits in one.text for one in texts_of(plan, here, kind)] == [
            one.medium is Medium.SMS and one.tier is not Tier.CIVIL for one in texts_of(plan, here, kind)
        ]
        assert not [one for one in texts_of(plan, replace(here, by_sms=False), kind) if digits in one.text]


async def test_a_text_rewritten_on_the_page_is_a_draft_with_that_one_difference(still: World) -> None:
    number = next(n for n, one in enumerate(odense().templates) if one.kind is NoticeKind.ALARM and one.medium is Medium.SMS)
    old = odense().templates[number].text
    at = f"/plan/texts/{number}"
    async with visiting(still, Role.SECRETARIAT) as visit:
        print_of = re.search(r'name="fingerprint" value="(\w+)"', (await visit.get(at)).text)
        assert print_of is not None
        form = {"fingerprint": print_of[1], "text": f"{old} Ring 114.", "version": "B", "why": "Nummeret mangler.", "do": "propose"}
        seen = (await visit.send(at, form | {"do": "look"})).text
        assert "Ring 114." in seen.partition('class="bubble"')[2]
        longest = "{public_text} " * 9 + "{link}"
        for wrong in ("{nonsense} {link}", "{ {link}", "uden link", "", "010190-1234 {link}", "x" * 5000, "{link} 😀", longest):
            answer = await visit.send(at, form | {"text": wrong})
            assert answer.status_code == 422, wrong
            assert "Nummeret mangler." in answer.text
        lacks = (({"version": ""}, 422), ({"version": odense().version}, 422), ({"why": ""}, 422), ({"fingerprint": "x"}, 409))
        for missing, status in lacks:
            assert (await visit.send(at, form | missing)).status_code == status, missing
        assert "har ikke underskrevet" not in (await visit.get("/plan")).text
        assert (await visit.send(at, form)).headers["location"] == "/plan?told=proposed"
        compared = (await visit.get("/plan/compare")).text
        assert "<ins> Ring 114.</ins>" in compared
        assert compared.count('class="versions"') == 2  # the text, and the version's name
        assert (await visit.get("/plan/texts/99999")).status_code == 404
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert (await chief.get(at)).status_code == 403
        assert "Skriv den om" not in (await chief.get("/plan/texts")).text
