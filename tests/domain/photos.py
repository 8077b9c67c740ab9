"""Photos made on the spot: as a phone makes them, and as nobody should."""

from io import BytesIO

from PIL import Image

CAMERA, PLACE, REMARK = "Kamera Eksempel 9", "56.1629N", "taget af Bo"


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, orientation: int | None = None, **given: object) -> bytes:
    """A picture whose left half is red and right half blue, with a camera's notes in it."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8825)[29] = PLACE
    if orientation:
        exif[0x0112] = orientation
    written = BytesIO()
    image.save(written, kind, exif=exif, **given)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
