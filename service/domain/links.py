"""Personal links: short, unguessable, for one purpose, and nothing to store.

A token is a number and a truncated HMAC in base 32 without look-alikes: `K7Q2-M4ZP9TX6RD3`. The number is the delivery-independent
pair (purpose, incident, person or task); whether it still works is decided from the incident it belongs to.
"""

import hmac
from dataclasses import dataclass
from typing import Final

from flows.sentences import NOT_FOUND, Refused

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_MAC_LETTERS: Final = 10  # 50 bits: at a thousand guesses a second, 35,000 years
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads tokens under one secret."""

    secret: bytes

    def token(self, purpose: str, incident_id: int, subject_id: int) -> str:
        """The token for one subject (a person, a task) of one incident and one purpose."""
        number = f"{_base32(incident_id)}-{_base32(subject_id)}"
        return f"{number}-{self._mac(purpose, incident_id, subject_id)}"

    def read(self, purpose: str, token: str) -> tuple[int, int]:
        """`(incident_id, subject_id)` of a token; `Refused` (not found) when it is not one of ours, without saying why."""
        parts = token.upper().split("-") if len(token) <= _LONGEST else []
        if len(parts) == 3 and all(part and all(letter in _VALUES for letter in part) for part in parts):
            incident_id, subject_id = _number(parts[0]), _number(parts[1])
            if hmac.compare_digest(self._mac(purpose, incident_id, subject_id), _canonical(parts[2])):
                return incident_id, subject_id
        raise Refused("This link is not valid. Open the link in the newest message, or call the duty chief.", kind=NOT_FOUND)

    def _mac(self, purpose: str, incident_id: int, subject_id: int) -> str:
        digest = hmac.digest(self.secret, f"link:{purpose}:{incident_id}:{subject_id}".encode(), "sha256")
        return _base32(int.from_bytes(digest[:8], "big") & ((1 << (5 * _MAC_LETTERS)) - 1)).rjust(_MAC_LETTERS, "0")


def _base32(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 32)
        letters = _ALPHABET[rest] + letters
    return letters or "0"


def _number(text: str) -> int:
    total = 0
    for letter in text:
        total = total * 32 + _VALUES[letter]
    return total


def _canonical(text: str) -> str:
    return "".join(_ALPHABET[_VALUES[letter]] for letter in text)
