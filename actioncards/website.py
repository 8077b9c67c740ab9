"""What the service's own pages must say of the public body behind them: accessibility statement and security contact.

It lies in the plan's folder but is no part of the plan: a new telephone number needs no signatures (U2).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from actioncards.codec import hints_of
from actioncards.files import WEBSITE, Files
from actioncards.labels import Label
from actioncards.problems import Findings, PlanInvalid
from actioncards.reader import Path as ValuePath
from actioncards.reader import Reader
from flows.sentences import Sentence


class Compliance(StrEnum):
    """How far the pages follow the standard EN 301 549: the three answers that the law knows."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Assessed(StrEnum):
    """Who has assessed that."""

    SELF = "self"
    EXTERNAL = "external"
    OTHER = "other"


@dataclass(frozen=True)
class Barrier:
    """Something that is not accessible: `what`, the WCAG criterion it fails (empty where none is named), and what can be used instead."""

    key: str
    what: Label
    criterion: str = ""
    instead: Label | None = None


@dataclass(frozen=True)
class Statement:
    """The accessibility statement. `barriers` break the law, `burden` would cost too much, `outside` the law does not cover.

    `published` is the address of the same statement at the supervising authority, where it stands there; `email` and `phone` are
    where people write and call. It is looked through at least once a year.
    """

    compliance: Compliance
    assessed: Assessed
    method: Label
    made_on: date
    reviewed_on: date
    email: str
    phone: str
    published: str = ""
    barriers: tuple[Barrier, ...] = ()
    burden: tuple[Barrier, ...] = ()
    outside: tuple[Barrier, ...] = ()


@dataclass(frozen=True)
class Security:
    """Where people report a weakness (RFC 9116): `contacts` are addresses, the best first; `policy` says how it is handled."""

    contacts: tuple[str, ...]
    policy: str = ""


@dataclass(frozen=True)
class Website:
    """The body that answers for the pages, what they are, and its statements."""

    owner: Label
    about: Label
    accessibility: Statement
    security: Security


def load_website(folder: Path) -> Website | None:
    """What `website.yaml` in `folder` says, None when there is no such file; `PlanInvalid` with everything that is wrong."""
    findings = Findings()
    found = read_website(Files(folder, findings), findings)
    if len(findings):
        raise PlanInvalid(findings)
    return found


def read_website(files: Files, findings: Findings) -> Website | None:
    """The same with what is wrong noted in `findings`."""
    if not files.has(WEBSITE):
        return None
    node = files.node(WEBSITE)
    if node is None:
        return None
    reader = Reader(findings)
    website: Website = reader.record(node, Website, hints_of(Website), ())
    if reader.is_whole(()):
        _check(website, reader)
    return website


def _check(website: Website, reader: Reader) -> None:
    statement, path = website.accessibility, ("accessibility",)
    if statement.reviewed_on < statement.made_on:
        wrong(reader, (*path, "reviewed_on"), "The statement cannot have been looked through before it was made.")
    if statement.compliance is Compliance.FULL and statement.barriers:
        wrong(reader, (*path, "compliance"), "Pages with barriers do not follow the standard in full. Write partial.")
    if statement.compliance is not Compliance.FULL and not (statement.barriers or statement.burden or statement.outside):
        wrong(reader, (*path, "compliance"), "Say what is not accessible, under barriers, burden or outside.")
    if "@" not in statement.email:
        wrong(reader, (*path, "email"), "This is no e-mail address.")
    if statement.published and urlsplit(statement.published).scheme != "https":
        wrong(reader, (*path, "published"), "The address must begin with https://.")
    for number, contact in enumerate(website.security.contacts):
        if not contact.startswith(("mailto:", "https://", "tel:")):
            wrong(reader, ("security", "contacts", number), "A contact begins with mailto:, https:// or tel:.")
    if not website.security.contacts:
        wrong(reader, ("security", "contacts"), "Name at least one contact.")
    if website.security.policy and not website.security.policy.startswith("https://"):
        wrong(reader, ("security", "policy"), "The address must begin with https://.")


def wrong(reader: Reader, path: ValuePath, text: str) -> None:
    """Note what is wrong at `path`."""
    reader.wrong(path, reader.spot_of(path), Sentence(text))
