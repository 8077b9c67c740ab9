"""The board is at least as new as the number it gives, so that whoever asks for what came after it misses nothing."""

from sqlalchemy import event

from service.bootstrap import Service
from service.work.board import board
from service.work.incidents import Alarm, raise_alarm


async def test_a_board_reads_the_timelines_end_before_what_it_shows(planned: Service) -> None:
    """Read last, it would count a change that had come meanwhile and does not stand there; nobody would be told of it again."""
    async with planned.unit("test") as unit:
        incident = (await raise_alarm(unit, Alarm("red", "vollsmose", "skyderi"))).id
    asked: list[str] = []
    event.listen(planned.store.engine.sync_engine, "before_cursor_execute", lambda _, __, statement, *___: asked.append(statement))
    async with planned.reading() as unit:
        found = await board(unit, incident)
    assert found.seq > 0
    reads = [statement for statement in asked if "SELECT" in statement]
    assert ["timeline_head" in statement for statement in reads] == [True] + [False] * (len(reads) - 1)
