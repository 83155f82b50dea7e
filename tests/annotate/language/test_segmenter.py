from __future__ import annotations

import pytest

from kb.annotate.language.segmenter import split_sentences


def texts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. They left.", ["It rained.", "They left."]),
        ("Gen. Smith met Lt. Col. Diaz.", ["Gen. Smith met Lt. Col. Diaz."]),
        ("He left the U.S. The army stayed.", ["He left the U.S.", "The army stayed."]),
        ("The U.S. Senate voted.", ["The U.S. Senate voted."]),
        ("On Jan. 5 it rained.", ["On Jan. 5 it rained."]),
        ("The answer is no. 12 people left.", ["The answer is no. 12 people left."]),
        ("He said no. They left.", ["He said no.", "They left."]),
        ("J. K. Brown spoke.", ["J. K. Brown spoke."]),
        ("Prices rose 3.5 percent. Why?", ["Prices rose 3.5 percent.", "Why?"]),
        ("Really?! Yes… No.", ["Really?!", "Yes…", "No."]),
        ("One paragraph\n\nTwo paragraphs", ["One paragraph", "Two paragraphs"]),
        ("A line that is\nwrapped. Next.", ["A line that is\nwrapped.", "Next."]),
        ("会议结束了。他们离开了。", ["会议结束了。", "他们离开了。"]),
        ("The town fell. al-Shabaab cheered.", ["The town fell.", "al-Shabaab cheered."]),
        ("Did it work? they asked.", ["Did it work?", "they asked."]),
        ("It cost approx. ten lira.", ["It cost approx. ten lira."]),
        ("Yahoo! said it would sell.", ["Yahoo! said it would sell."]),
        ("It was late... very late.", ["It was late... very late."]),
        ("We won :) They lost.", ["We won :)", "They lost."]),
        ("See you soon ===== This is a notice.", ["See you soon", "=====", "This is a notice."]),
        ("We will try it. why not?", ["We will try it.", "why not?"]),
        ("The ratio was 3:5 - as before.", ["The ratio was 3:5 - as before."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Will you stay?" asked Diaz.', ['"Will you stay?" asked Diaz.']),
        (
            '"Go away!" Foreign Minister Ann Lee said.',
            ['"Go away!" Foreign Minister Ann Lee said.'],
        ),
        ("“We won.” The crowd cheered.", ["“We won.”", "The crowd cheered."]),
        ('"Who won?" The crowd cheered.', ['"Who won?"', "The crowd cheered."]),
        ('He said: "Stay." "Why?" she asked.', ['He said: "Stay."', '"Why?" she asked.']),
    ],
)
def test_quotations_stay_with_their_speakers(text: str, expected: list[str]) -> None:
    assert texts(text) == expected
