"""The memory bench: its documents differ, its tenths and its drawing follow what was seen."""

import xml.etree.ElementTree as ET

from bench.memory import draw, reports, tenths

SEEN = [(done, 400.0 + done / 100) for done in range(100, 2100, 100)]


def test_no_two_reports_are_alike():
    found = list(reports(50))
    assert len({report.content for report in found}) == 50
    assert {report.media_type for report in found} == {"text/html", "text/plain"}
    assert found[7] == list(reports(50))[7]


def test_tenths_hold_the_most_seen_in_each():
    assert tenths(SEEN) == [402.0 + 2 * step for step in range(10)]


def test_the_drawing_has_a_point_for_each_look():
    root = ET.fromstring(draw(SEEN))  # made here
    (line,) = root.iter("{http://www.w3.org/2000/svg}polyline")
    points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    assert len(points) == len(SEEN)
    assert points[0][1] > points[-1][1]  # more memory stands higher
