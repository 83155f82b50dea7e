"""`docs/api.md`, generated from the endpoints: `python -m webapp.apidocs > docs/api.md`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable

from kb.query import fulltext
from kb.query.browse import actors, overview, pages
from webapp.views.api import API

# The data classes that answers consist of, in the order of the page.
TYPES: tuple[type, ...] = (
    fulltext.TextHit,
    pages.EventRow,
    pages.EventPage,
    actors.ActorRow,
    pages.ActorPage,
    pages.Counted,
    overview.SourceRow,
    pages.ArticlePage,
    pages.Totals,
    pages.Ref,
    pages.When,
    pages.RoleRef,
    pages.Report,
    pages.Passage,
    pages.ClaimStep,
)

_INTRODUCTION = """# JSON API

Generated from `webapp/views/api.py` by `python -m webapp.apidocs > docs/api.md`.

Everything that the pages show, for programs: GET only, JSON in UTF-8, no key. Any page's address
with the suffix `.json` gives the data of that page too; the addresses here are the ones that stay.

- **An answer** is an object with `"ok": true` and the keys listed below. **An error** is `{"ok":
  false, "error": "one line that says what was wrong"}` with status 400 (a parameter), 404 (nothing
  is known under this id), 429 or 503 (busy, too slow; try again).
- **Ids are IRIs** and stay: the same article gives the same ids, and an event keeps its id when it
  is ingested again. Where an address takes an id it takes the last part of the IRI.
- **Lists** come in pieces of `limit` items. `next` is an opaque cursor for the following piece;
  give it back as `cursor`, with the other parameters unchanged.
- **Caching**: every answer has an `ETag` that changes with the store; send it as `If-None-Match`
  and get 304 while nothing has changed.
"""


def api_page() -> str:
    """Return the documentation of the API."""
    return "".join([_INTRODUCTION, *_endpoints(), "\n## Types\n", *_types(TYPES)])


def _endpoints() -> Iterable[str]:
    for endpoint in API.endpoints:
        yield f"\n## `/api{endpoint.path}`\n\n{endpoint.help}\n\n"
        if endpoint.parameters:
            yield "| parameter | meaning |\n|---|---|\n"
            for parameter in endpoint.parameters:
                needed = " (needed)" if parameter.required else ""
                yield f"| `{parameter.name}`{needed} | {parameter.help} |\n"
            yield "\n"
        yield "| key of the answer | holds |\n|---|---|\n"
        for key, what in endpoint.answers.items():
            yield f"| `{key}` | {what} |\n"
        yield f"\nExample: `{endpoint.example}`\n"


def _types(types: Iterable[type]) -> Iterable[str]:
    for kind in types:
        about = " ".join((kind.__doc__ or "").split())
        yield f"\n**{kind.__name__}**: {about}\n\n| field | type |\n|---|---|\n"
        for field in dataclasses.fields(kind):
            yield f"| `{field.name}` | {_words(str(field.type))} |\n"


def _words(annotation: str) -> str:
    """Return an annotation as JSON has it."""
    text = annotation.replace("tuple[", "list of ").replace(", ...]", "").replace("]", "")
    for name, word in (("str", "text"), ("int", "number"), ("float", "number"), ("bool", "truth")):
        text = " ".join(word if part == name else part for part in text.split(" "))
    return text.replace(" | None", ", or null")


if __name__ == "__main__":
    sys.stdout.write(api_page())
