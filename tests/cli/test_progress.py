"""A bar on long imports and exports, where somebody looks, and nowhere else."""

import contextlib
import io

from flows.sentences import Sentence
from service.cli.progress import bar, counted


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal_and_nothing_is_written_into_a_file() -> None:
    for stream, draws in ((_Terminal(), True), (io.StringIO(), False)):
        with contextlib.redirect_stderr(stream):
            with bar(Sentence("Writing people"), total=3) as more:
                more(3)
            with counted(Sentence("Reading rows")) as told:
                told(2)
                told(5)
        assert (("Writing people" in stream.getvalue()), ("Reading rows" in stream.getvalue())) == (draws, draws)
