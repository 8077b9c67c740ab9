"""A photo goes into the log with its line or not at all, and nowhere else (C4, I1, I7, I8)."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.sentences import Refused
from service.domain.pictures import cleaned
from service.store.tables import NoticeTextRow, PhotoRow
from service.work.closing import call_off, send_update
from service.work.lines import checked
from service.work.log import add_entry
from service.work.photos import delete, photo
from tests.domain.photos import photo as a_photo
from tests.work.town import Town

PICTURE = cleaned(a_photo())
MAY_READ = {"service/work/photos.py", "service/work/lines.py", "service/work/report.py"}
"""What keeps a photo, tells whether it is there, and writes the timeline's own exports."""


async def _rows(town: Town) -> list[PhotoRow]:
    async with town.service.store.read() as session:
        return list(await session.scalars(select(PhotoRow)))


async def test_the_photo_and_its_line_are_written_together_or_not_at_all(town: Town) -> None:
    incident = await town.alarm()
    with pytest.raises(Refused, match="CPR"):
        await town.do(add_entry, incident, "Det er 010170-1234.", None, PICTURE)
    assert not await _rows(town)
    await town.do(add_entry, incident, "Bilen holder ved blok 4.", None, PICTURE)
    [row] = await _rows(town)
    [line] = await town.entries(incident, "log")
    assert (row.seq, row.sha256) == (line.seq, line.data["photo"])
    assert (row.added_at, row.added_by, row.width, row.height) == (line.entered_at, line.actor, 640, 480)
    await town.do(call_off, incident, "Det er forbi.")
    await town.do(add_entry, incident, "Efterskrift.", None, PICTURE)
    assert len(await _rows(town)) == 2, "also of an incident that is over"


async def test_a_photo_deleted_for_good_leaves_its_line_and_who_deleted_it_and_why(town: Town) -> None:
    incident = await town.alarm()
    await town.do(add_entry, incident, "En forbipasserende.", None, PICTURE)
    [line] = await town.entries(incident, "log")
    for reason in ("", "Det er 010170-1234."):
        with pytest.raises(Refused) as refused:
            await town.do(delete, incident, line.seq, reason)
        assert refused.value.field == "reason"
    await town.do(delete, incident, line.seq, "Et ansigt kan kendes.")
    assert not await _rows(town)
    assert (await town.entries(incident, "photo.deleted"))[-1].data == {"line": line.seq}
    with pytest.raises(Refused, match="has been deleted"):
        await town.do(photo, incident, line.seq)
    async with town.service.reading() as unit:
        assert (await checked(unit, incident)).whole


async def test_what_is_sent_after_a_photo_was_kept_says_nothing_of_it(town: Town) -> None:
    """C4, I8."""
    incident = await town.alarm()
    await town.do(add_entry, incident, "Gerningsmandens bil.", None, PICTURE)
    await town.do(send_update, incident, "Stadig roligt.")
    await town.settle()
    async with town.service.store.read() as session:
        texts = list(await session.scalars(select(NoticeTextRow.body)))
    assert texts
    assert not [text for text in texts if "Gerningsmandens" in text or "billede" in text or "/photos/" in text]


def test_nothing_that_makes_words_for_others_can_read_a_photo() -> None:
    """C4: messages, announcements, situation reports, minutes and partners' pages do not know the table."""
    readers = {
        str(path)
        for room in ("service/work", "service/background", "service/channels", "service/exports", "service/web")
        for path in Path(room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module == "service.store" and any(name.name == "photos" for name in node.names))
            or (node.module or "").startswith("service.store.photos")
            or any(name.name == "PhotoRow" for name in node.names)
        )
    }
    assert readers == MAY_READ
