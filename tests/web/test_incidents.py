"""One alarm from beginning to end through the API (L1-L4, F3, F7)."""

import json

from tests.web.world import RED, World


async def test_a_preview_says_who_will_be_warned_and_changes_nothing(still: World) -> None:
    preview = (await still.post("/incidents/preview", RED)).json()
    assert preview["seats"] == 12 or preview["seats"] > 5
    sms = [text for text in preview["texts"] if text["medium"] == "sms"]
    assert all(text["sms"]["parts"] == 1 and text["sms"]["encoding"] == "gsm7" for text in sms)
    assert all("Vollsmose" in text["body"] for text in preview["texts"])
    assert isinstance(preview["holes"], list)
    assert (await still.get("/incidents")).json()["items"] == []


async def test_one_alarm_from_raising_to_evaluation(world: World) -> None:
    number = await world.alarm(what_happened="Skud ved centret.")
    await world.post("/sandbox/clock", {"minutes": 1})
    board = (await world.get(f"/incidents/{number}")).json()
    person = next(seat["people"][0] for group in board["groups"] for seat in group["seats"] if seat["people"])
    taken = await world.post(f"/incidents/{number}/answers", {"person_id": person["id"], "kind": "on_my_way", "minutes": 10})
    assert taken.json() == {"taken": "counted"}
    again = await world.post(f"/incidents/{number}/answers", {"person_id": person["id"], "kind": "on_my_way", "minutes": 10})
    assert again.json() == {"taken": "repeated"}
    lowered = await world.post(f"/incidents/{number}/level", {"level": "yellow", "reason": "Roligt igen."})
    assert lowered.json()["level"] == "yellow"
    assert (await world.post(f"/incidents/{number}/log", {"text": "Politiet er fremme."})).status_code == 201
    assert (await world.post(f"/incidents/{number}/updates", {"text": "Stadig roligt."})).status_code == 200
    corrected = await world.post(f"/incidents/{number}/correction", {"text": "Det var i Rising.", "area": "rising"})
    assert corrected.json()["area"] == "rising"
    assert (await world.post(f"/incidents/{number}/call-off", {"text": "Det er forbi."})).json()["state"] == "called_off"
    twice = await world.post(f"/incidents/{number}/call-off", {"text": "Det er forbi."})
    assert twice.status_code == 409
    assert (await world.post(f"/incidents/{number}/evaluation", {"text": "Gik godt."})).json()["state"] == "evaluated"


async def test_the_timeline_is_told_in_words_and_its_files_verify(world: World) -> None:
    number = await world.alarm()
    await world.post("/sandbox/clock", {"minutes": 1})
    entries, cursor = [], ""
    while cursor is not None:
        page = (await world.get(f"/incidents/{number}/timeline", limit=7, **({"cursor": cursor} if cursor else {}))).json()
        entries += page["items"]
        cursor = page["next"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert all(entry["text"] and entry["who"] for entry in entries)
    for form, start in (("json", b"{"), ("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")):
        file = await world.get(f"/incidents/{number}/timeline.{form}")
        assert file.status_code == 200
        assert file.content.startswith(start)
        assert f".{form}" in file.headers["content-disposition"]
    exported = json.loads((await world.get(f"/incidents/{number}/timeline.json")).content)
    assert len(exported["entries"]) == len(entries)


async def test_pages_link_to_the_next_and_end(world: World) -> None:
    number = await world.alarm()
    first = await world.get(f"/incidents/{number}/deliveries", limit=2)
    assert len(first.json()["items"]) == 2
    assert first.json()["next"] in first.headers["link"]
    seen, path = [], f"/api/v1/incidents/{number}/deliveries?limit=3"
    while path:
        answer = await world.client.get(path)
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.headers["link"].partition(">")[0][1:] if answer.json()["next"] else ""
    assert seen == sorted(set(seen))
    elsewhere = await world.get("/incidents", cursor=first.json()["next"])
    assert elsewhere.status_code == 422
    assert elsewhere.json()["errors"][0]["field"] == "cursor"


async def test_a_task_is_done_with_one_post(world: World) -> None:
    number = await world.alarm()
    (task,) = (await world.get(f"/incidents/{number}/tasks")).json()["items"]
    done = await world.post(f"/tasks/{task['id']}/done", {"note": "Ringet op."})
    assert done.json()["state"] == "done"
    assert (await world.post(f"/tasks/{task['id']}/decline", {})).status_code == 409
    assert (await world.post("/tasks/9999/done", {})).status_code == 404


async def test_an_answer_of_someone_never_written_to_is_refused(still: World) -> None:
    number = await still.alarm()
    answer = await still.post(f"/incidents/{number}/answers", {"person_id": 9999, "kind": "seen"})
    assert answer.status_code == 404


async def test_the_plan_and_its_seats_are_told_in_the_plans_order(still: World) -> None:
    areas = [area["key"] for area in (await still.get("/areas")).json()["items"]]
    assert areas[0] == "vollsmose"
    assert [level["key"] for level in (await still.get("/levels")).json()["items"]] == ["red", "yellow"]
    seats = (await still.get("/seats")).json()["items"]
    assert any(seat["people"] for seat in seats)
    plan = (await still.get("/plan")).json()
    assert (await still.get(f"/plans/{plan['id']}")).json() == plan
    assert (await still.get("/plans")).json()["items"][0]["fingerprint"] == plan["fingerprint"]
