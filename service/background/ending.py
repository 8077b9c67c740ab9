"""When a loop ends."""

import asyncio


def goes_on() -> bool:
    """Whether the running task has not been told to end.

    A loop asks at each turn: before Python 3.12 a cancel that meets an answer inside `asyncio.wait_for` is lost, and is then
    seen by nothing else. The database's pool waits so.
    """
    task = asyncio.current_task()
    return task is None or not task.cancelling()
