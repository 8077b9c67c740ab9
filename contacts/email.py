"""E-mail addresses: checked so that a mail server will take them and no header can be smuggled in."""

import re
from typing import Final

from contacts.spelling import tidied
from flows.free_text import checked_text
from flows.sentences import Refused

LONGEST: Final = 254
LONGEST_LOCAL: Final = 64

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def checked_email(text: str, *, field: str) -> str:
    """The address with its domain in lower case, or `Refused` naming `field` and what is wrong.

    A domain with Danish letters is given in its ASCII form; before the `@` only ASCII is taken, because many mail servers
    take nothing else.
    """
    address = checked_text(tidied(text), field=field, longest=LONGEST)
    if address.casefold().startswith("mailto:"):
        address = address[len("mailto:") :]
    if not address:
        raise Refused("There is no e-mail address. Write one, such as name@example.dk.", field=field)
    if address.count("@") != 1 or any(character in address for character in ' <>,;"'):
        raise Refused("Write one e-mail address and nothing else, such as name@example.dk.", field=field)
    local, domain = address.split("@")
    return f"{_checked_local(local, field)}@{_checked_domain(domain, field)}"


def _checked_local(local: str, field: str) -> str:
    if not local.isascii():
        raise Refused("The e-mail address has a letter before the @ that many mail servers refuse. Use a to z.", field=field)
    if len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise Refused("What stands before the @ is not the first half of an e-mail address. Correct it.", field=field)
    return local


def _checked_domain(domain: str, field: str) -> str:
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    labels = plain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused("What stands after the @ is not a domain such as example.dk. Correct it.", field=field)
    return plain
