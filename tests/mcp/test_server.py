"""`kb mcp` as an assistant's program sees it: over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from kb.store import open_store
from tests.query.events import DATA, parse

MORE = """GRAPH <graph/event/e4> {
  <event/e4> a kb:Event ; rdfs:label "Veronia closes its border"@en ;
  kb:type plover:COERCE ; kb:participant <actor/veronia> ; kb:date "2033-01-01" ;
  kb:earliest "2033-01-01"^^xsd:date ; kb:latest "2033-01-01"^^xsd:date ; kb:status st:asserted ;
  kb:reportedStatus st:asserted . }"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "store"
    with open_store(str(path)) as store:
        store.load(parse(DATA))
    return path


def talk(folder: Path, conversation: Callable[[Client], Awaitable[Any]]) -> Any:
    """Return what a conversation with the server gives.

    It has a thread of its own: a browser test of the same process leaves an event loop behind in
    the main one.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kb", "mcp", "--store", str(folder)],
        env={**clean, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        cwd=Path(__file__).resolve().parents[2],
    )
    found: list[Any] = []

    async def meet() -> Any:
        async with Client(server) as client:
            return await conversation(client)

    def run() -> None:
        try:
            found.append(asyncio.run(meet()))
        except BaseException as error:  # told in the main thread
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(180)
    assert found, "the server did not answer in time"
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    answer = await client.call_tool(tool, arguments)
    if answer.is_error:
        return answer.content[0].text
    return answer.structured_content


def test_four_tools_that_read_only(folder: Path) -> None:
    async def conversation(client: Client) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = talk(folder, conversation)
    assert sorted(tool.name for tool in tools) == ["actor", "events", "search", "sparql"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert all(len(tool.description) > 40 for tool in tools)
    assert "Cite the sentence" in instructions


def test_a_conversation(folder: Path) -> None:
    async def conversation(client: Client) -> Any:
        hits = await call(client, "search", text="kestrels", kinds=["actor"])
        actor = await call(client, "actor", name=hits["hits"][0]["id"])
        events = await call(client, "events", actor="Kestrel Brigade", since="2031")
        rows = await call(client, "sparql", query="SELECT (COUNT(?e) AS ?n) { ?e a kb:Event }")
        # Another process writes meanwhile: the next answer knows.
        with open_store(str(folder)) as store:
            store.replace_graphs(parse(MORE), [])
        again = await call(client, "sparql", query="SELECT (COUNT(?e) AS ?n) { ?e a kb:Event }")
        newest = await call(client, "events", actor="Veronia", limit=1)
        return hits, actor, events, rows, again, newest

    hits, actor, events, rows, again, newest = talk(folder, conversation)
    assert hits["hits"][0]["matched"] == "the Kestrels"
    assert (actor["label"], actor["kind"], actor["events"]) == ("Kestrel Brigade", "ArmedGroup", 2)
    (event,) = events["events"]
    assert (event["date"], event["status"], event["precision"]) == (
        "2031-03-05",
        "disputed",
        "week",
    )
    cited = {(report["publisher"], report["sentence"][:20]) for report in event["reports"]}
    assert ("Harbour Post", "Coast Wire reported ") in cited
    assert any("an official (asserts)" in str(r["attributed_to"]) for r in event["reports"])
    assert rows == {"columns": ["n"], "rows": [{"n": "3"}], "truncated": False}
    assert again["rows"] == [{"n": "4"}]
    assert newest["events"][0]["label"] == "Veronia closes its border"


def test_what_is_refused_is_told_in_words(folder: Path) -> None:
    async def conversation(client: Client) -> Any:
        service = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
        return [
            await call(client, "sparql", query=service),
            await call(client, "sparql", query="INSERT DATA { <http://a> <http://b> 1 }"),
            await call(client, "sparql", query="SELEC nothing"),
            await call(client, "actor", name="Kestrel Brigada"),
            await call(client, "events", actor="Veronia", status="rumoured"),
            await call(client, "search", text="x", kinds=["animal"]),
            await call(client, "events", limit=1_000_000),
        ]

    service, update, syntax, actor, status, kind, limit = talk(folder, conversation)
    assert "SERVICE" in service
    assert "update" in update.lower() or "not SPARQL" in update
    assert "line 1" in syntax
    assert "did you mean Kestrel Brigade?" in actor
    assert isinstance(status, str) or status["events"] == []
    assert "no kind 'animal'" in kind
    assert "100" in limit


def test_no_store_is_one_line(tmp_path: Path, kb_command: Any) -> None:
    done = kb_command("mcp", "--store", tmp_path / "none")
    assert done.returncode == 1
    assert "there is no store" in done.stderr
    assert done.stderr.count("\n") == 1
