"""Checks an exported timeline with nothing but the file: is the chain whole, is it signed, and by which key (I7).

Takes any bytes at all and answers with sentences; it needs no database, no settings and no secret.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from flows.sentences import Refused, Sentence
from service.domain import timeline
from service.domain.photo_proof import Proved, prove
from service.domain.timeline import JSON, Erased, Head
from service.exports.exported import Exported, read_csv, read_json
from service.exports.signature import ALGORITHM, fingerprint, holds, is_key

_BOM: Final = b"\xef\xbb\xbf"
_PHOTOS: Final = (
    Sentence("Photos checked: {count}. Each is the one that was written with its line."),
    Sentence("Photos deleted: {count}. That does not break the chain."),
    Sentence(
        "Photos that the timeline names and that are not in this file: {count}. An export as JSON has those that have not been deleted."
    ),
)
"""What is said of the photos that are there, deleted and otherwise not there."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a file found. `whole` only when nothing at all is wrong; `chain_whole` tells about the chain alone.

    `problems` says what is wrong, most important first. `key` is the fingerprint of the key that signed, when one did.
    """

    problems: tuple[Sentence, ...]
    format: str | None = None
    incident_id: int | None = None
    head: Head | None = None
    broken_at: int | None = None
    chain_whole: bool = False
    erased: tuple[Erased, ...] = ()
    photos: Proved = field(default_factory=Proved)
    key: str | None = None
    exported_at: str | None = None

    @property
    def whole(self) -> bool:
        """Whether the file is all that was exported, unchanged."""
        return not self.problems

    def sentences(self) -> tuple[Sentence, ...]:
        """The verdict as a person reads it, the outcome first."""
        told = [*self.problems] if self.problems else [Sentence("The timeline is whole: nothing was changed, moved or taken out.")]
        if self.head is not None:
            told.append(
                Sentence(
                    "Incident {incident}: {count} entry checked.",
                    "Incident {incident}: {count} entries checked.",
                    incident=self.incident_id,
                    count=self.head.seq,
                )
            )
            told.append(Sentence("Checksum of the last one: {hash}", hash=self.head.hash))
        if self.erased:
            told.append(
                Sentence(
                    "{count} personal value has been erased; that does not break the chain.",
                    "{count} personal values have been erased; that does not break the chain.",
                    count=len(self.erased),
                )
            )
        for count, sentence in zip((self.photos.checked, self.photos.deleted, self.photos.absent), _PHOTOS, strict=True):
            if count:
                told.append(sentence.filled(count=count))
        if self.key is not None:
            told.append(Sentence("Signed with the key {key}, exported {exported_at}.", key=self.key, exported_at=self.exported_at))
        return tuple(told)


def verify_file(content: bytes, *, pinned_key: str | None = None) -> Verdict:
    """Check an export of the kind `timeline_json` or `timeline_csv` made.

    `pinned_key` is the fingerprint or the public key that the signature must be by; without it the signature shows only that
    the file is as its signer made it. Never raises: what is no export at all is a verdict with one problem.
    """
    try:
        exported = _reader(content)(content)
    except Refused as refused:
        return Verdict(problems=(refused.sentence,))
    return _judge(exported, pinned_key)


def _reader(content: bytes) -> Callable[[bytes], Exported]:
    if content.startswith(b"%PDF"):
        raise Refused("A PDF cannot be checked by itself. Export the same timeline as JSON or CSV and check that.")
    if not content.strip():
        raise Refused("The file is empty.")
    return read_json if content.removeprefix(_BOM).lstrip()[:1] == b"{" else read_csv


def _judge(exported: Exported, pinned_key: str | None) -> Verdict:
    found = timeline.verify(exported.entries, exported.personal)
    proved, broken = prove(exported.entries, exported.photos) if found.whole else (Proved(), None)
    found = replace(found, broken=found.broken or broken)
    verdict = Verdict(
        problems=(found.broken.why,) if found.broken else (),
        photos=proved,
        format=exported.format,
        incident_id=exported.incident_id,
        head=found.head,
        broken_at=found.broken.seq if found.broken else None,
        chain_whole=found.whole,
        erased=found.erased,
    )
    return _judge_signature(exported, verdict, pinned_key)


def _judge_signature(exported: Exported, verdict: Verdict, pinned_key: str | None) -> Verdict:
    if not exported.signature:
        unsigned = Sentence("The file is not signed, so entries may have been taken off its end. Export it again.")
        return replace(verdict, chain_whole=False, problems=(*verdict.problems, unsigned))
    signature = exported.signature
    public, statement = _text(signature, "public_key"), signature.get("statement")
    if signature.get("alg") != ALGORITHM or not isinstance(statement, dict) or not holds(statement, public, _text(signature, "value")):
        return replace(verdict, problems=(*verdict.problems, Sentence("The signature is false or damaged.")))
    signed_head = Head(_number(statement, "seq"), _text(statement, "hash"))
    at_end = timeline.verify(exported.entries, head=signed_head) if verdict.chain_whole else None
    problems = [*verdict.problems]
    if at_end is not None and at_end.broken is not None:
        problems.append(at_end.broken.why)
        verdict = replace(verdict, chain_whole=False, broken_at=at_end.broken.seq)
    problems.extend(_problems_with_statement(exported, statement, chain_whole=verdict.chain_whole))
    if pinned_key is not None and not is_key(pinned_key, public):
        problems.append(Sentence("The file is signed with another key than the one you named: {key}.", key=fingerprint(public)))
    return replace(verdict, problems=tuple(problems), key=fingerprint(public), exported_at=_text(statement, "exported_at"))


def _problems_with_statement(exported: Exported, statement: dict[str, JSON], *, chain_whole: bool) -> list[Sentence]:
    if statement.get("incident_id") != exported.incident_id:
        return [Sentence("The signature belongs to another incident.")]
    if statement.get("content") == exported.content:
        return []
    if chain_whole:
        return [
            Sentence(
                "The chain is whole, but the text around it was changed after the export. Saving the file again in a spreadsheet is enough"
                " to do that: check the file as it was downloaded."
            )
        ]
    return [Sentence("The file was changed after it was exported.")]


def _text(record: dict[str, JSON], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _number(record: dict[str, JSON], name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else -1
