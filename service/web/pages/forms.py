"""Forms: read once, checked for who made them, and never lost on a refusal (I13)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from flows.sentences import INVALID, TOO_LARGE, Refused, Sentence
from service.web.pages.visitors import Visitor

MOST_BYTES: Final = 200_000
MOST_FIELDS: Final = 200
CSRF: Final = "csrf"
ONCE: Final = "once"
PARCEL: Final = "parcel"
"""A field that stands for a file: it came along with the page, and is no more kept for later than a file is."""
LOST: Final = "lost"
"""The field that says that a file was sent and has not come along."""
WAITED: Final = "waited"
"""How many seconds ago a form was confirmed that has waited for a connection; the page's script puts it in, anew at each try."""
_OURS: Final = (CSRF, ONCE, WAITED)


def whole_number(text: str, digits: int = 15) -> int | None:
    """The number that a field holds, None when it holds anything but at most so many digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at which field (None: with the whole)."""

    field: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, as it was typed; `once` tells a form sent twice from two forms."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, UploadFile] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def get(self, name: str) -> str | None:
        """The field, None when it is empty or missing."""
        return self.values.get(name, "").strip() or None

    @property
    def once(self) -> str:
        """The form's own number: the one it came with, or a new one."""
        return self.values.get(ONCE) or secrets.token_urlsafe(16)

    @property
    def kept(self) -> dict[str, str]:
        """What was typed, without what belongs to the session. A file is not kept, and that it is missing is: its page asks for it."""
        typed = {name: value for name, value in self.values.items() if name not in (CSRF, PARCEL, WAITED)}
        return typed | {LOST: "yes"} if self.files or self.values.get(PARCEL) else typed

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, without what the page put in."""
        return {name: value for name, value in self.values.items() if name not in _OURS}

    def fault(self, name: str) -> Sentence | None:
        """What is wrong with the field."""
        return next((f.sentence for f in self.faults if f.field == name), None)

    def with_fault(self, refused: Refused, field: str | None = None) -> "Form":
        """The same form, saying what was wrong, and at which of its fields where that has another name than in the refusal."""
        return Form(self.values, self.files, (*self.faults, Fault(field or refused.field, refused.sentence)))


async def read_form(request: Request, *, most_bytes: int = MOST_BYTES, most_text: int | None = None) -> Form:
    """What was sent; `Refused` when it is too large, is no form, or holds what nothing can store.

    `most_text` is for a form with a file in it: how much of it each of the other fields may be.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > most_bytes:
        raise _too_large(most_bytes)
    try:
        data = await request.form(max_files=5, max_fields=MOST_FIELDS, max_part_size=most_text or most_bytes)
    except HTTPException as error:
        raise Refused("The form could not be read. Go back and send it again.", kind=INVALID) from error
    values: dict[str, str] = {}
    files: dict[str, UploadFile] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            if value.filename or value.size:  # a field for a file in which none was chosen is sent too
                files[name] = value
        else:
            values[name] = value.replace("\r\n", "\n")
    if any((upload.size or 0) > most_bytes for upload in files.values()):
        raise _too_large(most_bytes)
    for name, value in values.items():
        if "\0" in value or "\0" in name:
            raise Refused("The text has a control character. Remove it and send again.", field=name)
    return Form(values, files)


def _too_large(most: int) -> Refused:
    return Refused("What was sent is too large; at most {megabytes} MB are taken.", kind=TOO_LARGE, megabytes=max(1, most // 1_000_000))


class Forged(Exception):
    """The form was not made for this session: a stranger's, or one from before the last sign-in."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.sentence = Sentence("The page is from before you signed in. Look it through and send it again.")
        super().__init__(str(self.sentence))


async def checked_form(request: Request, visitor: Visitor, *, most_bytes: int = MOST_BYTES) -> Form:
    """The form of somebody signed in; `Forged` when it was not made for their session."""
    form = await read_form(request, most_bytes=most_bytes)
    if not hmac.compare_digest(form[CSRF].encode(), visitor.csrf.encode()):
        raise Forged(form)
    return form


def led_to(request: Request, path: str) -> Response:
    """On to where a form led; a script that asks for `Prefer: return=minimal` gets 201 with the path as `Location`, and goes itself."""
    if request.headers.get("prefer") == "return=minimal":
        return Response(status_code=201, headers={"Location": path})
    return RedirectResponse(path, 303)
