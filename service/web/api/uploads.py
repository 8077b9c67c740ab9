"""A file sent to us: as a form's field, or as the body itself."""

from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile

from flows.sentences import Refused

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BY_TYPE: Final = {"text/csv": "list.csv", _XLSX: "list.xlsx"}
_FILE: Final = {"type": "string", "format": "binary"}
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "properties": {"file": _FILE}, "required": ["file"]}},
            "text/csv": {"schema": _FILE},
            _XLSX: {"schema": _FILE},
        },
    }
}
"""The description of such a body."""


async def uploaded(request: Request, file_name: str | None) -> tuple[bytes, str]:
    """The file's bytes and name; `Refused` (field `file`) when there is none or it has no name."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    data = await request.body()  # kept, so that the request's digest can be made from it too
    if kind == "multipart/form-data":
        return await _from_form(request)
    name = file_name or _BY_TYPE.get(kind)
    if not name:
        raise Refused("The file has no name. Send it as a form's field 'file', or give 'file_name'.", field="file")
    return data, name


async def _from_form(request: Request) -> tuple[bytes, str]:
    async with request.form(max_files=1, max_fields=20) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Refused("There is no file. Send it as the form's field 'file'.", field="file")
        return await file.read(), file.filename
