"""The alert list through the API: one person and a whole file (P6)."""

from tests.web.world import World

PERSON = {
    "name": "Test Birk",
    "organisation": "Fyns Politi",
    "mobile": "+46 70 174 06 99",
    "email": "birk@example.invalid",
    "places": [{"group": "fu", "seat": "politi", "position": 7}],
}


async def test_a_person_is_added_found_changed_and_taken_off(still: World) -> None:
    added = await still.post("/contacts", PERSON)
    assert added.status_code == 201, added.text
    person = added.json()
    assert person["mobile"] == "+46701740699"
    assert added.headers["location"] == f"/api/v1/contacts/{person['id']}"
    found = (await still.get("/contacts", search="test birk")).json()["items"]
    assert [one["id"] for one in found] == [person["id"]]
    changed = await still.client.put(added.headers["location"], json={**PERSON, "title": "Vagthavende"})
    assert changed.json()["title"] == "Vagthavende"
    confirmed = await still.post(f"/contacts/{person['id']}/confirmation")
    assert confirmed.json()["last_confirmed"] is not None
    assert (await still.client.delete(added.headers["location"])).status_code == 204
    assert (await still.client.get(added.headers["location"])).status_code == 404
    assert (await still.client.delete(added.headers["location"])).status_code == 404
    back = await still.post("/contacts", PERSON)
    assert back.json()["id"] == person["id"]


async def test_wrong_details_are_refused_by_field(still: World) -> None:
    for wrong, field in (
        ({"mobile": "112"}, "mobile"),
        ({"email": "birk"}, "email"),
        ({"name": "010190-1234"}, "name"),
        ({"places": [{"group": "nowhere"}]}, "group"),
        ({"places": [{"group": "fu", "seat": "nowhere"}]}, "seat"),
        ({"language": "fr"}, "language"),
        ({"last_confirmed": "2999-01-01"}, "last_confirmed"),
        ({"colour": "red"}, "colour"),
    ):
        answer = await still.post("/contacts", {**PERSON, **wrong})
        assert answer.status_code == 422, (wrong, answer.text)
        assert answer.json()["errors"][0]["field"] == field, answer.text


async def test_a_number_that_someone_has_is_a_conflict(still: World) -> None:
    taken = (await still.get("/contacts", limit=1)).json()["items"][0]["mobile"]
    assert (await still.post("/contacts", {**PERSON, "mobile": taken})).status_code == 409


async def test_what_is_exported_imports_without_a_change(still: World) -> None:
    for form in ("csv", "xlsx"):
        file = await still.get(f"/contacts/export.{form}")
        tried = await still.client.post(
            "/api/v1/contacts/import", params={"dry_run": "true"}, files={"file": (f"list.{form}", file.content)}
        )
        assert tried.status_code == 200, tried.text
        assert tried.json()["rows_read"] > 10
        assert tried.json()["differences"] == {"added": [], "changed": [], "removed": []}


async def test_a_dry_run_says_what_a_file_would_change_and_what_is_wrong_in_it(still: World) -> None:
    file = "navn;mobil;gruppe;plads;rækkefølge\nTest Ny;+46 70 174 06 98;fu;politi;9\nTest Gal;12;fu;politi;10\n".encode()
    headers = {"content-type": "text/csv"}
    tried = await still.client.post("/api/v1/contacts/import?dry_run=true", content=file, headers=headers)
    assert tried.json()["differences"]["added"] == ["Test Ny"]
    (problem,) = tried.json()["problems"]
    assert (problem["line"], problem["column"], problem["heading"]) == (3, "mobile", "mobil")
    refused = await still.client.post("/api/v1/contacts/import", content=file, headers=headers)
    assert refused.status_code == 422
    assert "skip_bad_rows=true" in refused.json()["detail"]
    assert (await still.get("/contacts", search="Test Ny")).json()["items"] == []
    taken = await still.client.post(
        "/api/v1/contacts/import?skip_bad_rows=true", content=file, headers={**headers, "idempotency-key": "import-1"}
    )
    assert taken.json()["added"] == 1
    assert taken.json()["skipped_lines"] == [3]
    again = await still.client.post(
        "/api/v1/contacts/import?skip_bad_rows=true", content=file, headers={**headers, "idempotency-key": "import-1"}
    )
    assert again.headers["idempotency-replayed"] == "true"


async def test_what_is_no_alert_list_is_refused(still: World) -> None:
    for name, content, status in (
        ("list.csv", b"", 422),
        ("list.csv", b"\x00\x00", 422),
        ("list.pdf", b"%PDF-1.7", 422),
        ("list.xlsx", b"PK\x03\x04 not a workbook", 422),
        ("list.csv", b"a;b\n1;2\n", 422),
        ("list.csv", b"x" * (11 * 2**20), 413),
    ):
        answer = await still.client.post("/api/v1/contacts/import", files={"file": (name, content)})
        assert answer.status_code == status, (name, content[:20], answer.text)
    form = {"content-type": "multipart/form-data"}
    for body, headers in ((b"x", {}), (b"--x", {"content-type": "multipart/form-data; boundary=y"}), (b"", form)):
        answer = await still.client.post("/api/v1/contacts/import", content=body, headers=headers)
        assert answer.status_code in (400, 422), answer.text
