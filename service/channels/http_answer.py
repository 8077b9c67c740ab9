"""Reading one HTTP/1.1 response as its bytes come in."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_HEAD: Final = 64 * 1024
LONGEST_BODY: Final = 1024 * 1024
_STATUS: Final = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?\Z")
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole response: header names in lower case; `reusable` says whether the connection may carry one more."""

    status: int
    headers: dict[str, str]
    body: bytes
    reusable: bool

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none becomes question marks."""
        return self.body.decode("utf-8", "replace")


class AnswerReader:
    """Takes bytes in pieces of any size until one response is whole; `ValueError` for what is no HTTP or is too long.

    `bodyless` is for the answer to CONNECT, which ends with its head.
    """

    def __init__(self, *, bodyless: bool = False) -> None:
        self._buffer = b""
        self._bodyless = bodyless
        self._head: tuple[int, dict[str, str], bool] | None = None

    def feed(self, data: bytes) -> HttpAnswer | None:
        """The response once it is whole; bytes after it are an error, since nothing more was asked for."""
        self._buffer = self._buffer + data if self._buffer else data
        while self._head is None:
            if not self._read_head():
                return None
        status, headers, _ = self._head
        if self._bodyless or status in {204, 304}:
            return self._whole(b"", self._buffer)
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._chunks()
        length = headers.get("content-length")
        if length is None:
            _limit(len(self._buffer), LONGEST_BODY)
            return None
        if not (length.isascii() and length.isdigit()):
            raise ValueError("a length that is no number")
        size = int(length)
        _limit(size, LONGEST_BODY)
        return self._whole(self._buffer[:size], self._buffer[size:]) if len(self._buffer) >= size else None

    def end(self) -> HttpAnswer | None:
        """The response if the connection's end is what makes it whole, None if it was cut off."""
        if self._head is None or {"content-length", "transfer-encoding"} & self._head[1].keys():
            return None
        return HttpAnswer(self._head[0], self._head[1], self._buffer, reusable=False)

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            _limit(len(self._buffer), LONGEST_HEAD)
            return False
        first, *lines = self._buffer[:end].split(b"\r\n")
        match = _STATUS.match(first)
        if match is None:
            raise ValueError("not an HTTP/1.1 response")
        self._buffer = self._buffer[end + 4 :]
        status = int(match[2])
        if status >= 200:
            headers = {}
            for line in lines:
                name, _, value = line.partition(b":")
                headers[name.decode("latin-1").lower()] = value.strip().decode("latin-1")
            stays = match[1] == b"1" and headers.get("connection", "").lower() != "close"
            self._head = (status, headers, stays)
        return True

    def _chunks(self) -> HttpAnswer | None:
        parts: list[bytes] = []
        at = 0
        while True:
            match = _SIZE.match(self._buffer, at)
            if match is None:
                if b"\r\n" in self._buffer[at:]:
                    raise ValueError("a chunk without a size")
                return None
            size, begin = int(match[1], 16), match.end()
            _limit(begin + size, LONGEST_BODY * 2)
            if size == 0:
                # Trailers are not wanted: the connection is given up unless the plain end has come.
                plain = self._buffer[begin : begin + 2] == b"\r\n"
                if not plain and b"\r\n\r\n" not in self._buffer[begin:]:
                    return None
                return self._whole(b"".join(parts), self._buffer[begin + 2 :])
            if len(self._buffer) < begin + size + 2:
                return None
            parts.append(self._buffer[begin : begin + size])
            at = begin + size + 2

    def _whole(self, body: bytes, rest: bytes) -> HttpAnswer:
        assert self._head is not None
        status, headers, stays = self._head
        return HttpAnswer(status, headers, body, reusable=stays and not rest)


def _limit(size: int, most: int) -> None:
    if size > most:
        raise ValueError("a response that is too long")
