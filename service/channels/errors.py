"""Why a message did not leave, and what to do next.

    ChannelError                       what happens to the delivery
    ├── Retry            RETRY         again after `after` seconds, or by the sender's own backoff
    │   └── RateLimited  RETRY         the same, and the whole channel pauses for `after` seconds
    ├── Unreachable      RETRY_ONCE    the phone is off: once more later, then the next medium
    ├── Permanent        NEXT_MEDIUM   this address is no use on this medium
    │   ├── OptedOut     NEXT_MEDIUM   the person wrote STOP: never this medium again, and the duty chief is told
    │   └── BadMessage   NEXT_MEDIUM   the message itself is refused (too long, filtered); the address may be fine
    ├── Misconfigured    RETRY_SLOWLY  our account or sender is wrong, not the person's address; the duty chief is told
    └── Uncertain        WAIT          the provider may have taken it: wait for its callback, then send again (I3)

A channel raises these and nothing else (besides `asyncio.CancelledError`). In all but `Uncertain` the provider has
certainly not taken the message, so sending again cannot make two.
"""

from enum import StrEnum
from typing import ClassVar

from flows.sentences import Sentence


class Next(StrEnum):
    """What happens to a delivery after an error."""

    RETRY = "retry"
    RETRY_ONCE = "retry_once"
    NEXT_MEDIUM = "next_medium"
    RETRY_SLOWLY = "retry_slowly"
    WAIT = "wait"


class ChannelError(Exception):
    """A message that the provider did not certainly take.

    `code` is the provider's own code (`"21610"`, `"450"`) or a short word of ours (`"timeout"`); `detail` is the
    provider's own words, at most 300 characters, for the log and the secretariat (it may hold the person's number: keep
    it with the personal fields); `after` is the least number of seconds to wait before the next attempt, None when the
    provider named none. `then` says what happens to the delivery and `tell_chief` whether the duty chief hears of it at
    once (I12).
    """

    then: ClassVar[Next] = Next.RETRY
    tell_chief: ClassVar[bool] = False
    meaning: ClassVar[Sentence] = Sentence("The provider could not take the message just now. It is sent again by itself.")

    def __init__(self, code: str, detail: str = "", *, after: float | None = None) -> None:
        self.code = code
        self.detail = " ".join(detail.split())[:300]
        self.after = after
        super().__init__(code, self.detail)

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.code}: {self.detail or self.meaning}"

    @property
    def sentence(self) -> Sentence:
        """What a person reads about it; never holds an address or the provider's words."""
        return self.meaning


class Retry(ChannelError):
    """A passing fault on the provider's side or on the way there; nothing was sent."""


class RateLimited(Retry):
    """The provider wants fewer messages a second: the channel pauses for `after` seconds, not this message only."""

    meaning = Sentence("The provider asks us to send more slowly. The message is sent again by itself.")


class Unreachable(ChannelError):
    """A condition of the person's phone or mailbox that may pass, such as a phone that is off."""

    then = Next.RETRY_ONCE
    meaning = Sentence("The phone or mailbox cannot be reached just now. It is tried once more, then the next channel is used.")


class Permanent(ChannelError):
    """This address will never work on this medium: not a number, a landline, no such mailbox."""

    then = Next.NEXT_MEDIUM
    meaning = Sentence("The address cannot receive this kind of message. The next channel is used; correct the address in the alert list.")


class OptedOut(Permanent):
    """The person has told the provider STOP; only their own START ends it."""

    tell_chief = True
    meaning = Sentence("The person has said STOP to messages on this number. Other channels are used; call if it is urgent.")


class BadMessage(Permanent):
    """The provider refuses this message, not this address: too long, empty, or stopped by a filter."""

    meaning = Sentence("The provider refuses the message itself, for its length or its content. The next channel is used.")


class Misconfigured(ChannelError):
    """Our account, key or sender is refused: every message of the channel fails until someone mends the settings."""

    then = Next.RETRY_SLOWLY
    tell_chief = True
    meaning = Sentence(
        "The provider refuses our account or sender, so nothing can be sent on this channel. Run `beredskab doctor` and mend the settings."
    )


class Uncertain(ChannelError):
    """The request was sent and no answer came: the provider may or may not have taken the message."""

    then = Next.WAIT
    meaning = Sentence(
        "The provider did not answer, so it is not known whether the message was sent. It is sent again if no receipt comes."
    )
