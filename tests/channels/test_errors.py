"""The errors' promises."""

import pytest

from service.channels import errors
from service.channels.errors import ChannelError, Next


def _all() -> list[type[ChannelError]]:
    found, waiting = [], [ChannelError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return found


@pytest.mark.parametrize("kind", _all(), ids=lambda kind: kind.__name__)
def test_every_error_stands_in_the_drawing_with_what_it_does(kind: type[ChannelError]) -> None:
    drawing = errors.__doc__ or ""
    line = next(line for line in drawing.splitlines() if f" {kind.__name__} " in f"{line} ".replace("└── ", " "))

    assert kind is ChannelError or kind.then.name in line.split()


@pytest.mark.parametrize("kind", _all(), ids=lambda kind: kind.__name__)
def test_an_error_tells_people_what_it_means_without_the_persons_number(kind: type[ChannelError]) -> None:
    error = kind("30003", "no route to +4520999999", after=2.0)

    assert "+4520999999" not in str(error.sentence)
    assert str(error.sentence).endswith(".")
    assert error.then in Next
    assert error.after == 2.0


def test_the_providers_words_are_kept_short_and_on_one_line() -> None:
    assert ChannelError("x", "a\r\n b\t" + "c" * 1000).detail == "a b " + "c" * 296
