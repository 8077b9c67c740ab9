"""Announcements over the API: drafted, cleared, released in order, put right, held back; and what bad input gets (C1-C4, F9-F11)."""

import pytest
from sqlalchemy import select

from flows.vocabulary import Role, Scope
from service.store.tables import PersonRow, PlaceRow
from tests.web.visiting import visiting
from tests.web.world import World

TEXT = {"text": "Politiet er til stede.", "correction": "Vores besked var forkert."}


async def holder(world: World, group: str, seat: str, position: int = 0) -> int:
    query = select(PlaceRow.person_id).where(PlaceRow.group_key == group, PlaceRow.seat_key == seat, PlaceRow.position == position)
    async with world.service.store.read() as session:
        found = await session.scalar(query)
    assert found is not None
    return found


async def content(world: World, *audiences: str, **more: object) -> dict[str, object]:
    writer = await holder(world, "fu", "sundhed")
    return {"written_by": writer, "parts": [{"audience": a, **TEXT} for a in audiences or ("strategic", "cks")], **more}


async def test_an_announcement_goes_all_the_way(still: World) -> None:
    incident = await still.alarm()
    starters = {one["audience"]: one for one in (await still.get(f"/incidents/{incident}/announcements/starters")).json()["items"]}
    assert starters["cks"]["inside_text"]
    assert starters["cks"]["recipients"] == 3
    assert starters["cks"]["after"] == ["Parterne på strategisk niveau"]
    draft = await content(still)
    draft["parts"][1]["text"] = "Bliv væk \N{EN DASH} følg “politiet”."  # type: ignore[index]
    shown = (await still.post(f"/incidents/{incident}/announcements/preview", draft)).json()
    sms = next(w for w in shown[1]["words"] if w["medium"] == "sms")
    assert sms["size"]["encoding"] == "ucs2"
    assert sms["size"]["forced_by"] == ["\N{EN DASH}", "“", "”"]
    assert 'Bliv væk - følg "politiet".' in sms["plainly"]
    made = await still.post(f"/incidents/{incident}/announcements", draft)
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    assert made.headers["location"] == f"/api/v1/announcements/{number}"
    assert (await still.post(f"/announcements/{number}/release", {})).status_code == 409
    assert (await still.post(f"/announcements/{number}/submission")).json()["state"] == "submitted"
    member, digest = await holder(still, "fu", "politi"), made.json()["digest"]
    cleared = await still.post(f"/announcements/{number}/clearance", {"person_id": member, "digest": digest})
    assert cleared.json()["state"] == "cleared"
    assert [d["name"] for d in cleared.json()["decisions"]] == ["Test Anemone"]
    out = await still.post(f"/announcements/{number}/release", {})
    assert out.json()["state"] == "releasing"
    assert out.json()["parts"][0]["reach"]["written"] == out.json()["parts"][0]["recipients"] > 10
    assert out.json()["parts"][1]["released_at"] is None
    held = await still.post(f"/incidents/{incident}/hold", {"person_id": member, "held": True})
    assert held.json()["held"]
    assert (await still.post(f"/announcements/{number}/correction")).status_code == 409
    assert (await still.post(f"/incidents/{incident}/hold", {"person_id": member, "held": False})).json()["held"] is False
    wrong = await still.post(f"/announcements/{number}/correction")
    assert wrong.json()["state"] == "corrected"
    listed = (await still.get(f"/incidents/{incident}/announcements")).json()["items"]
    assert [one["id"] for one in listed] == [number]
    lines = (await still.get(f"/incidents/{incident}/timeline", limit=200)).json()["items"]
    assert {"announcement.submitted", "announcement.cleared", "hold.set", "announcement.retracted"} <= {e["kind"] for e in lines}


async def test_bad_input_is_refused_where_it_stands_and_nothing_is_lost_or_sent(still: World) -> None:
    """I13, C1, C4."""
    incident = await still.alarm()
    path = f"/incidents/{incident}/announcements"
    cases = [
        (await content(still, "cks"), 422, "parts.0.audience"),
        (await content(still, "everybody"), 422, "parts.0.audience"),
        (await content(still, attachments=[{"name": "kort.pdf"}]), 422, "attachments"),
        (await content(still, area="atlantis"), 422, "area"),
        ({**await content(still), "written_by": 999_999}, 422, "written_by"),
    ]
    for text, place in (
        ("{what_happened}", "what_happened"),
        ("{cause", "parts.1.text"),
        ("Det siger Fyns Politi.", "parts.1.text"),
        ("010190-1234", "parts.1.text"),
    ):
        wrong = await content(still)
        wrong["parts"][1]["text"] = text  # type: ignore[index]
        cases.append((wrong, 422, place))
    for sent, status, field in cases:
        answer = await still.post(path, sent)
        assert answer.status_code == status, answer.text
        assert field in [e["field"] for e in answer.json()["errors"]], answer.text
    assert (await still.get(path)).json()["items"] == []
    made = (await still.post(path, await content(still))).json()
    await still.post(f"/announcements/{made['id']}/submission")
    clearance = f"/announcements/{made['id']}/clearance"
    writer, stranger = made["writers"][0], await holder(still, "ssp_board", "by_kultur")
    for person, status in ((writer, 403), (stranger, 403), (999_999, 403)):
        assert (await still.post(clearance, {"person_id": person, "digest": made["digest"]})).status_code == status
    member = await holder(still, "fu", "politi")
    assert (await still.post(clearance, {"person_id": member, "digest": "0" * 64})).status_code == 409
    assert (await still.post(clearance, {"person_id": member, "digest": made["digest"], "cleared": False})).status_code == 422
    assert (await still.post(clearance, {"person_id": member, "digest": made["digest"]})).json()["state"] == "cleared"
    past = await still.post(f"/announcements/{made['id']}/release", {"at": "2020-01-01T12:00:00Z"})
    assert (past.status_code, past.json()["errors"][0]["field"]) == (422, "at")


@pytest.mark.parametrize("scope", [Scope.TRIGGER, Scope.ANSWER])
async def test_a_key_that_may_not_clear_does_not_clear(still: World, scope: Scope) -> None:
    """C1."""
    key = await still.key_with(scope)
    answer = await still.post(
        "/announcements/1/clearance", {"person_id": 1, "digest": "0" * 64}, headers={"authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 403


async def test_nobody_on_the_list_is_said_to_who_submits(still: World) -> None:
    """I12."""
    incident = await still.alarm()
    made = (
        await still.post(f"/incidents/{incident}/announcements", await content(still, "strategic", "institutions", area="rising"))
    ).json()
    assert made["parts"][1]["recipients"] == 0
    answer = await still.post(f"/announcements/{made['id']}/submission")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "parts.1.audience"


async def test_whoever_is_taken_off_the_list_clears_no_more(still: World) -> None:
    incident = await still.alarm()
    made = (await still.post(f"/incidents/{incident}/announcements", await content(still))).json()
    await still.post(f"/announcements/{made['id']}/submission")
    member = await holder(still, "fu", "politi")
    async with still.service.store.write() as session:
        (await session.get_one(PersonRow, member)).active = False
    answer = await still.post(f"/announcements/{made['id']}/clearance", {"person_id": member, "digest": made["digest"]})
    assert answer.status_code == 403


async def test_only_the_button_that_clears_clears_and_no_number_breaks_a_members_link(still: World) -> None:
    """C1, I13."""
    incident = await still.alarm()
    made = (await still.post(f"/incidents/{incident}/announcements", await content(still))).json()
    assert (await still.post(f"/announcements/{made['id']}/submission")).status_code == 200
    link = f"/f/{still.service.house.links.token('answer', incident, await holder(still, 'fu', 'politi'))}"
    asked = {"announcement": str(made["id"]), "digest": made["digest"]}
    for wrong in ({"do": "whatever"}, {}, {"do": "clear", "announcement": "9" * 20}, {"do": "clear", "announcement": "9" * 5000}):
        refused = await still.client.post(link, data=asked | wrong)
        assert 400 <= refused.status_code < 500
        assert (await still.get(f"/announcements/{made['id']}")).json()["state"] == "submitted"
    assert (await still.client.post(link, data=asked | {"do": "clear"})).status_code == 303
    assert (await still.get(f"/announcements/{made['id']}")).json()["state"] == "cleared"
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        member = str(await holder(still, "fu", "politi"))
        page = f"/incidents/{incident}/announcements"
        assert (await chief.send(page, {"do": "zzz", "person": member}, f"/incidents/{incident}/hold")).status_code == 422
        assert not (await still.get(f"/incidents/{incident}/hold")).json()["held"]
