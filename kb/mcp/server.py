"""The Model Context Protocol server: four read-only tools over one store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from kb import __version__
from kb.errors import KbError
from kb.mcp.library import MOST, Library
from kb.query.fulltext import KINDS
from kb.query.timeline import STATUSES

_INSTRUCTIONS = """A knowledge base of geopolitical events, extracted from news articles: who did
what to whom, with what, where, when, according to whom, in which sentence. Find ids with `search`,
read an actor with `actor`, events with their sentences with `events`; `sparql` answers anything
else. Cite the sentence, publisher and url of a report. What one report says is that report's word:
say who says it; `status` and `reported_statuses` tell whether an event is asserted, reported,
alleged, denied or disputed. A date is between `earliest` and `latest`, as exact as `precision`."""
_READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_SPARQL = """Answer a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT or DESCRIBE; no SERVICE, no
updates). The default graph is the union of all graphs; the prefixes kb:, kbt:, plover:, st:, skos:,
rdfs:, schema:, nif:, xsd: need no declaration. An event has the flat properties rdfs:label,
kb:type, kb:initiator, kb:recipient, kb:participant, kb:place, kb:date, kb:earliest, kb:latest,
kb:status, kb:reportCount, kb:sourceCount; an event mention kb:refersTo its event, kb:evidence a
sentence with nif:anchorOf, kb:inArticle an article with schema:headline and schema:publisher.
Example: SELECT ?what ?date { ?e a kb:Event ; rdfs:label ?what ; kb:date ?date ; kb:participant ?a .
?a skos:prefLabel "Finland"@en } ORDER BY ?date"""

Limit = Annotated[int, Field(ge=1, le=MOST, description=f"most items of the answer, up to {MOST}")]


def make_server(library: Library) -> MCPServer:
    """Return the server; its tools answer from `library` and change nothing."""
    server = MCPServer(
        "geopolitical-event-kb",
        instructions=" ".join(_INSTRUCTIONS.split()),
        version=__version__,
        log_level="WARNING",
    )

    @server.tool(annotations=_READ_ONLY)
    def search(
        text: Annotated[str, Field(description="words in any order; the last may be a beginning")],
        kinds: Annotated[
            list[str], Field(description=f"narrow to some of {', '.join(KINDS)}")
        ] = [],  # noqa: B006 (a default of the schema, never changed)
        limit: Limit = 20,
    ) -> dict[str, Any]:
        """Find actors, places, offices and event types by any name, events, articles, sentences."""
        return _told(lambda: library.search(text, kinds, limit))

    @server.tool(annotations=_READ_ONLY)
    def actor(
        name: Annotated[str, Field(description="name, alias or id of a state, group, person, ...")],
    ) -> dict[str, Any]:
        """Tell who an actor is: names, offices, for whom it acts, with whom and how often."""
        return _told(lambda: library.actor(name))

    @server.tool(annotations=_READ_ONLY)
    def events(
        actor: Annotated[
            str | None, Field(description="name or id of an actor taking part")
        ] = None,
        with_actor: Annotated[str | None, Field(description="who takes part as well")] = None,
        type: Annotated[
            str | None, Field(description="event type such as AID or arms-transfer, subtypes too")
        ] = None,
        place: Annotated[
            str | None, Field(description="place, with everything that lies in it")
        ] = None,
        source: Annotated[str | None, Field(description="publisher of a report")] = None,
        status: Annotated[str | None, Field(description=f"one of {', '.join(STATUSES)}")] = None,
        since: Annotated[str | None, Field(description="2024, 2024-12 or 2024-12-31")] = None,
        until: Annotated[str | None, Field(description="2024, 2024-12 or 2024-12-31")] = None,
        newest_first: bool = True,
        limit: Limit = 20,
    ) -> dict[str, Any]:
        """List events with dates, parties, status and every report: sentence, publisher, url."""
        return _told(
            lambda: library.events(
                actor,
                limit,
                newest_first,
                with_actor=with_actor,
                type=type,
                place=place,
                source=source,
                status=status,
                since=since,
                until=until,
            )
        )

    @server.tool(annotations=_READ_ONLY, description=" ".join(_SPARQL.split()))
    def sparql(query: Annotated[str, Field(description="the query")]) -> dict[str, Any]:
        return _told(lambda: library.sparql(query))

    return server


def _told(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return an answer; an error of ours becomes one that the assistant reads."""
    try:
        return answer()
    except KbError as error:
        raise ToolError(str(error)) from None
