from __future__ import annotations

import itertools

import pytest

from kb.annotate.language.tokenizer import split_tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They didn't go.", "They did n't go ."),
        ("Kyiv’s allies can't", "Kyiv ’s allies ca n't"),
        ("We cannot stay", "We can not stay"),
        ("Iran-backed, anti-tank", "Iran - backed , anti-tank"),
        ("the U.S. and U.S.-led", "the U.S. and U.S. - led"),
        ("Gen. Diaz left.", "Gen. Diaz left ."),
        ("He lives in the U.S.", "He lives in the U.S."),
        ("$3.5bn, 1,500km and 20%", "$ 3.5 bn , 1,500 km and 20 %"),
        ("at 5pm on 12/05/2024", "at 5 pm on 12/05/2024"),
        ("the 1990s and 21st", "the 1990s and 21st"),
        ("see https://example.org/a?b=1.", "see https://example.org/a?b=1 ."),
        ("mail a.b@example.org now", "mail a.b@example.org now"),
        ("AT&T and Q.E.D", "AT&T and Q.E.D"),
        ("wait... what?!", "wait ... what ?!"),
        ("al-Qaida – a “group”", "al - Qaida – a “ group ”"),
        ("the army 's men :) left", "the army 's men :) left"),
        ("==== $$$ <<x>> ((y))", "==== $$$ << x >> ( ( y ) )"),
        ("", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert " ".join(text[span.start : span.end] for span in split_tokens(text)) == expected


def test_spans_are_ordered_and_cover_all_but_white_space() -> None:
    text = " “So—what's  up?”\t(asked\nC.I.A. man) "
    spans = split_tokens(text)
    assert "".join(text[s.start : s.end] for s in spans) == "".join(text.split())
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
