"""How much may be sent to an address."""

import re
from typing import Final

from service.domain import pictures

LARGEST_BODY: Final = 1024 * 1024
LARGEST_IMPORT: Final = 10 * 1024 * 1024 + 64 * 1024
"""Ten megabytes, and what a form puts around a file."""
LARGEST_PHOTO: Final = 2 * pictures.LARGEST
"""More than any photo that is taken: one that is too large is refused at its field, and what was typed beside it is given back."""

_PHOTOS: Final = re.compile(r"/incidents/\d+/log/?|/api/v1/incidents/\d+/photos/?")


def limit_for(path: str) -> int:
    """The most bytes that may be sent to an address: lists and photos may be larger than anything else."""
    if _PHOTOS.fullmatch(path):
        return LARGEST_PHOTO
    return LARGEST_IMPORT if path.rstrip("/").endswith("/import") else LARGEST_BODY
