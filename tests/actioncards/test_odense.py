"""The Odense plan says what the plan's rules say: L1-L3, F1-F5, P1-P5, S1, C1."""

from datetime import UTC, datetime

import pytest

from actioncards.facts import FACTS, incident_facts
from actioncards.loader import load
from actioncards.model import Alert, Fallback, Plan, Step
from actioncards.sizes import sms_sizes, table
from actioncards.sms import Encoding
from flows.vocabulary import OWN_WORDS, Lane, Medium, Mode, NoticeKind, Tier
from tests.actioncards.folders import ODENSE, Folder

SEATS = {
    "duty_chief": "chefvagt",
    "fu": "politi boern_unge beskaeftigelse_social by_kultur sundhed boligsocialt_hus",
    "ssp_board": "politi boern_unge beskaeftigelse_social by_kultur ssp boligsocialt_hus",
    "housing_board": "forperson naestforperson_civica naestforperson_obo naestforperson_abo naestforperson_kommune"
    " medlem_fab medlem_civica medlem_obo medlem_abo medlem_beskaeftigelse_social medlem_boern_unge medlem_by_kultur"
    " politikonsulent",
    "parties": "fyns_politi odense_kommune fab civica odense_boligselskab abo boligsocialt_hus ssp_odense",
    "cks": "",
}


def test_the_seats_are_those_of_the_plan(odense: Plan) -> None:
    """P1-P5."""
    assert {key: " ".join(seat.key for seat in group.seats) for key, group in odense.groups.items()} == SEATS
    assert [seat.key for seat in odense.groups["housing_board"].seats if not seat.votes] == ["politikonsulent"]


def test_the_tiers_are_those_of_the_plan(odense: Plan) -> None:
    """P1-P5, C4."""
    assert {key: group.tier for key, group in odense.groups.items()} == {
        "duty_chief": Tier.TACTICAL,
        "fu": Tier.TACTICAL,
        "ssp_board": Tier.STRATEGIC,
        "housing_board": Tier.STRATEGIC,
        "parties": Tier.STRATEGIC,
        "cks": Tier.CIVIL,
    }


def test_there_are_six_areas(odense: Plan) -> None:
    """S1."""
    assert list(odense.areas) == [
        "vollsmose",
        "korsloekken",
        "rising",
        "ejerslykke",
        "hoejemarksvej",
        "stadionvej_skjoldsparken",
    ]
    assert "Korsløggen" in odense.areas["korsloekken"].aliases


def test_red_is_proactive_and_more_severe_than_yellow(odense: Plan) -> None:
    """L1, L2."""
    red, yellow = odense.levels["red"], odense.levels["yellow"]
    assert red.rank > yellow.rank
    assert (red.proactive, yellow.proactive) == (True, False)
    assert red.shape != yellow.shape
    assert {cause.key for cause in red.causes} >= {"drab", "drabsforsoeg", "skyderi", "bombe", "knivstik"}
    assert {cause.key for cause in yellow.causes} >= {
        "uro",
        "haervaerk",
        "brand",
        "overfald",
        "slagsmaal",
        "visitationszone",
        "skaerpet_strafzone",
        "vold_mod_myndighedsperson",
        "alvorlig_ulykke",
        "utryghed",
        "demonstration",
        "saerlig_begivenhed",
        "ekstraordinaer",
    }


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (
            "red",
            {
                "fu": Step.AT_ONCE,
                "ssp_board": Step.AT_ONCE,
                "parties": Step.AT_ONCE,
                "housing_board": Step.BY_TASK,
                "cks": Step.AFTER_CLEARANCE,
            },
        ),
        (
            "yellow",
            {
                "fu": Step.AT_ONCE,
                "ssp_board": Step.AT_ONCE,
                "housing_board": Step.BY_TASK,
                "cks": Step.AFTER_CLEARANCE,
            },
        ),
    ],
)
def test_each_level_warns_whom_the_plan_says(odense: Plan, level: str, told: dict[str, Step]) -> None:
    """F3, F4, C1."""
    audience = odense.audience(level, "rising")
    assert {one.group.key: one.step for one in audience} == told
    assert [one.area.key for one in audience if one.area] == ["rising"]


def test_red_is_quicker_than_yellow_in_every_step(odense: Plan) -> None:
    for group in ("fu", "ssp_board", "housing_board"):
        red, yellow = (odense.levels[level].policies[group] for level in ("red", "yellow"))
        assert red.next_medium_minutes < yellow.next_medium_minutes
        assert red.deputy_minutes < yellow.deputy_minutes
        assert red.unreachable_minutes < yellow.unreachable_minutes


def test_the_housing_board_is_warned_by_the_head_of_boligsocialt_hus(odense: Plan) -> None:
    """F3."""
    detour = odense.groups["housing_board"].warned_by
    assert detour is not None
    assert (detour.group, detour.seat, detour.fallback) == ("ssp_board", "boligsocialt_hus", Fallback.SEND)
    assert detour.deadline_minutes > 0


def test_a_red_meeting_is_held_whatever_the_hour_and_every_meeting_has_half_an_hours_notice(odense: Plan) -> None:
    """F5."""
    assert odense.levels["red"].meeting.at_once
    assert not odense.levels["yellow"].meeting.at_once
    assert [level.meeting.notice_minutes for level in odense.levels.values()] == [30, 30]


def test_the_agenda_has_the_four_points_of_the_plan(odense: Plan) -> None:
    """F6, C4."""
    assert odense.meeting is not None
    assert [point.key for point in odense.meeting.agenda] == ["crisis_handling", "communication", "other_plans", "announcements"]
    assert Tier.CIVIL not in odense.meeting.minutes_to


def test_a_plan_may_have_no_meeting(folder: Folder) -> None:
    text = folder.text("plan.yaml")
    start = text.index("# How the executive committee meets")
    folder.write("plan.yaml", text[:start] + text[text.index("call_off:") :])
    assert load(folder.path).meeting is None


def test_every_party_behind_the_plan_can_activate_it(odense: Plan) -> None:
    """F1, P5."""
    for seat in odense.groups["parties"].seats:
        assert odense.organisations[seat.organisation].activates
        assert odense.organisations[seat.organisation].signs


def test_messages_to_the_duty_chief_go_first(odense: Plan) -> None:
    """I6."""
    assert odense.duty_chief.policy.lane is Lane.CHIEF
    assert set(odense.alerts) == set(Alert)


def test_every_shipped_text_message_is_one_plain_part_as_usual_and_never_more_than_two(odense: Plan) -> None:
    for one in sms_sizes(odense):
        assert one.usual.encoding is Encoding.GSM7, one.name
        assert one.usual.parts == 1, one.name
        assert one.longest.encoding is Encoding.GSM7, one.name
        assert one.longest.parts <= 2, one.name


def test_every_kind_of_text_message_is_in_the_table(odense: Plan) -> None:
    assert {one.template.kind for one in sms_sizes(odense)} == set(NoticeKind) - OWN_WORDS
    assert table(odense).count("\n") == len(sms_sizes(odense)) + 1


def test_the_link_stands_on_a_line_of_its_own_in_every_text_message(odense: Plan) -> None:
    for template in odense.templates:
        if template.medium is Medium.SMS:
            assert template.text.split("\n")[-1] == "{link}"


def test_the_lengths_the_check_assumes_hold_the_agreed_link(odense: Plan) -> None:
    assert odense.fields["link"].longest == len("https://beredskab.example.dk/a/") + 18


def test_every_fact_of_an_incident_is_declared_and_no_longer_than_declared(odense: Plan) -> None:
    assert set(odense.fields) == set(FACTS)
    for level in odense.levels.values():
        for cause in level.causes:
            for area in odense.areas:
                facts = incident_facts(
                    odense,
                    level=level.key,
                    area=area,
                    cause=cause.key,
                    reported_by="beskaeftigelse_social",
                    at=datetime(2026, 1, 1, tzinfo=UTC),
                    code="A",
                    several_open=True,
                )
                assert all(len(value) <= odense.fields[name].longest for name, value in facts.items())


def test_exercise_and_sandbox_each_have_their_word(odense: Plan) -> None:
    """I9."""
    assert odense.modes[Mode.EXERCISE] == "ØVELSE"
    assert odense.modes[Mode.SANDBOX] == "SANDKASSE"


def test_the_whole_plan_loads_in_well_under_the_time_a_start_may_take() -> None:
    assert load(ODENSE).key == "odense"
