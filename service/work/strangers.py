"""An SMS from a phone that the alert list does not know: whoever wrote must not believe that somebody was called (F1)."""

from datetime import timedelta
from typing import Final

from contacts.phone import to_e164
from flows.replies import is_the_providers
from flows.sentences import Refused, Sentence
from service.store.strangers import may_write_back
from service.work.heard import Heard
from service.work.unit import Unit

UNKNOWN: Final = Sentence("This number is not known here. In danger call 112.")
AT_MOST_EVERY: Final = timedelta(hours=1)
"""A machine at the other end that answers every message is answered no faster."""
_OUTCOME: Final = "unknown sender"


async def answer_stranger(unit: Unit, sender: str, text: str) -> Heard:
    """Say that the number is not known, at most once an hour; never to the provider's own words, nor where no phone wrote."""
    try:
        number = to_e164(sender, field="from")
    except Refused:
        return Heard(_OUTCOME)
    if is_the_providers(text) or not await may_write_back(unit.session, number, unit.now, unit.now - AT_MOST_EVERY):
        return Heard(_OUTCOME)
    return Heard(_OUTCOME, UNKNOWN)
