"""A bar for what takes long, where somebody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.sentences import Sentence
from service.cli.speaking import said


@contextmanager
def bar(what: Sentence, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A function to tell how many more are done. It draws only on a terminal, on standard error."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(desc=said(what), total=total, unit="", leave=False) as drawn:
        yield drawn.update


@contextmanager
def counted(what: Sentence) -> Iterator[Callable[[int], None]]:
    """As `bar`, for work that tells how many are done altogether."""
    with bar(what) as more:
        done = 0

        def tell(altogether: int) -> None:
            nonlocal done
            more(altogether - done)
            done = altogether

        yield tell
