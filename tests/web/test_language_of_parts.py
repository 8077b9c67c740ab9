"""On an English page, what is Danish says so: a screen reader reads it as Danish (WCAG 3.1.2)."""

import re

from flows.vocabulary import Role
from service.store import alert_list, incidents
from service.work.cards import LINK
from tests.web.visiting import Visit, visiting
from tests.web.world import World


async def test_messages_cards_and_ready_texts_are_marked_as_danish_for_an_english_reader_only(still: World) -> None:
    incident = await still.alarm()
    async with still.service.unit("user:1") as unit:
        [task] = await incidents.tasks(unit.session, incident)
        (holder, *_) = (await alert_list.holders(unit.session, ["fu"]))[("fu", "politi")]
        person = await alert_list.person(unit.session, holder.id)
        assert person is not None
        person.language = "en"
        token = unit.house.links.token
        card = f"/k/{token(LINK, incident, holder.id)}"
        task_link = f"/t/{token('task', incident, task.id)}"
    async with (
        visiting(still, Role.DUTY_CHIEF, "en") as english,
        visiting(still, Role.DUTY_CHIEF) as dane,
        visiting(still, None) as partner,
    ):
        for path in ("/plan/texts?show=alarm", f"/incidents/{incident}"):
            assert ' lang="da"' in _inside(await _page(english, path)), path
            assert ' lang="da"' not in _inside(await _page(dane, path)), path
        own = await _page(partner, card)
        assert '<html lang="en"' in own
        assert {part for part in ("h2", "strong", "span") if re.search(rf'<{part}[^>]* lang="da">', own)} == {"h2", "strong", "span"}
        assert ' lang="da"' not in _inside(await _page(partner, task_link))


async def _page(visit: Visit, path: str) -> str:
    answer = await visit.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


def _inside(page: str) -> str:
    """All but the page's own language."""
    return re.sub(r"<html[^>]*>", "", page)
