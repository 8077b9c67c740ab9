"""A channel's answer in the words that the work layer records."""

from typing import Final

from service.channels.errors import ChannelError, Next, OptedOut, RateLimited
from service.channels.protocol import Receipt
from service.domain.outcomes import Outcome, Verdict
from service.store.outbox import Claim

_BY_NEXT: Final = {
    Next.RETRY: Verdict.AGAIN,
    Next.RETRY_ONCE: Verdict.AGAIN_ONCE,
    Next.NEXT_MEDIUM: Verdict.USELESS,
    Next.RETRY_SLOWLY: Verdict.MISCONFIGURED,
    Next.WAIT: Verdict.IN_DOUBT,
}


def outcome_of_receipt(claimed: Claim, channel: str, receipt: Receipt) -> Outcome:
    """The provider said yes."""
    return Outcome(
        claimed.id,
        claimed.fence,
        claimed.incident_id,
        claimed.person_id,
        claimed.medium,
        channel,
        Verdict.ACCEPTED,
        provider_id=receipt.provider_id,
        state=receipt.state,
        detail=receipt.detail,
    )


def outcome_of_error(claimed: Claim, channel: str, error: ChannelError) -> Outcome:
    """The provider did not say yes."""
    return Outcome(
        claimed.id,
        claimed.fence,
        claimed.incident_id,
        claimed.person_id,
        claimed.medium,
        channel,
        _verdict(error),
        code=error.code,
        detail=error.detail,
        wait=error.after,
    )


def _verdict(error: ChannelError) -> Verdict:
    if isinstance(error, RateLimited):
        return Verdict.AGAIN_UNCOUNTED
    if isinstance(error, OptedOut):
        return Verdict.OPTED_OUT
    return _BY_NEXT[error.then]
