"""Answers are sent gzipped to those who accept it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

_LEAST = 1_000  # bytes: what is shorter does not get shorter
_LEVEL = 6
_GZIP = 16 + zlib.MAX_WBITS  # zlib's word for a gzip header, which then has no time in it
_TEXT = ("json", "xml", "turtle", "triples", "quads", "trig", "csv", "javascript", "svg")


def register(app: Flask) -> None:
    """Compress the texts that an application answers with."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not _is_text(response) or response.headers.get("Content-Encoding"):
            return response
        response.vary.add("Accept-Encoding")
        length = response.content_length
        small = length is not None and length < _LEAST
        if small or response.status_code != 200 or not request.accept_encodings["gzip"]:
            return response
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag:  # the same answer in other bytes
            response.set_etag(tag, weak=True)
        if request.method == "HEAD":
            response.headers.pop("Content-Length", None)
        elif response.is_sequence and not response.is_streamed:
            response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
        else:
            response.response = _compressed(response.response)
            response.headers.pop("Content-Length", None)
        return response


def _is_text(response: Response) -> bool:
    main, _, sub = (response.mimetype or "").partition("/")
    text = main == "text" or any(word in sub for word in _TEXT)
    return text and not response.direct_passthrough


def _compressed(pieces: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
    """Yield the gzip form of a stream, piece by piece."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        packed = packer.compress(piece.encode() if isinstance(piece, str) else piece)
        if packed:
            yield packed
    yield packer.flush()
