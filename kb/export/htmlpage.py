"""A page of its own that opens without a server: nothing is loaded, one script of ours filters."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import IO
from urllib.parse import urlsplit

from kb.export.words import attributions, cut, day, labels, span, support, title, when
from kb.rows import Report, Timeline, TimelineRow

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
ol { list-style: none; padding: 0 } li.event { border-top: 1px solid #8886; padding: .8rem 0 }
time, .undated { font-weight: 600 } .about, time, .undated, .axis { opacity: .8 }
.about, .axis { font-size: .9rem } .axis { display: flex; justify-content: space-between }
blockquote { margin: .4rem 0 0 1rem; border-left: 3px solid #8886; padding-left: .7rem }
svg { display: block; width: 100%; height: 12px; margin: .2rem 0; background: #8882 }
rect { fill: #1a4f8b; stroke: #1a4f8b } rect.claimed { fill: #c98a3a66; stroke: #b06a10 }
rect.unreal { fill: none; stroke: #777 } label { margin-right: 1rem }
@media print { form { display: none } }
"""
_SCRIPT = """
const form = document.querySelector("form"), said = document.querySelector("output");
const events = [...document.querySelectorAll("li.event")];
function filter() {
  const words = form.elements.words.value.toLowerCase(), status = form.elements.status.value;
  for (const event of events) {
    event.hidden = !event.textContent.toLowerCase().includes(words)
      || (status !== "" && event.dataset.status !== status);
  }
  said.textContent = `${events.filter((event) => !event.hidden).length} of ${events.length} events`;
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
"""
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    f"script-src 'sha256-{b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()}'"
)
# Statuses that are told by somebody, and those of what did not or not yet happen.
_CLAIMED = ("reported", "alleged", "assessed", "confirmed", "denied", "disputed")
_UNREAL = ("negated", "planned", "hypothetical")
_WIDTH = 1000


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as an HTML page: each event with a bar on a common scale of time."""
    rows = list(timeline.rows)
    note = cut(timeline)
    heading = escape(title(timeline))
    ends = _ends(rows)
    page = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n",
        f"<p><strong>{escape(note)}</strong></p>\n" if note else "",
        _form(rows),
        _axis(ends),
        "<ol>\n" if rows else "<p>No events.</p>\n",
        *(_event(row, ends) + "\n" for row in rows),
        f"</ol>\n<script>{_SCRIPT}</script>\n" if rows else "",
        "</body>\n</html>\n",
    ]
    fp.writelines(part.encode() for part in page)


def _ends(rows: Sequence[TimelineRow]) -> tuple[date, date] | None:
    """Return the first and the last day of all events, None where none is dated."""
    first = [row.earliest for row in rows if row.earliest]
    last = [row.latest for row in rows if row.latest]
    return (min(first), max(last)) if first and last else None


def _form(rows: Sequence[TimelineRow]) -> str:
    """Return the form of the filter; the script shows it."""
    if not rows:
        return ""
    options = "".join(f"<option>{escape(s)}</option>" for s in sorted({r.status for r in rows}))
    return (
        '<form hidden><label>Words <input name="words" type="search"></label>'
        '<label>Status <select name="status"><option value="">any</option>'
        f"{options}</select></label><output></output></form>\n"
    )


def _axis(ends: tuple[date, date] | None) -> str:
    if ends is None:
        return ""
    return f'<p class="axis"><span>{day(ends[0])}</span><span>{day(ends[1])}</span></p>\n'


def _bar(row: TimelineRow, ends: tuple[date, date] | None) -> str:
    """Return the days in which an event can have happened as a bar on the scale of all."""
    if ends is None or row.earliest is None or row.latest is None:
        return ""
    days = (ends[1] - ends[0]).days + 1
    start = (row.earliest - ends[0]).days * _WIDTH / days
    width = max(((row.latest - row.earliest).days + 1) * _WIDTH / days, 4)
    look = "claimed" if row.status in _CLAIMED else "unreal" if row.status in _UNREAL else "told"
    return (
        f'<svg viewBox="0 0 {_WIDTH} 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{look}" x="{min(start, _WIDTH - width):.1f}" y="2" width="{width:.1f}" '
        'height="8"/></svg>'
    )


def _event(row: TimelineRow, ends: tuple[date, date] | None) -> str:
    words = escape(when(row))
    if row.earliest is not None:
        shown = f'<time datetime="{row.earliest.isoformat()}">{words}</time>'
    else:
        shown = f'<span class="undated">{words}</span>'
    about = [row.type.label if row.type else "", row.status, support(row)]
    about += [f"{party.role} {party.actor.label}" for party in row.parties]
    about.append(labels(located.place for located in row.places))
    line = escape(", ".join(part for part in about if part))
    reports = "".join(_report(report) for report in row.reports)
    return (
        f'<li class="event" data-status="{escape(row.status)}">{shown} '
        f'<a href="{escape(row.event)}">{escape(row.label)}</a>{_bar(row, ends)}'
        f'<div class="about">{line}</div>{reports}</li>'
    )


def _report(report: Report) -> str:
    source = escape(report.publisher.label if report.publisher else "Unknown publisher")
    # A page's address comes from the article: only web addresses become links.
    if report.url and urlsplit(report.url).scheme in ("http", "https"):
        source = f'<a href="{escape(report.url)}" rel="noreferrer">{source}</a>'
    if report.published:
        first, last = report.published
        source += ", " + (day(first) if first == last else "published " + span(first, last))
    chain = attributions(report)
    source += f": {escape(chain)}" if chain else ""
    return f'<blockquote>{escape(report.sentence)}<div class="about">{source}</div></blockquote>'
