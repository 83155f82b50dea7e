"""JSON-LD: a timeline's statements as one graph of nodes."""

from __future__ import annotations

import json
from typing import IO, Any

from kb.export.graph import RDF_TYPE, XSD, Text, statements
from kb.namespaces import PREFIXES, expand, shrink
from kb.rows import Timeline


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as JSON-LD 1.1; `kb:truncated` says that it was cut short.

    It stands on the actor, or on the node `id:timeline` where the timeline is everybody's.
    """
    nodes: dict[str, dict[str, Any]] = {}
    for subject, verb, value in statements(timeline):
        node = nodes.setdefault(subject, {"@id": subject})
        if verb == RDF_TYPE:
            node.setdefault("@type", []).append(shrink(str(value)))
        else:
            node.setdefault(shrink(verb), []).append(_value(value))
    if timeline.truncated:
        whose = timeline.actor.iri if timeline.actor else expand("id:timeline")
        nodes.setdefault(whose, {"@id": whose})["kb:truncated"] = True
    data = {"@context": PREFIXES, "@graph": list(nodes.values())}
    fp.write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def _value(value: str | Text) -> dict[str, str]:
    if isinstance(value, str):
        return {"@id": value}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype == XSD + "string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": shrink(value.datatype)}
