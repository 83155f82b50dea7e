"""Articles as rows of named fields: from JSON Lines, JSON arrays and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from kb.acquire.reference import Reference
from kb.errors import InputError
from kb.model import Interval, RawItem

# Names of fields in the dumps of news collections, in order of preference.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "stories_id", "uuid"),
    "url": ("url", "link", "uri", "web_url", "article_url", "documentidentifier"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "article", "maintext", "plain_text", "fulltext"),
    "html": ("html", "raw_html", "page"),
    "published": ("published", "publish_date", "date_publish", "published_at", "publishedat",
                  "pubdate", "publication_date", "date"),
    "publisher": ("publisher", "source", "media_name", "outlet", "site_name", "source_domain"),
}  # fmt: skip
COLUMNS = frozenset(ALIASES["url"] + ALIASES["text"] + ALIASES["html"])
"""Names by one of which a line of names is known as the header of a table."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which field of a dump holds what; what is not given is found by its usual names."""

    given: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> FieldMap:
        """Return the map that "text=body,title=headline" stands for; ValueError where none."""
        pairs = dict(part.split("=", 1) for part in text.split(",") if "=" in part)
        known = {name.strip(): field.strip() for name, field in pairs.items()}
        if not known or len(known) != len(text.split(",")) or not set(known) <= set(ALIASES):
            raise ValueError(f"{text!r} is no list of NAME=FIELD with NAME of {', '.join(ALIASES)}")
        return cls(known)

    @property
    def columns(self) -> frozenset[str]:
        """The names by which a table's header is known, in lower case."""
        return COLUMNS | {field.lower() for field in self.given.values()}

    def value(self, row: Mapping[str, object], name: str) -> str | None:
        """Return what a row holds for `name`, None where it is absent or blank.

        Raises InputError where it is no text.
        """
        fields = (self.given[name],) if name in self.given else ALIASES[name]
        for field in fields:
            found = row.get(field)
            if found is None:
                continue
            number = isinstance(found, int | float) and name in ("id", "published")
            if not (isinstance(found, str) or number):
                raise InputError(f'"{field}" must be a string')
            if str(found).strip():
                return str(found).strip() if name not in ("text", "html") else str(found)
        return None


def read_row(row: Mapping[str, object], fields: FieldMap, place: str) -> RawItem | Reference:
    """Return the article, or the address of one, that a row of a dump holds.

    `place` names the row. HTML counts more than text, text more than an address alone. A text with
    a title beside it is the body of one article, a text alone is taken as it stands.
    """
    lowered = {name.lower(): value for name, value in row.items()} | dict(row)
    url, title = fields.value(lowered, "url"), fields.value(lowered, "title")
    publisher = fields.value(lowered, "publisher")
    listed = read_day(fields.value(lowered, "published"))
    text = None
    for name, media_type in (("html", "text/html"), ("text", "text/plain")):
        if text := fields.value(lowered, name):
            try:
                content = text.encode("utf-8")
            except UnicodeEncodeError as error:
                raise InputError(f'"{name}" holds half of a surrogate pair') from error
            return RawItem(
                place,
                content,
                media_type,
                url=url,
                title=title,
                publisher=publisher,
                verbatim=name == "text" and title is None,
                listed=listed,
                charset="utf-8",
            )
    if url:
        return Reference(url, place, title, listed, publisher)
    raise InputError("neither text nor HTML nor an address: " + _names(row))


def read_day(text: str | None) -> Interval | None:
    """Return the day of an ISO 8601 or mail date as written in its own zone, None of all else."""
    if not text:
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            day = parse(text.strip()).date()
        except (ValueError, TypeError, IndexError):
            continue
        return Interval(day, day) if day > date(1990, 1, 1) else None
    return None


def _names(row: Mapping[str, object]) -> str:
    names = [str(name)[:30] for name in row][:12]
    return f"its fields are {', '.join(names)} (--fields says which is which)"
