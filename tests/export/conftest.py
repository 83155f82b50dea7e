"""A timeline with everything that can go wrong in a file format."""

from __future__ import annotations

import io
from datetime import date

import pytest

from kb.export.formats import find_format
from kb.rows import Located, Named, Party, Report, Stated, Timeline, TimelineRow, Voice

BASE = "https://w3id.org/gekb/"
ID = BASE + "id/"
A = Named(ID + "actor/a", "Alba & Sons <script>alert(1)</script>")
B = Named(ID + "actor/b", 'Côte "d\'Azur"; group')
POST = Named(ID + "actor/post", "Harbour Post")
WIRE = Named(ID + "actor/wire", "=cmd|' /C calc'!A0")
PORT = Located(Named(ID + "place/port", "Port Ossa"), 12.5, -3.25)
SOMEWHERE = Located(Named(ID + "place/x-1", "Somewhere"), None, None)

REPORT = Report(
    mention=ID + "doc/d1/em/1-2",
    article=ID + "doc/d1/item/1",
    headline="Drones *for* [Kestrels]",
    publisher=POST,
    url="https://harbour.example/a?b=1&c=(2)",
    published=(date(2031, 3, 6), date(2031, 3, 6)),
    sentence='He said:\n"20 drones" \\ <b>for</b> `Alba`; # not | a heading 日本',
    start=10,
    end=60,
    status="reported",
    confidence=0.9,
    voices=((Voice(WIRE, "reports"), Voice(B, "asserts", WIRE)),),
)
BARE = Report(
    mention=ID + "doc/d2/em/1-2",
    article=ID + "doc/d2/item/1",
    headline=None,
    publisher=None,
    url="javascript:alert(1)",
    published=(date(2031, 3, 1), date(2031, 3, 31)),
    sentence="",
    start=None,
    end=None,
    status="denied",
    confidence=None,
)
DISPUTED = TimelineRow(
    event=ID + "event/e1",
    label='=Alba sends 20 drones, "quickly" & <i>secretly</i>',
    type=Named(BASE + "vocab/type/arms-transfer", "Arms transfer"),
    earliest=date(2031, 3, 1),
    latest=date(2031, 3, 5),
    days="2031-03-05",
    status="disputed",
    statuses=("denied", "reported"),
    roles=("initiator",),
    parties=(Party("initiator", A), Party("recipient", B), Party("host", POST)),
    places=(PORT, SOMEWHERE),
    items=(Stated(Named(BASE + "vocab/item/drone", "drone"), "20 drones", 20.0),),
    reports=(REPORT, BARE),
    report_count=2,
    source_count=1,
    confidence=0.9,
)
UNDATED = TimelineRow(
    event=ID + "event/e2",
    label="Envoys meet",
    type=None,
    earliest=None,
    latest=None,
    days=None,
    status="asserted",
    statuses=(),
    roles=(),
    parties=(),
    places=(),
    items=(),
    reports=(),
    report_count=1,
    source_count=0,
    confidence=None,
)
VAGUE = TimelineRow(
    event=ID + "event/e3",
    label="Long talks",
    type=None,
    earliest=date(2032, 2, 1),
    latest=date(2032, 2, 29),
    days="2032-02-01/2032-02-29",
    status="planned",
    statuses=("planned",),
    roles=("participant",),
    parties=(Party("participant", A),),
    places=(),
    items=(),
    reports=(),
    report_count=1,
    source_count=1,
    confidence=None,
)


@pytest.fixture
def timeline() -> Timeline:
    return Timeline(A, (DISPUTED, VAGUE, UNDATED), False, (("since", "2031-01-01"),))


@pytest.fixture
def cut_short() -> Timeline:
    return Timeline(A, (DISPUTED,), True)


def written(name: str, timeline: Timeline) -> bytes:
    """Return what the format `name` writes."""
    buffer = io.BytesIO()
    find_format(name).write(timeline, buffer)
    return buffer.getvalue()
