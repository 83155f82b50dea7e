"""The guess at a clause's tense where no syntax is at hand."""

import pytest

from kb.dates.tense import guess_tense


@pytest.mark.parametrize(
    ("text", "expression", "tense"),
    [
        ("He was sworn in on Jan. 20 in the capital.", "Jan. 20", "past"),
        ("She was re-elected in March for the fifth time.", "March", "past"),
        ("The talks were to be held in May.", "May", "future?"),
        ("They will meet on Tuesday.", "Tuesday", "future?"),
        ("On Tuesday they will meet.", "Tuesday", "future?"),
        ("On Tuesday they met.", "Tuesday", "past?"),
        ("He welcomed Tuesday's ruling and will appeal.", "Tuesday", "past?"),
        ("The offer is scheduled to close Monday.", "Monday", "future?"),
        ("It had been due to expire Friday.", "Friday", "past?"),
    ],
)
def test_the_nearest_verb_form_decides(text: str, expression: str, tense: str) -> None:
    start = text.index(expression)
    assert guess_tense(text, start, start + len(expression)) == tense
