"""A photo as it comes from a phone, looked through and made anew: what is kept is a picture and nothing else (C3).

Only pixels are carried over. The place, the camera, the owner's name, comments, a hidden preview or a second file behind the
first one stay behind, whoever put them there.
"""

from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from flows.sentences import INVALID, TOO_LARGE, Refused

LARGEST: Final = 20 * 1024 * 1024
"""The most bytes of a photo: more than any phone's camera makes of one by itself."""
MOST_PIXELS: Final = 64_000_000
"""The most that is ever unpacked, whatever a small file claims to hold."""
LONGEST_SIDE: Final = 2000
SMALL_SIDE: Final = 320
_KINDS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 85
_FIELD: Final = "photo"
_APPLE: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_ONE_AT_A_TIME: Final = Lock()
"""An unpacked picture takes up to 250 MB: several that come together wait for each other."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept: JPEG, upright, at most `LONGEST_SIDE` pixels long; `small` is the same at `SMALL_SIDE`."""

    jpeg: bytes
    small: bytes
    width: int
    height: int


def cleaned(data: bytes) -> Picture:
    """The picture in `data`, made anew; takes up to a second and belongs in a thread.

    `Refused` (field `photo`) for anything that is not one whole JPEG, PNG or WebP picture, whatever its name says; for
    moving pictures; and, as too large, for more than `LARGEST` bytes or `MOST_PIXELS`.
    """
    if not data:
        raise Refused("The photo is empty. Choose it again.", field=_FIELD, kind=INVALID)
    if len(data) > LARGEST:
        raise too_large()
    with _ONE_AT_A_TIME:
        try:
            return _made_anew(data)
        except Refused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
            raise _too_many_pixels() from error
        except UnidentifiedImageError as error:
            raise _no_photo(data) from error
        except Exception as error:  # whatever a decoder stumbles over is in the file, not in us
            raise Refused(
                "The photo is damaged or was cut short on its way. Choose it again, or take a new one.", field=_FIELD, kind=INVALID
            ) from error


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height, in pixels, of a picture that `cleaned` made."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as opened:
        return opened.size


def too_large() -> Refused:
    """The refusal of a file that is too large, also before it has been read whole."""
    return Refused(
        "The photo is too large; at most {megabytes} MB are taken. Choose a smaller size in the camera, or send a screenshot of it.",
        field=_FIELD,
        kind=TOO_LARGE,
        megabytes=LARGEST // (1024 * 1024),
    )


def _made_anew(data: bytes) -> Picture:
    with Image.open(BytesIO(data), formats=_KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_many_pixels()
        if opened.format != "MPO" and getattr(opened, "is_animated", False):  # a phone's JPEG may carry a second picture behind it
            raise Refused("Moving pictures are not taken. Send a still photo.", field=_FIELD, kind=INVALID)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        plain = _on_white(_upright(opened))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    small = plain.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(plain), _jpeg(small), plain.width, plain.height)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; a picture whose notes about that cannot be read is better lying than not there."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # the notes come from any camera and any program: whatever is wrong with them is theirs
        return image


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone, in a picture that never had anything else; what is transparent becomes white."""
    plain = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        plain.paste(whole, mask=whole)
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _no_photo(data: bytes) -> Refused:
    if data[4:8] == b"ftyp" and data[8:12] in _APPLE:
        return Refused(
            "Photos in the format HEIC are not taken. Choose 'Most compatible' in the phone's camera settings, or send a screenshot of it.",
            field=_FIELD,
            kind=INVALID,
        )
    return Refused("This is not a photo. Choose a picture in the format JPEG, PNG or WebP.", field=_FIELD, kind=INVALID)


def _too_many_pixels() -> Refused:
    return Refused(
        "The picture has too many pixels; at most {millions} million are taken. Choose a smaller size in the camera.",
        field=_FIELD,
        kind=TOO_LARGE,
        millions=MOST_PIXELS // 1_000_000,
    )
