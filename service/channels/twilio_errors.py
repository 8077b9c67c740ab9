"""What Twilio's error codes mean for a delivery: one table for refusals at once and for failures reported later.

From Twilio's error dictionary; a code that is not here is judged by the HTTP status it came with.
"""

import json
from typing import Final

from service.channels.errors import (
    BadMessage,
    ChannelError,
    Misconfigured,
    OptedOut,
    Permanent,
    RateLimited,
    Retry,
    Uncertain,
    Unreachable,
)

_CODES: Final[dict[type[ChannelError], tuple[int, ...]]] = {
    RateLimited: (14107, 20429, 21611, 30022, 63018, 63038),
    Retry: (20500, 20503, 30001, 30410, 30500),
    Unreachable: (30003, 30008),
    # Not a number, not a mobile, a landline, a short or premium number, blocked by the carrier, unknown to it.
    Permanent: (21211, 21214, 21217, 21265, 21266, 21268, 21604, 21612, 21614, 21635, 30004, 30005, 30006, 30011),
    OptedOut: (21610,),
    BadMessage: (21602, 21605, 21617, 21619, 21623, 30007, 30019),
    # Account closed or on trial, sender not ours or not allowed, callback address refused, price or day's limit met.
    Misconfigured: (
        *(
            10001,
            20003,
            20005,
            20008,
            20404,
            21210,
            21212,
            21219,
            21267,
            21408,
            21601,
            21603,
            21606,
            21607,
            21608,
            21609,
        ),
        *(21656, 21659, 21660, 21661, 21701, 21703, 21705, 30002, 30010, 30018, 30023, 30032, 30034, 30040),
    ),
}
_BY_CODE: Final = {code: kind for kind, codes in _CODES.items() for code in codes}
_BY_STATUS: Final[dict[int, type[ChannelError]]] = {
    **dict.fromkeys((301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 407), Misconfigured),
    **dict.fromkeys((408, 409, 425, 500, 501, 503), Retry),
    413: BadMessage,
    # A gateway on the way gave up waiting: what stands behind it may have taken the message.
    **dict.fromkeys((502, 504), Uncertain),
}


def kind_of(code: int | None, status: int = 400) -> type[ChannelError]:
    """The error that Twilio's `code` and HTTP `status` stand for.

    429 is always safe to repeat. Another unknown refusal would be refused again in the same words, so it is
    `Permanent`; another unknown 5xx may have gone through, so it is `Uncertain`.
    """
    if status == 429:
        return RateLimited
    if code in _BY_CODE:
        return _BY_CODE[code]
    return _BY_STATUS.get(status) or (Uncertain if status >= 500 else Permanent)


def kind_of_failure(code: int | None) -> type[ChannelError]:
    """The error for a message that was taken and failed later; without a known code it is worth one more attempt."""
    return _BY_CODE.get(code, Unreachable) if code is not None else Unreachable


def refusal(status: int, body: str, retry_after: str | None) -> ChannelError:
    """The error for a response that is not a yes; `retry_after` is that header's value, in whole seconds or ignored."""
    try:
        told = json.loads(body)
        code, words = told.get("code"), told.get("detail") or told.get("message") or told.get("title") or ""
    except (ValueError, AttributeError):
        code, words = None, body
    code = code if isinstance(code, int) and not isinstance(code, bool) else None
    after = float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
    return kind_of(code, status)(str(code or f"http_{status}"), str(words), after=after)
