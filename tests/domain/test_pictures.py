"""A photo is kept without what its sender did not mean to send, and nothing but a photo is kept (C3, I13)."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from flows.sentences import INVALID, TOO_LARGE, Refused
from service.domain.pictures import LARGEST, LONGEST_SIDE, SMALL_SIDE, cleaned
from tests.domain.photos import CAMERA, PLACE, REMARK, opened, photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_camera_comment_and_profile_are_gone(kind: str) -> None:
    sent = photo(kind, icc_profile=b"an invented profile", **({"comment": REMARK} if kind == "JPEG" else {}))
    assert CAMERA.encode() in sent
    assert PLACE.encode() in sent
    kept = cleaned(sent)
    for data in (kept.jpeg, kept.small):
        assert opened(data).format == "JPEG"
        assert not opened(data).getexif()
        assert set(opened(data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for mark in (CAMERA, PLACE, REMARK, "Exif", "ICC_PROFILE", "invented"):
            assert mark.encode() not in data


def test_a_photo_taken_with_the_phone_on_its_side_stands_upright() -> None:
    kept = cleaned(photo(orientation=6))
    assert (kept.width, kept.height) == (480, 640)
    turned = opened(kept.jpeg)
    top, bottom = turned.getpixel((240, 20)), turned.getpixel((240, 620))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]


def test_a_large_photo_is_made_smaller_and_a_small_one_left_as_it_is() -> None:
    large = cleaned(photo(size=(6000, 4000)))
    assert (large.width, large.height) == (LONGEST_SIDE, 1333)
    assert max(opened(large.small).size) == SMALL_SIDE
    assert (cleaned(photo()).width, cleaned(photo()).height) == (640, 480)


def test_a_phones_photo_with_a_second_picture_behind_it_is_taken_without_that() -> None:
    first, second = Image.new("RGB", (800, 600), "white"), Image.new("RGB", (800, 600), "black")
    written = BytesIO()
    first.save(written, "MPO", save_all=True, append_images=[second])
    kept = cleaned(written.getvalue())
    assert opened(kept.jpeg).getpixel((400, 300)) == (255, 255, 255)
    assert kept.jpeg.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_way_of_holding_pixels_becomes_a_plain_photo(mode: str) -> None:
    written = BytesIO()
    Image.new(mode, (40, 30)).save(written, "PNG")
    kept = cleaned(written.getvalue())
    assert opened(kept.jpeg).mode == "RGB"
    if mode in ("RGBA", "LA"):
        assert opened(kept.jpeg).getpixel((5, 5)) == (255, 255, 255), "what is transparent is white, not black"


def _moving(kind: str) -> bytes:
    written = BytesIO()
    Image.new("RGB", (20, 20), "red").save(written, kind, save_all=True, append_images=[Image.new("RGB", (20, 20), "blue")])
    return written.getvalue()


def _bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", INVALID, "empty"),
        (b"%PDF-1.7\n" + b"x" * 200, INVALID, "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", INVALID, "not a photo"),
        (b"PK\x03\x04" + b"x" * 200, INVALID, "not a photo"),
        (b"\0\0\0\x18ftypheic" + b"x" * 200, INVALID, "HEIC"),
        (photo()[:2000], INVALID, "cut short"),
        (photo("PNG")[:-30], INVALID, "cut short"),
        (photo()[:20], INVALID, "photo"),
        (_moving("PNG"), INVALID, "Moving"),
        (_moving("WEBP"), INVALID, "Moving"),
        (_moving("GIF"), INVALID, "not a photo"),
        (_bomb(9_000, 9_000), TOO_LARGE, "too many pixels"),
        (_bomb(200_000, 200_000), TOO_LARGE, "too many pixels"),
        (b"x" * (LARGEST + 1), TOO_LARGE, "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_whole_still_photo_is_refused_in_words(data: bytes, kind: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        cleaned(data)
    assert (refused.value.kind, refused.value.field) == (kind, "photo")


_PHOTO = photo(size=(64, 48))


@settings(max_examples=60)
@given(st.integers(0, len(_PHOTO) - 1), st.binary(min_size=1, max_size=8))
def test_no_bytes_at_all_make_it_fail(at: int, other: bytes) -> None:
    """A photo with anything in its middle is either taken or refused in words (I13)."""
    with suppress(Refused):
        assert opened(cleaned(_PHOTO[:at] + other + _PHOTO[at + len(other) :]).jpeg).format == "JPEG"
