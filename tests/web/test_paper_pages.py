"""The paper's page, its downloads, and the sheet by which paper comes back in (P6, I13)."""

import re

from flows.vocabulary import Role
from service.background.paper import typeset_newest
from service.work import paper, paper_order
from tests.web.visiting import visiting
from tests.web.world import World


async def test_duty_chief_and_secretariat_fetch_it_and_partners_do_not(still: World) -> None:
    async with still.service.unit("system") as unit:
        await paper.make(unit, paper_order.CHANGED)
    await typeset_newest(still.service.store)
    async with visiting(still, Role.SECRETARIAT) as secretariat, visiting(still, Role.PARTNER) as partner, visiting(still, None) as nobody:
        page = (await secretariat.get("/paper")).text
        kept = re.search(r'href="(/paper/\d{4}-\d\d-\d\d\.pdf)"', page)
        assert kept is not None
        for path in (kept[1], "/paper/now.pdf"):
            answer = await secretariat.get(path)
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF")
            assert "-noedmappe.pdf" in answer.headers["content-disposition"]
            assert answer.headers["cache-control"] == "no-store"
            assert (await partner.get(path)).status_code == 403
            assert (await nobody.get(path)).status_code == 303
        assert "Nødmappe" not in (await partner.get("/")).text
        for path in ("/paper/2020-01-01.pdf", "/paper/x.pdf"):
            assert (await secretariat.get(path)).status_code == 404
    async with visiting(still, Role.DUTY_CHIEF, "en") as english:
        assert "Download it as it is now" in (await english.get("/paper")).text
        assert (await english.get(kept[1])).content.startswith(b"%PDF")


async def test_a_sheet_is_entered_once_with_its_true_times(still: World) -> None:
    incident = await still.alarm(occurred_at="2026-01-01T20:00:00Z")
    at = f"/incidents/{incident}/from-paper"
    async with visiting(still, Role.SECRETARIAT) as visit:
        lines = {"day": "2026-01-01", "time-1": "21.14", "text-1": "Alarm hørt.", "time-4": "0:05", "text-4": "Ringet til Politi."}
        answer = await visit.send(at, {**lines, "once": "sheet-1", "do": "write"})
        assert answer.headers["location"] == f"/incidents/{incident}/timeline?told=from_paper"
        again = await visit.send(at, {**lines, "once": "sheet-1", "do": "write"})
        assert again.headers["location"] == answer.headers["location"]
        page = (await visit.get(answer.headers["location"])).text
        assert page.count("Ringet til Politi.") == 1
        assert "2. januar 2026 kl. 00.05" in page
        assert "skrevet ind" in page
        assert "Linjerne fra papiret står i tidslinjen." in page


async def test_nothing_is_lost_on_a_wrong_line(still: World) -> None:
    incident = await still.alarm()
    at = f"/incidents/{incident}/from-paper"
    lines = {"day": "2026-01-01", "time-1": "21.14", "text-1": "En linje.", "time-2": "nitten", "text-2": "<b>To</b>", "text-9": "Uden tid"}
    async with visiting(still, Role.DUTY_CHIEF) as visit:
        more = await visit.send(at, {**lines, "rows": "8", "do": "more"})
        assert more.status_code == 200
        assert 'id="text-16"' in more.text
        assert "En linje." in more.text
        wrong = await visit.send(at, {**lines, "rows": "16", "do": "write"})
        assert wrong.status_code == 422
        for kept in ("En linje.", "nitten", "&lt;b&gt;To&lt;/b&gt;", "Uden tid", 'id="time-2-error"', 'id="time-9-error"'):
            assert kept in wrong.text, kept
        assert "En linje." not in (await visit.get(f"/incidents/{incident}/timeline")).text
        for day in ("", "i går", "2999-01-01"):
            answer = await visit.send(at, {**lines, "time-2": "21.15", "time-9": "21.16", "rows": "16", "day": day, "do": "write"})
            assert answer.status_code in (303, 422), day
        assert (await visit.send(at, {"rows": "x" * 50, "do": "write", "day": "2026-01-01"})).status_code == 422
