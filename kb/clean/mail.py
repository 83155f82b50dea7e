"""Newsletters: the body of a mail message and what its header says."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from kb.clean.page import DateCandidate, Metadata
from kb.errors import InputError
from kb.model import Interval

_MAX_PARTS = 200


def read_mail(content: bytes) -> tuple[list[tuple[str, str]], Metadata]:
    """Return the bodies of a message as (media type, text), the best first, and its metadata.

    The subject is the title, the sender's name the publisher, the date that of publication.
    Raises InputError where the message is damaged or has no text.
    """
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        bodies = [_body(message, kind) for kind in ("html", "plain")]
        metadata = _metadata(message)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        # What a damaged header makes the package raise is not always of its own kind.
        raise InputError(f"damaged mail message: {' '.join(str(error).split())[:160]}") from error
    if not any(bodies):
        raise InputError("the mail message holds no text")
    return [body for body in bodies if body], metadata


def _body(message: EmailMessage, kind: str) -> tuple[str, str] | None:
    if sum(1 for _ in message.walk()) > _MAX_PARTS:
        raise InputError(f"mail message of more than {_MAX_PARTS} parts")
    part = message.get_body((kind,))
    if part is None:
        return None
    text = str(part.get_content())
    return (f"text/{kind}", text) if text.strip() else None


def _metadata(message: EmailMessage) -> Metadata:
    name, _ = parseaddr(str(message["from"] or ""))
    dates = []
    try:
        day = parsedate_to_datetime(str(message["date"])).date()
        dates.append(DateCandidate("meta", Interval(day, day)))
    except (ValueError, TypeError, IndexError):
        pass
    subject = " ".join(str(message["subject"] or "").split())
    return Metadata(title=subject or None, publisher=name or None, dates=tuple(dates))


def merged(found: Metadata, header: Metadata) -> Metadata:
    """Return the metadata of a page inside a message, under what the message's header says."""
    return replace(
        found,
        title=header.title or found.title,
        publisher=header.publisher or found.publisher,
        dates=(*header.dates, *found.dates),
    )
