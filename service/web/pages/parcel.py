"""A file that was sent with a form and travels with the page until it is taken: nothing is stored meanwhile."""

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flows.sentences import Refused
from service.web.pages.forms import Form


async def sent(form: Form, largest: int, too_large: Refused) -> tuple[str, bytes]:
    """The name and content of the form's file; `Refused` without one, or by `too_large` beyond `largest` bytes."""
    upload = form.files.get("file")
    if upload is None or not upload.filename:
        raise Refused("Choose a file first.", field="file")
    data = await upload.read()
    if len(data) > largest:
        raise too_large
    return upload.filename, data


def packed(data: bytes) -> str:
    """The content as a hidden field of the page."""
    return urlsafe_b64encode(gzip.compress(data)).decode()


def unpacked(text: str, largest: int) -> bytes:
    """What `packed` made; `Refused` when it is anything else, or more than `largest` bytes."""
    try:
        whole = zlib.decompressobj(wbits=31)
        data = whole.decompress(urlsafe_b64decode(text.encode("ascii")), largest + 1)
    except (ValueError, zlib.error) as error:
        raise Refused("The file did not come along. Choose it again.", field="file") from error
    if len(data) > largest or not whole.eof:
        raise Refused("The file did not come along. Choose it again.", field="file")
    return data
