"""Streams of bytes that are looked into, unpacked and cut off without being held in memory."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

from kb.errors import InputError

HEAD = 16384
"""Bytes from the beginning of an input that its kind is told from."""
MAX_BYTES = 10_000_000
"""Largest page that is read, in bytes."""
MAX_RATIO = 100
"""How many bytes one compressed byte may stand for; more is the mark of a bomb."""

_FREE = 10_000_000  # bytes that any stream may unpack to
_CHUNK = 65536


def look(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the head of a stream and a stream that begins with it again."""
    head = _first_bytes(stream)
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return head, stream
    return head, io.BufferedReader(_Rewound(head, stream))


def read_available(stream: BinaryIO, size: int) -> bytes:
    """Return some bytes of a stream without waiting for as many as `size`; none at its end."""
    part: bytes = getattr(stream, "read1", stream.read)(size)
    return part


def _first_bytes(stream: BinaryIO) -> bytes:
    """Return the head, or what comes before damage: this is reported when it is reached again."""
    head = b""
    try:
        while len(head) < HEAD and (part := read_available(stream, HEAD - len(head))):
            head += part
    except InputError:
        if not head:
            raise
    return head


def read_page(stream: BinaryIO, limit: int = MAX_BYTES) -> bytes:
    """Return the rest of a stream; InputError where it is larger than `limit`."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise InputError(f"larger than {limit // 1_000_000} MB")
    return content


def gunzip(stream: BinaryIO) -> BinaryIO:
    """Return the unpacked content of a gzip stream.

    Reading it raises InputError where the data is damaged, ends too early or is a bomb.
    """
    return io.BufferedReader(_Gunzip(stream))


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self._head:
            part = self._head[: len(buffer)]
            self._head = self._head[len(part) :]
        else:
            part = memoryview(self._rest.read(len(buffer)))
        buffer[: len(part)] = part
        return len(part)


class _Gunzip(io.RawIOBase):
    """The members of a gzip stream one after the other, under the limit of the ratio."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._packed = b""
        self._inside = False  # a member, past its first byte
        self._member = zlib.decompressobj(31)
        self._taken = self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        part = b""
        while not part:
            if not self._packed:
                self._packed = self._stream.read(_CHUNK)
                self._taken += len(self._packed)
            if not self._packed:
                if self._inside:
                    raise InputError("the gzip data ends too early")
                return 0
            part = self._unpack(len(buffer))
        self._given += len(part)
        if self._given > _FREE and self._given > MAX_RATIO * self._taken:
            raise InputError(f"unpacks to more than {MAX_RATIO} times its size")
        buffer[: len(part)] = part
        return len(part)

    def _unpack(self, size: int) -> bytes:
        self._inside = True
        try:
            part = self._member.decompress(self._packed, size)
        except zlib.error as error:
            raise InputError(f"damaged gzip data: {error}") from error
        self._packed = self._member.unconsumed_tail
        if self._member.eof:
            self._packed = self._member.unused_data.lstrip(b"\0")  # padding between members
            self._member = zlib.decompressobj(31)
            self._inside = False
        return part
