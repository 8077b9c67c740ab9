from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncards.facts import FACTS, incident_facts, seat_label
from actioncards.model import Plan, Template
from actioncards.texts import ready_template, render, too_long
from flows.sentences import Refused
from flows.vocabulary import Medium, Mode, NoticeKind, Tier

AT = datetime(2026, 5, 12, 19, 14, tzinfo=UTC)
LINK = "https://beredskab.example.dk/a/X7K2QDM4PWB9TRCF5H"


def facts(plan: Plan, **more: str) -> dict[str, str]:
    known = incident_facts(plan, level="red", area="vollsmose", cause="skyderi", reported_by="fyns_politi", at=AT, code="A")
    return {**dict.fromkeys(FACTS, ""), **known, "link": LINK, **more}


def test_a_red_alarm_says_level_place_cause_time_reporter_and_how_to_answer(odense: Plan) -> None:
    template = odense.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS)
    assert render(odense, template, facts(odense)).text == (
        "RØD ALARM Vollsmose: skyderi kl. 21.14, meldt af Fyns Politi. Svar: 1 set, 2 på vej, 3 kan ikke\n" + LINK
    )


def test_answers_carry_the_incidents_letter_when_several_are_open(odense: Plan) -> None:
    known = incident_facts(
        odense,
        level="yellow",
        area="rising",
        cause="uro",
        reported_by="civica",
        at=AT,
        code="B",
        several_open=True,
    )
    assert known["reply"] == "Svar: B1 set, B2 på vej, B3 kan ikke"


def test_without_a_reply_number_the_link_alone_is_the_way_to_answer(odense: Plan) -> None:
    known = incident_facts(odense, level="yellow", area="rising", cause="uro", reported_by="civica", at=AT, code="B", by_sms=False)
    assert known["reply"] == "Svar på linket:"


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02.30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02.30"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01.59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03.00"),
    ],
)
def test_times_are_told_on_the_plans_clock_on_both_clock_change_nights(odense: Plan, at: datetime, written: str) -> None:
    known = incident_facts(odense, level="red", area="rising", cause="drab", reported_by="civica", at=at, code="A")
    assert known["time"] == written


@pytest.mark.parametrize("template_kind", list(NoticeKind))
@pytest.mark.parametrize("medium", list(Medium))
def test_an_exercise_begins_with_its_word_on_every_medium(odense: Plan, template_kind: NoticeKind, medium: Medium) -> None:
    for template in odense.templates:
        if template.kind is template_kind and template.medium is medium:
            rendered = render(odense, template, facts(odense), mode=Mode.EXERCISE)
            assert rendered.text.startswith("ØVELSE")
            assert rendered.subject is None or rendered.subject.startswith("ØVELSE ")
            assert not render(odense, template, facts(odense)).text.startswith("ØVELSE")


def test_a_correction_and_a_call_off_begin_with_their_word(odense: Plan) -> None:
    for tier in (Tier.STRATEGIC, Tier.TACTICAL, Tier.CIVIL):
        for kind, word in ((NoticeKind.CORRECTION, "RETTELSE"), (NoticeKind.CALL_OFF, "AFMELDT")):
            for medium in (Medium.SMS, Medium.EMAIL):
                text = render(odense, odense.template("red", kind, tier, medium), facts(odense)).text
                assert text.startswith(word)


def test_a_text_never_carries_a_field_of_a_higher_tier(odense: Plan) -> None:
    leaky = Template("*", NoticeKind.ALARM, Tier.CIVIL, Medium.SMS, "{area}: {what_happened} {link}")
    with pytest.raises(Refused, match="civil tier may not carry what_happened"):
        render(odense, leaky, facts(odense, what_happened="hemmeligt"))


def test_nothing_tactical_ever_shows_in_a_shipped_civil_text(odense: Plan) -> None:
    secret = {name: "HEMMELIGT" for name, field in odense.fields.items() if field.tier is not Tier.CIVIL}
    for template in odense.templates:
        if template.tier is Tier.CIVIL:
            rendered = render(odense, template, facts(odense, **secret))
            assert "HEMMELIGT" not in f"{rendered.subject} {rendered.text} {rendered.html}"


def test_an_undeclared_variable_is_refused_not_left_in_the_text(odense: Plan) -> None:
    with pytest.raises(Refused, match="does not declare"):
        render(odense, Template("*", NoticeKind.ALARM, Tier.CIVIL, Medium.SMS, "{secret}"), facts(odense, secret="x"))


def test_a_missing_fact_is_refused_not_sent_as_a_hole(odense: Plan) -> None:
    template = odense.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.SMS)
    known = facts(odense)
    del known["area"]
    with pytest.raises(Refused) as refused:
        render(odense, template, known)
    assert refused.value.field == "area"


def test_a_line_without_anything_to_say_is_left_out(odense: Plan) -> None:
    template = odense.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.EMAIL)
    assert "Det ved vi" not in render(odense, template, facts(odense)).text
    assert "Det ved vi: To skud" in render(odense, template, facts(odense, what_happened="To skud")).text


def test_pasted_typography_does_not_double_the_parts(odense: Plan) -> None:
    template = odense.template("red", NoticeKind.UPDATE, Tier.TACTICAL, Medium.SMS)
    text = render(odense, template, facts(odense, update_text="Politiet \N{EN DASH} “alt er roligt”…")).text
    assert 'Politiet - "alt er roligt"...' in text


def test_a_subject_cannot_smuggle_in_a_header(odense: Plan) -> None:
    template = odense.template("red", NoticeKind.CHIEF_ALERT, Tier.TACTICAL, Medium.EMAIL)
    subject = render(odense, template, facts(odense, alert="a\r\nBcc: x@example.dk")).subject
    assert subject is not None
    assert subject.splitlines() == [subject]


def test_html_escapes_what_people_write_and_links_the_link(odense: Plan) -> None:
    template = odense.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.EMAIL)
    html = render(odense, template, facts(odense, what_happened="<script>alert(1)</script>")).html
    assert html is not None
    assert "<script>" not in html
    assert f'<a href="{LINK}">' in html


def test_the_ready_text_for_the_housing_board_is_the_head_of_boligsocialt_hus_own(odense: Plan) -> None:
    group = odense.groups["housing_board"]
    text = render(odense, ready_template(group, Medium.SMS), facts(odense)).text
    assert text.startswith("RØD ALARM Vollsmose: skyderi kl. 21.14.")
    assert text.endswith(LINK)
    mail = render(odense, ready_template(group, Medium.EMAIL), facts(odense))
    assert mail.subject == "RØD ALARM Vollsmose: skyderi kl. 21.14"


def test_a_seat_is_named_with_its_group(odense: Plan) -> None:
    fu = odense.group("fu")
    assert seat_label(fu, fu.seat("sundhed")) == "FU, Sundhed"
    assert seat_label(odense.group("cks")) == "CKS"


def test_text_that_is_longer_than_the_check_assumes_is_told_by_name(odense: Plan) -> None:
    assert too_long(odense, {"update_text": "x" * 161, "reason": "kort"}) == ("update_text",)


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), st.text(max_size=80)))
def test_facts_with_braces_are_never_read_as_variables(odense: Plan, written: dict[str, str]) -> None:
    known = facts(odense, **{name: f"{value}{{link}}" for name, value in written.items() if name != "link"})
    template = replace(odense.template("red", NoticeKind.ALARM, Tier.TACTICAL, Medium.VOICE), text="{area} {cause}")
    assert LINK not in render(odense, template, known).text
