"""What a reader can answer from the data, as the sources say it (S1-S3, S5)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from actioncards.housing.figures import Figure, Missing
from actioncards.housing.model import HousingPlan

Plans = Mapping[str, HousingPlan]


def figures(plan: HousingPlan, indicator: str, subject: str) -> list[Figure]:
    return [figure for figure in plan.indicators[indicator].figures() if figure.subject == subject]


def test_rising_has_1195_residents_and_its_four_departments(odense: HousingPlan) -> None:
    assert {figure.value for figure in figures(odense, "beboere", "rising")} == {Decimal(1195)}
    assert odense.areas["rising"].departments == ("Påskeløkken", "Solbakken", "Riisingsparken", "Smedeløkken")


def test_the_six_areas_are_there_with_their_residents(odense: HousingPlan) -> None:
    """S1."""
    assert {key: figures(odense, "beboere", key)[0].value for key in odense.areas} == {
        "vollsmose": Decimal(5888),
        "korsloekken": Decimal(2559),
        "rising": Decimal(1195),
        "ejerslykke": Decimal(1148),
        "hoejemarksvej": Decimal(897),
        "stadionvej_skjoldsparken": Decimal(342),
    }


def test_the_charged_young_are_4_44_or_4_48_percent_against_1_58_in_odense(odense: HousingPlan) -> None:
    """S2: both figures of the source stand, each with its line."""
    assert {(f.value, f.line) for f in figures(odense, "sigtede", "whole")} == {(Decimal("4.44"), 302), (Decimal("4.48"), 409)}
    assert {f.value for f in figures(odense, "sigtede", "odense")} == {Decimal("1.58")}


def test_cks_meets_five_times_a_year_called_by_ssp_odense(odense: HousingPlan) -> None:
    """P4."""
    cks = odense.bodies["cks"]
    assert (cks.least, cks.most, cks.called_by, cks.meets_line) == (5, 5, "SSP Odense", 1786)


def test_what_has_no_value_for_stadionvej_skjoldsparken_and_why(odense: HousingPlan) -> None:
    """S2: not given is never zero."""
    area = "stadionvej_skjoldsparken"
    absent = {
        indicator.key: {figure.missing for figure in indicator.figures() if figure.subject == area and not figure.given}
        for indicator in odense.indicators.values()
    }
    why = {key: reasons for key, reasons in absent.items() if reasons}
    assert why["sigtede"] == {Missing.WITHHELD}
    assert why["underretninger"] == {Missing.NOT_MEASURED}
    assert why["karakterer"] == {Missing.NOT_GIVEN}
    assert why["talesprog"] == {Missing.NOT_MEASURED}
    assert why["fritidsjob"] == {Missing.LATER}
    assert why["bekymrende_fravaer"] == {Missing.WITHHELD, Missing.NOT_GIVEN}
    assert {"trygge", "frivillige", "faellesskab", "hjaelpe_naboer", "livstilfredshed", "foreninger", "frivillige_bsh"} <= why.keys()
    reasons = {silence.about: silence.why for silence in odense.silences}
    assert "diskretion" in reasons["Stadionvej/Skjoldsparken: sigtede 15-29-årige"]
    assert not [f for i in odense.indicators.values() for f in i.figures() if f.missing and f.value is not None]


def test_elections_and_other_comparisons_are_kept_apart(odense: HousingPlan) -> None:
    assert {(f.split, f.value) for f in figures(odense, "valgdeltagelse", "whole")} == {("KV 21", Decimal("42.2")), ("FV 22", Decimal(62))}
    assert [figures(odense, "trygge", key)[0].value for key in ("udsatte_198", "almen_sektor", "befolkning")] == [
        Decimal(74),
        Decimal(80),
        Decimal(88),
    ]
    assert figures(odense, "trygge", "odense") == []


def test_the_agreement_runs_from_1_october_2024_to_30_september_2028(odense: HousingPlan) -> None:
    assert (odense.starts, odense.ends) == (date(2024, 10, 1), date(2028, 9, 30))
    assert {p.who: p.signed for p in odense.parties if p.signed}["Odense Kommune"] == date(2024, 6, 27)


def test_gellerup_toveshoejs_funding_and_where_its_parts_fall_short(plans: Plans) -> None:
    budget = {line.payer: line.amount for line in plans["gellerup_toveshoej_2018_2022"].budget if line.focus_area is None}
    assert budget == {
        "Landsbyggefonden": Decimal(30_000_000),
        "Lokal medfinansiering": Decimal(12_128_000),
        "Samlet budget": Decimal(42_128_000),
    }


def test_gellerup_toveshoejs_rules_of_notification_and_conflict(plans: Plans) -> None:
    """S5: sections 9 and 10, and its coordinating bodies."""
    plan = plans["gellerup_toveshoej_2018_2022"]
    assert "afsnit 9" in plan.source.place(plan.rules["notification"].line)
    assert "afsnit 10" in plan.source.place(plan.rules["conflict"].line)
    assert {"samvirket", "gellerupmodellen", "risikostyring", "programledelse", "lokalraad_vest"} <= plan.bodies.keys()


def test_esbjergs_four_goals_have_their_dates(plans: Plans) -> None:
    goals = plans["esbjerg_hedelundgaardparken"].goals
    assert [goal.due for goal in goals.values()] == ["april 2014", "september 2014", "udgangen af 2015", "december 2015"]
    target = plans["esbjerg_hedelundgaardparken"].indicators["unge_uden"].targets[0]
    assert target.change_percent == Decimal(-50)


def test_staermosegaardens_yearly_mentoring_is_20_of_which_12_in_one_activity(plans: Plans) -> None:
    plan = plans["staermosegaarden_2015_2019"]
    yearly = {key: c.number for key, c in plan.criteria.items() if "mentorforløb" in c.text and c.period == "pr. år"}
    assert yearly == {"u_mentor": Decimal(20), "u2_mentor": Decimal(20)}
    own = [c.number for c in plan.activities["jobmuligheder"].criteria if c.text == "mentorforløb"]
    assert own == [Decimal(12)]
    assert plan.activities["smaa_skridt"].criteria == (), "the text ends before its criteria"


def test_tryghed_og_trivsel_has_three_activities(plans: Plans) -> None:
    activities = plans["tryghed_og_trivsel"].activities
    assert list(activities) == ["oekonomi", "gadeplan", "naboskab"]
    assert activities["naboskab"].areas == ("rising", "skt_klemensparken")
