"""Which channels there are: found by entry point, so that another package can add one.

A package adds a channel with an entry point in the group `beredskab.channels` that names a function
`build(settings) -> Sequence[Channel]`: an empty sequence when the channel is not configured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from flows.sentences import Refused, Sentence
from flows.vocabulary import Medium
from service.channels.protocol import Channel, ChannelSettings

GROUP: Final = "beredskab.channels"


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry point that gave no channel: its name, what was wrong, and the setting to mend when it is one."""

    entry_point: str
    sentence: Sentence
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The channels that work, by name, and what was wrong with the rest (shown by `beredskab doctor`)."""

    channels: dict[str, Channel]
    problems: tuple[Problem, ...]

    def for_medium(self, medium: Medium) -> tuple[Channel, ...]:
        """The channels for `medium`, in the order of their names."""
        return tuple(channel for _, channel in sorted(self.channels.items()) if channel.medium is medium)


def find_channels(settings: ChannelSettings, points: Iterable[EntryPoint] | None = None) -> Found:
    """Build every channel that is configured; a broken one is a `Problem` and never stops the others (I12)."""
    channels: dict[str, Channel] = {}
    problems: list[Problem] = []
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=lambda point: point.name):
        try:
            built = point.load()(settings)
            for channel in built:
                _take(channel, channels)
        except Refused as refused:
            problems.append(Problem(point.name, refused.sentence, refused.field))
        except Exception as error:
            # Whatever a package of someone else's does wrong, an alarm must still go out on the others.
            sentence = Sentence("The channel cannot be loaded: {reason}", reason=f"{type(error).__name__}: {error}")
            problems.append(Problem(point.name, sentence))
    return Found(channels, tuple(problems))


def _take(channel: Channel, channels: dict[str, Channel]) -> None:
    if not isinstance(channel.name, str) or not isinstance(channel.medium, Medium):
        raise TypeError("a channel has a name and a medium")
    if channel.concurrency < 1 or (channel.rate is not None and not channel.rate > 0):
        raise ValueError("a channel's concurrency is at least 1 and its rate above 0, or None")
    if not callable(channel.send) or not callable(channel.aclose):
        raise TypeError("a channel has send and aclose")
    if channel.name in channels:
        raise Refused("There are two channels called {name}. Remove one of the two packages.", name=channel.name)
    channels[channel.name] = channel
