"""Refusals tell what was wrong, where, and what to do, in the reader's language; no input gives a 500 (I13)."""

import json
from collections.abc import AsyncIterator
from itertools import product

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from flows.vocabulary import Role, Scope
from service.logs import without_personal_data
from service.web.languages import wanted_language
from tests.web.visiting import visiting
from tests.web.world import RED, World

POSTS = (
    "/incidents",
    "/incidents/preview",
    "/incidents/1/level",
    "/incidents/1/log",
    "/incidents/1/updates",
    "/incidents/1/correction",
    "/incidents/1/call-off",
    "/incidents/1/answers",
    "/tasks/1/done",
    "/contacts",
    "/sandbox/clock",
    "/sandbox/phones/1/sms",
)
ODD_BODIES = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe{}",
    b'{"level": "r\\u0000d", "area": "\\ud800", "cause": "\\u0000"}',
    b'{"text": "\\u0000", "reason": "\\u0000", "level": "red"}',
    b'{"text": "\\ud83d", "reason": "\\udc00", "level": "yellow"}',
    b'{"person_id": 99999999999999999999999, "kind": "seen"}',
    b'{"minutes": 1e400}',
    b'{"minutes": NaN}',
    b'{"until": "0001-01-01T00:00:00+14:00"}',
    b'{"until": "9999-12-31T23:59:59-14:00"}',
    b'{"until": 1700000000}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"minutes": ' + b"9" * 5_000 + b"}",
)

ODD_NUMBERS = ("0", "9223372036854775808", "99999999999999999999999999", "abc", "%00", "-1", "1e3")
ODD_QUERIES = ("search=%00", "search=%ff", "cursor=x", "cursor=%00", "limit=0", "limit=abc", "limit=99999999999999999999")


async def _is_a_refusal(answer: httpx.Response) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == answer.request.url.path


async def test_odd_bodies_are_refused_and_never_break_anything(still: World) -> None:
    for path, body in product(POSTS, ODD_BODIES):
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ";;;"):
            answer = await still.client.post(f"/api/v1{path}", content=body, headers={"content-type": kind})
            await _is_a_refusal(answer)


async def test_numbers_that_cannot_be_ids_are_refused(still: World) -> None:
    for number, path in product(ODD_NUMBERS, ("incidents", "deliveries", "contacts", "plans")):
        await _is_a_refusal(await still.client.get(f"/api/v1/{path}/{number}"))


async def test_odd_searches_cursors_and_keys_are_refused(still: World) -> None:
    for query in (*ODD_QUERIES, "cursor=aW5jaWRlbnRzOjE"):
        answer = await still.client.get(f"/api/v1/contacts?{query}")
        assert answer.status_code in (200, 422), query
    for key in ("", "x" * 201, "æøå".encode(), b"\x01"):
        answer = await still.client.post("/api/v1/incidents", json=RED, headers={"idempotency-key": key})  # type: ignore[dict-item]
        await _is_a_refusal(answer)


async def test_a_refusal_names_the_field_and_what_is_allowed(still: World) -> None:
    answer = await still.post("/incidents", {**RED, "area": "atlantis"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "area"
    assert "vollsmose" in error["detail"]


async def test_a_cpr_number_is_refused_and_nothing_is_changed(still: World) -> None:
    answer = await still.post("/incidents", {**RED, "what_happened": "Forurettet er 010190-1234."})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "what_happened"
    assert (await still.get("/incidents")).json()["items"] == []


async def test_the_reader_chooses_the_language_and_danish_is_the_rule(still: World) -> None:
    said = {}
    for header in ("da", "en", "", "de, en;q=0.5", "en;q=0.2, da;q=0.7"):
        answer = await still.client.get("/api/v1/incidents/7", headers={"accept-language": header})
        said[header] = answer.json()["title"], answer.headers["content-language"]
    assert said["da"] == ("Ikke fundet", "da") == said[""] == said["en;q=0.2, da;q=0.7"]
    assert said["en"] == ("Not found", "en") == said["de, en;q=0.5"]


@given(header=st.text(max_size=200))
def test_any_language_header_gives_one_of_our_languages(header: str) -> None:
    assert wanted_language(header) in ("da", "en")


async def test_without_a_key_nothing_is_told(still: World) -> None:
    for headers in ({"authorization": ""}, {"authorization": "Bearer brk_wrong"}, {"authorization": "Basic YTpi"}):
        answer = await still.client.get("/api/v1/incidents", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        await _is_a_refusal(answer)


async def test_a_key_may_do_what_its_scopes_say_and_no_more(still: World) -> None:
    reader = {"authorization": f"Bearer {await still.key_with(Scope.READ)}"}
    assert (await still.client.get("/api/v1/incidents", headers=reader)).status_code == 200
    refused = await still.client.post("/api/v1/incidents", json=RED, headers=reader)
    assert refused.status_code == 403
    assert "trigger" in refused.json()["detail"]
    by_other_header = {"authorization": "", "x-api-key": await still.key_with(Scope.TRIGGER)}
    assert (await still.client.post("/api/v1/incidents", json=RED, headers=by_other_header)).status_code == 201


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(still: World) -> None:
    declared = await still.client.post("/api/v1/incidents", content=b"x" * 2**20 + b"y")
    assert declared.status_code == 413
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield b" " * 100_000

    chunked = await still.client.post("/api/v1/incidents", content=endless(), headers={"content-type": "application/json"})
    await _is_a_refusal(chunked)
    assert chunked.status_code == 413


async def test_somebody_at_a_page_hears_of_a_file_that_is_too_large_on_a_page(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as visit:
        form = {"content-type": "multipart/form-data; boundary=x"}
        told = await visit.client.post("/alert-list/import", content=b"x" * 50_000_000, headers=form)
        assert (told.status_code, told.headers["content-type"]) == (413, "text/html; charset=utf-8")
        assert 'lang="da"' in told.text


async def test_a_method_that_an_address_does_not_take_is_answered_with_those_it_does(still: World) -> None:
    answer = await still.client.request("PATCH", "/api/v1/contacts/1")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, PUT"


async def test_every_answer_tells_the_browser_to_trust_nothing_but_us(still: World) -> None:
    for path in ("/healthz", "/api/v1/incidents", "/nowhere"):
        answer = await still.client.get(path)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), level=st.text(max_size=8) | st.sampled_from(["red", "yellow"]))
async def test_whatever_is_written_is_taken_or_refused(still: World, text: str, level: str) -> None:
    body = json.dumps({"level": level, "area": "vollsmose", "cause": "skyderi", "what_happened": text})
    answer = await still.client.post("/api/v1/incidents/preview", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 422), answer.text


async def test_a_page_for_an_address_that_is_none_speaks_the_readers_language(still: World) -> None:
    for language, words in (("da", "Der er ikke noget på denne adresse."), ("en", "There is nothing at this address.")):
        page = await still.client.get("/nosuch", headers={"accept": "text/html", "accept-language": language})
        assert page.status_code == 404
        assert f'<html lang="{language}"' in page.text
        assert words in page.text


async def test_the_reference_of_a_failure_of_ours_can_be_found_in_the_log(still: World) -> None:
    """What looks like somebody's CPR number is hidden there, and so would be a reference that does."""

    async def breaks() -> None:
        raise ZeroDivisionError

    still.app.add_api_route("/api/v1/breaks", breaks)
    for _ in range(300):
        with capture_logs() as told:
            failed = await still.get("/breaks")
        assert failed.status_code == 500
        [line] = [without_personal_data(None, "error", line) for line in told if "reference" in line]
        assert f"noted under {line['reference']}." in failed.json()["detail"]
