from kb.clean.layout import lay_out
from kb.clean.page import Story
from kb.model import Span


def test_parts_stand_in_order_between_blank_lines():
    main = Story("Head", "Dek", ("One.", "Two."), ("Photo",), ("Ann Lee",), "World")
    text, (first, second) = lay_out([main, Story("Other", None, ("Three.",), teaser=True)])
    assert text == "Head\n\nDek\n\nOne.\n\nTwo.\n\nPhoto\n\nOther\n\nThree."
    assert (first.headline, first.dek) == (Span(0, 4), Span(6, 9))
    assert first.paragraphs == (Span(11, 15), Span(17, 21))
    assert first.captions == (Span(23, 28),)
    assert (first.start, first.end, first.kind) == (0, 28, "main")
    assert (first.authors, first.section) == (("Ann Lee",), "World")
    assert (second.index, second.kind, second.start, second.end) == (1, "teaser", 30, 43)


def test_parts_are_normalised_before_they_are_measured():
    text, (article,) = lay_out([Story("e\u0301\u200b", None, (" a\u202e  b ", "\u200b"))])
    assert text == "é\n\na b"
    assert article.paragraphs == (Span(3, 6),)
