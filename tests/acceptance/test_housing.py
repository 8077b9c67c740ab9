"""The housing plans behind the alarm, and the situation report: S1-S6 and F12, over HTTP with the sandbox's clock.

Each test drives the running service from outside and names the rules it shows.
"""

import pytest

from tests.acceptance.odense import Odense, SaidNo

PLAN = "/housing/plans/odense_2024_2028"


async def test_the_six_areas_have_their_residents_departments_and_institutions(odense: Odense) -> None:
    """S1: as the source gives them; the landlord of Ejerslykke is not given, and stays so."""
    plans = {plan["key"]: plan for plan in await odense.every("/housing/plans")}
    assert len(plans["odense_2024_2028"]["areas"]) == 6
    rising = await odense.get(f"{PLAN}/areas/rising")
    residents = next(row for row in rising["describes"] if row["indicator"] == "beboere")
    assert residents["own"]["value"] == "1195"
    assert "Multihuset" in rising["facts"]["institutions"]
    assert (await odense.get(f"{PLAN}/areas/ejerslykke"))["facts"]["landlords"] == []


async def test_an_indicator_keeps_its_comparisons_its_elections_and_what_is_not_given(odense: Odense) -> None:
    """S2: not given is never zero, and a split is not flattened."""
    turnout = (await odense.get(f"{PLAN}/indicators/valgdeltagelse"))["figures"]
    assert {(one["split"], one["value"]) for one in turnout["odense"]} == {("KV 21", "65.5"), ("FV 22", "82.6")}
    charged = (await odense.get(f"{PLAN}/indicators/sigtede"))["figures"]["stadionvej_skjoldsparken"]
    assert [(one["value"], one["missing"]) for one in charged] == [(None, "withheld")]
    told = " ".join(one["text"] for one in await odense.every(f"{PLAN}/contradictions"))
    assert "4,44" in told
    assert "4,48" in told


async def test_an_activity_says_for_whom_by_whom_and_with_what_success(odense: Odense) -> None:
    """S3."""
    activity = (await odense.get(PLAN))["activities"]["kriminalitet_netvaerk"]
    assert activity["responsible"].startswith("tryghedsrådgiveren")
    assert activity["criteria"] == []
    gellerup = (await odense.get("/housing/plans/gellerup_toveshoej_2018_2022"))["activities"]["beboerraadgivning"]
    assert gellerup["criteria"][0]["number"] == "1750"


async def test_a_quarter_is_measured_reminded_of_and_frozen(odense: Odense) -> None:
    """S4: the round names who is missing, and the frozen report keeps what it said."""
    plan = "/housing/plans/tryghed_og_trivsel"
    opened = await odense.post(f"{plan}/rounds", {"quarter": "2025-Q4"})
    assert opened["missing"] == ["oekonomi", "gadeplan", "naboskab"]
    figure = {"kind": "delivery", "thing": "gadeplan", "subject": "rising", "period": "2025-Q4", "value": "31", "counted": "logbog"}
    await odense.post(f"{plan}/figures", figure)
    with pytest.raises(SaidNo) as twice:
        await odense.post(f"{plan}/figures", figure)
    assert twice.value.status == 409
    frozen = await odense.post(f"{plan}/rounds", {"quarter": "2025-Q4", "freeze": True})
    await odense.post(f"{plan}/figures", {**figure, "value": "33", "corrects": True})
    kept = next(one for one in await odense.every(f"{plan}/rounds") if one["quarter"] == "2025-Q4")
    assert kept["report"] == frozen["report"]
    assert [one["value"] for one in kept["report"]["deliveries"]] == ["31"]
    assert [one["value"] for one in await odense.every(f"{plan}/figures/delivery/gadeplan")] == ["31", "33"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"value": "140"}, "value"), ({"subject": "Rissing"}, "subject"), ({"period": "2099"}, "period"), ({"value": "4,9,9"}, "value")],
)
async def test_bad_figures_are_refused_at_their_field(odense: Odense, changed: dict[str, str], field: str) -> None:
    """S4: nothing half-stored, and the nearest name is offered."""
    figure = {"thing": "sigtede", "subject": "rising", "period": "2024", "value": "3,9"}
    with pytest.raises(SaidNo) as refused:
        await odense.post(f"{PLAN}/figures", {**figure, **changed})
    assert refused.value.status == 422
    assert [one["field"] for one in refused.value.problem["errors"]] == [field]


async def test_the_other_documents_load_into_the_same_model(odense: Odense) -> None:
    """S5: their rules, their dated goals, their targets."""
    plans = {plan["key"] for plan in await odense.every("/housing/plans")}
    assert plans == {
        "odense_2024_2028",
        "staermosegaarden_2015_2019",
        "gellerup_toveshoej_2018_2022",
        "esbjerg_hedelundgaardparken",
        "tryghed_og_trivsel",
    }
    esbjerg = await odense.get("/housing/plans/esbjerg_hedelundgaardparken")
    assert [goal["due"] for goal in esbjerg["goals"].values()] == ["april 2014", "september 2014", "udgangen af 2015", "december 2015"]


async def test_the_situation_report_feeds_on_the_housing_plan(odense: Odense) -> None:
    """S6, C1, C4, F10, I8: from draft to the tier; civil society gets the words that a named member has cleared, after the strategic."""
    incident = await odense.alarm(area="rising")
    address = f"/incidents/{incident}/situation"
    await odense.post(address, {"known": "Skud er bekræftet.", "public": "Hold afstand."})
    with pytest.raises(SaidNo) as early:
        await odense.post(f"{address}/1/sendings", {"tier": "tactical"})
    assert early.value.status == 409
    report = await odense.get(f"{address}/1")
    assert report["parts"]["place"]["residents"]["value"] == "1195"
    assert {one["indicator"] for one in report["parts"]["figures"]} >= {"trygge", "bekymrende_fravaer", "doemte"}
    civil = await odense.get(f"{address}/1?tier=civil")
    assert "figures" not in civil["parts"]
    assert "answers" not in civil["parts"]
    await odense.post(f"{address}/1/approval")
    with pytest.raises(SaidNo) as nobodys:
        await odense.post(f"{address}/1/sendings", {"tier": "civil"})
    assert [one["field"] for one in nobodys.value.problem["errors"]] == ["written_by"]
    writer = (await odense.seat(incident, "fu", "sundhed"))["people"][0]["id"]
    sent = await odense.post(f"{address}/1/sendings", {"tier": "civil", "written_by": writer})
    assert sent["told"] == 0
    announced = await odense.get(f"/announcements/{sent['announcement']}")
    assert (announced["state"], announced["report"]) == ("submitted", 1)
    with pytest.raises(SaidNo) as uncleared:
        await odense.post(f"/announcements/{announced['id']}/release")
    assert uncleared.value.status == 409
    decision = {"person_id": writer, "digest": announced["digest"]}
    with pytest.raises(SaidNo) as own:
        await odense.post(f"/announcements/{announced['id']}/clearance", decision)
    assert own.value.status == 403
    police = (await odense.seat(incident, "fu", "politi"))["people"][0]["id"]
    await odense.post(f"/announcements/{announced['id']}/clearance", {**decision, "person_id": police})
    await odense.post(f"/announcements/{announced['id']}/release")
    await odense.forward(15)
    civil = [d for d in await odense.messages(incident, "announcement") if d["lane"] == 40]
    assert civil
    assert "Hold afstand." in (await odense.phone(civil[0]["person_id"]))[0]["text"]
    await odense.post(address, {})
    outward = (await odense.get(f"{address}/2"))["parts"]["outward"]
    assert {who["seat"] for one in outward for who in one["cleared_by"]} == {"Politi"}
    assert (await odense.get(f"{address}/1/file.pdf")).startswith(b"%PDF")


async def test_an_unforeseen_task_draws_in_the_plans_own_resources(odense: Odense) -> None:
    """F12: the report names the activities that may be drawn in, and who answers for them."""
    incident = await odense.alarm(area="ejerslykke")
    await odense.post(f"/incidents/{incident}/situation", {"known": "Smitte i to opgange."})
    resources = {one["key"]: one for one in (await odense.get(f"/incidents/{incident}/situation/1"))["parts"]["resources"]}
    assert {"baeredygtighed", "bydelsloeftere_kvinder", "kriminalitet_netvaerk"} <= resources.keys()
    assert resources["kriminalitet_netvaerk"]["responsible"].startswith("tryghedsrådgiveren")
