"""A photo on a log line: sent from the board or through the API, and kept inside the tier (C3, C4, I7, I13)."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from flows.vocabulary import Role, Scope
from service.domain.photo_proof import Proved
from service.domain.pictures import LARGEST
from service.exports.verify import verify_file
from service.store.tables import PhotoRow
from service.web.body_limits import LARGEST_PHOTO
from tests.domain.photos import CAMERA, PLACE, opened, photo
from tests.web.visiting import Visit, visiting
from tests.web.world import World

FROM_HERE = {"sec-fetch-site": "same-origin"}


def hidden(page: str) -> dict[str, str]:
    return {name: found[1] for name in ("csrf", "once", "parcel") if (found := re.search(rf'name="{name}" value="([^"]*)"', page))}


async def write(visit: Visit, incident: int, text: str, **files: Any) -> httpx.Response:
    """Send the board's form as a browser does: with both fields for a photo, the ones left empty too."""
    at = f"/incidents/{incident}"
    fields = hidden((await visit.get(at)).text) | {"text": text}
    sent = {name: files.get(name, ("", b"")) for name in ("camera", "photo")}
    return await visit.client.post(f"{at}/log", data=fields, files=sent, headers=FROM_HERE)


async def send(world: World, incident: int, data: bytes, *, key: str = "", **fields: str) -> httpx.Response:
    headers = {"idempotency-key": key} if key else {}
    files = {"photo": ("natbillede.jpg", data)}
    return await world.client.post(f"/api/v1/incidents/{incident}/photos", files=files, data=fields, headers=headers)


async def test_a_photo_of_the_board_stands_at_its_line_for_those_who_may_read_it(still: World) -> None:
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.SECRETARIAT) as office:
        done = await write(chief, incident, "Bilen holder ved blok 4.", camera=("img.jpg", photo(orientation=6)))
        assert (done.status_code, done.headers["location"]) == (303, f"/incidents/{incident}?told=log_photo")
        for at in (f"/incidents/{incident}", f"/incidents/{incident}/timeline"):
            page = (await office.get(at)).text
            assert "Bilen holder ved blok 4. (billede)" in page
            [small] = re.findall(r'<img class="photo__img" src="([^"]+)" alt="Bilen holder ved blok 4. \(billede\)"', page)
        for path, size in ((small, 320), (small.removesuffix("/small"), 640)):
            shown = await office.get(path)
            assert shown.headers["content-type"] == "image/jpeg"
            assert shown.headers["cache-control"] == "private, no-store"
            assert shown.headers["x-content-type-options"] == "nosniff"
            assert max(opened(shown.content).size) == size
            assert CAMERA.encode() not in shown.content
            assert PLACE.encode() not in shown.content
        assert "(billede)" in (await office.get(f"/incidents/{incident}/wall")).text
        assert "<img" not in (await office.get(f"/incidents/{incident}/wall")).text, "a room sees the wall, not the photos"


async def test_a_line_without_a_photo_is_written_as_before(still: World) -> None:
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        assert (await write(chief, incident, "Roligt.")).headers["location"].endswith("told=log")
        assert "photo__img" not in (await chief.get(f"/incidents/{incident}/timeline")).text


async def test_outside_the_tier_a_photo_is_answered_as_the_timeline_is(still: World) -> None:
    """C4: a partner, a stranger and a key without the scope learn nothing, not even whether there is a photo."""
    incident = await still.alarm()
    line = (await send(still, incident, photo(), text="Gerningsmandens bil.")).json()["seq"]
    async with visiting(still, Role.PARTNER) as partner, visiting(still, None) as stranger:
        for visit in (partner, stranger):
            timeline = await visit.get(f"/incidents/{incident}/timeline")
            for path in (f"photos/{line}", f"photos/{line}/small", f"photos/{line}/delete", "photos/1"):
                answer = await visit.get(f"/incidents/{incident}/{path}")
                assert answer.status_code == timeline.status_code in (403, 303)
                assert answer.headers["cache-control"] == "no-store"
                assert b"JFIF" not in answer.content
        assert not re.search(r"/photos/|Gerningsmandens|<img", (await partner.get(f"/incidents/{incident}")).text)
    async with visiting(still, Role.SECRETARIAT) as office:
        for path in (f"{incident}/photos/1", f"99/photos/{line}", f"{incident}/photos/{2**53}", f"{incident}/photos/{line}/x"):
            assert (await office.get(f"/incidents/{path}")).status_code == 404
    key = {"authorization": f"Bearer {await still.key_with(Scope.TRIGGER)}"}
    for path in (f"photos/{line}", "timeline"):
        assert (await still.client.get(f"/api/v1/incidents/{incident}/{path}", headers=key)).status_code == 403


async def test_a_refused_line_keeps_its_photo_and_a_refused_photo_its_line(still: World) -> None:
    """I13: nobody chooses a photo twice because of a slip in the words, nor types twice because of a wrong file."""
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        refused = await write(chief, incident, "Han hedder 010170-1234.", photo=("img.jpg", photo()))
        assert refused.status_code == 422
        assert "Han hedder 010170-1234." in refused.text
        assert "er her stadig" in refused.text
        fields = hidden(refused.text)
        done = await chief.client.post(f"/incidents/{incident}/log", data=fields | {"text": "En mand."}, files={"photo": ("", b"")})
        assert done.headers["location"].endswith("told=log_photo")
        assert "En mand. (billede)" in (await chief.get(f"/incidents/{incident}")).text

        wrong = await write(chief, incident, "Se planen.", photo=("plan.jpg", b"%PDF-1.7 nothing"))
        assert wrong.status_code == 422
        assert "Se planen." in wrong.text
        assert "Det er ikke et billede." in wrong.text
        both = await write(chief, incident, "To.", photo=("a.jpg", photo()), camera=("b.jpg", photo()))
        assert "Én linje kan have ét billede." in both.text
        large = await write(chief, incident, "Stort.", photo=("a.jpg", b"\xff\xd8\xff" + b"x" * LARGEST))
        assert (large.status_code, "Stort." in large.text) == (413, True)
        more = await chief.client.post(f"/incidents/{incident}/log", data=fields, files={"photo": ("a.jpg", b"x" * LARGEST_PHOTO)})
        assert more.status_code == 413


async def test_a_line_whose_session_ended_is_given_back_and_its_photo_asked_for_again(still: World) -> None:
    incident = await still.alarm()
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        fields = hidden((await chief.get(f"/incidents/{incident}")).text) | {"text": "Røg fra taget."}
        old = await chief.client.post(
            f"/incidents/{incident}/log", data=fields | {"csrf": "old"}, files={"photo": ("a.jpg", photo())}, headers=FROM_HERE
        )
        assert (old.status_code, "Røg fra taget." in old.text, "Næste side beder om den igen" in old.text) == (403, True, True)
        chief.client.cookies.clear()
        ended = await chief.client.post(
            f"/incidents/{incident}/log", data=fields, files={"photo": ("a.jpg", photo(size=(1500, 1500)))}, headers=FROM_HERE
        )
        assert ended.status_code == 401
        kept = dict(re.findall(r'name="kept-(\w+)" value="([^"]*)"', ended.text))
        assert (kept["text"], kept["lost"]) == ("Røg fra taget.", "yes")
    async with visiting(still, Role.DUTY_CHIEF, "en") as chief:
        again = await chief.send(f"/incidents/{incident}", kept, to=f"/incidents/{incident}/log")
        assert "Røg fra taget." in again.text
        assert "The photo did not come along." in again.text
        sent = await chief.client.post(f"/incidents/{incident}/log", data=hidden(again.text) | {"text": "Røg fra taget."})
        assert sent.headers["location"].endswith("told=log"), "once told, the line may go without it"


async def test_through_the_api_a_photo_is_sent_once_and_read_back(still: World) -> None:
    incident = await still.alarm()
    late = {"text": "Røg.", "occurred_at": "2026-01-01T10:00:00+01:00"}
    first = await send(still, incident, photo(), key="foto-1", **late)
    again = await send(still, incident, photo(), key="foto-1", **late)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true", "a form is drawn with another boundary each time"
    assert (first.json(), first.json()["width"]) == (again.json(), 640)
    assert (await send(still, incident, photo(size=(64, 48)), key="foto-1", **late)).status_code == 422
    shown = await still.client.get(first.headers["location"])
    assert (shown.headers["content-type"], opened(shown.content).size) == ("image/jpeg", (640, 480))
    entries = (await still.get(f"/incidents/{incident}/timeline", limit=100)).json()["items"]
    [line] = [entry for entry in entries if entry["kind"] == "log"]
    assert (line["data"]["photo"], line["text"]) == (first.json()["sha256"], "Røg. (photo)")
    assert line["occurred_at"] == "2026-01-01T09:00:00Z"


@pytest.mark.parametrize(
    ("fields", "data", "field", "status"),
    [
        ({"text": "Røg."}, b"<svg/>", "photo", 422),
        ({"text": "Røg."}, b"", "photo", 422),
        ({}, photo(), "text", 422),
        ({"text": "Røg.", "occurred_at": "i går"}, photo(), "occurred_at", 422),
        ({"text": "Røg.", "to": "alle"}, photo(), "to", 422),
        ({"text": "010170-1234"}, photo(), "text", 422),
        ({"text": "Røg."}, b"x" * (LARGEST + 1), "photo", 413),
    ],
    ids=["svg", "empty", "no words", "no moment", "no such field", "cpr", "too large"],
)
async def test_what_the_api_cannot_take_is_refused_at_its_field(
    still: World, fields: dict[str, str], data: bytes, field: str, status: int
) -> None:
    incident = await still.alarm()
    refused = await send(still, incident, data, **fields)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (status, field)
    assert not [e for e in (await still.get(f"/incidents/{incident}/timeline", limit=100)).json()["items"] if e["kind"] == "log"]


async def test_a_deleted_photo_is_gone_for_good_and_the_chain_whole(still: World) -> None:
    """C3, I7: the checksum stays, and who deleted it and why."""
    incident = await still.alarm()
    line = (await send(still, incident, photo(), text="En forbipasserende.")).json()["seq"]
    at = f"/incidents/{incident}/photos/{line}/delete"
    async with visiting(still, Role.SECRETARIAT) as office:
        assert f'href="{at}"' in (await office.get(f"/incidents/{incident}/timeline")).text
        asked = await office.send(at, {"reason": " "})
        assert (asked.status_code, "Skriv, hvorfor billedet slettes" in asked.text) == (422, True)
        done = await office.send(at, {"reason": "Et ansigt kan kendes."})
        assert done.headers["location"] == f"/incidents/{incident}/timeline?told=photo_deleted"
        page = (await office.get(f"/incidents/{incident}/timeline")).text
        assert "Billedet er slettet." in page
        assert f"Billedet til linje {line} blev slettet: Et ansigt kan kendes." in page
        assert "Kæden er hel" in page
        for path in (at, at.removesuffix("/delete"), at.replace("/delete", "/small")):
            assert (await office.get(path)).status_code == 404
        assert (await still.client.get(f"/api/v1{at.removesuffix('/delete')}")).status_code == 404
    again = await still.post(f"/incidents/{incident}/photos/{line}/deletion", {"reason": "Igen."})
    assert again.status_code == 404


async def test_an_exported_timeline_carries_its_photos_and_proves_them(still: World) -> None:
    """I7, inside the tier: the exports go to those who may read the timeline."""
    incident = await still.alarm()
    lines = [(await send(still, incident, photo(), text=words)).json()["seq"] for words in ("Et.", "To.")]
    await still.post(f"/incidents/{incident}/photos/{lines[1]}/deletion", {"reason": "Kan kendes."})
    files = {form: (await still.get(f"/incidents/{incident}/timeline.{form}")).content for form in ("json", "csv", "pdf")}
    async with visiting(still, Role.SECRETARIAT) as office:
        files["page"] = (await office.get(f"/incidents/{incident}/timeline.json")).content
        access = (await office.send(f"/incidents/{incident}/access-request", {})).text
    for form in ("json", "page"):
        verdict = verify_file(files[form])
        assert (verdict.whole, verdict.photos) == (True, Proved(checked=1, deleted=1))
    assert verify_file(files["csv"]).photos == Proved(deleted=1, absent=1)
    assert b"/DCTDecode" in files["pdf"]
    assert "Et. (billede)" in access
    assert "base64" not in access


async def test_a_photo_changed_in_the_database_is_not_shown_and_breaks_the_chain(still: World) -> None:
    """I7: the line holds the checksum, so the picture itself cannot be exchanged."""
    incident = await still.alarm()
    whole = (await send(still, incident, photo(), text="Et.")).json()["seq"]
    small = (await send(still, incident, photo(), text="To.")).json()["seq"]
    async with visiting(still, Role.SECRETARIAT) as office:
        page = f"/incidents/{incident}/timeline"
        assert "Kæden er hel" in (await office.get(page)).text
        await _exchange(still, whole, jpeg=photo("JPEG", (10, 10)))
        assert f"Billedet til linje {whole} er ændret" in (await office.get(page)).text
        refused = await office.get(f"/incidents/{incident}/photos/{whole}")
        assert (refused.status_code, "er ændret, efter at linjen blev skrevet" in refused.text) == (409, True)
        assert (await office.get(f"/incidents/{incident}/photos/{whole}/small")).status_code == 200
        await _exchange(still, small, small=photo("JPEG", (10, 10)))
        assert (await office.get(f"/incidents/{incident}/photos/{small}/small")).status_code == 409


async def _exchange(world: World, line: int, **values: bytes) -> None:
    async with world.service.unit("test") as unit:
        [row] = [row for row in await unit.session.scalars(select(PhotoRow)) if row.seq == line]
        for name, value in values.items():
            setattr(row, name, value)
