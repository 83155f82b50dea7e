import pytest

from kb.clean.lines import Kind, classify, count_words, read_authors, read_lines


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("keep readingShow less", Kind.CUT),
        ("Read more", Kind.CUT),
        ("Continue reading…", Kind.CUT),
        ("Related stories", Kind.END),
        ("You may also like", Kind.END),
        ("© 2024 The Outlet. All rights reserved.", Kind.END),
        ("Newsletter", Kind.END),
        ("Advertisement", Kind.NOISE),
        ("Share this article on Facebook", Kind.NOISE),
        ("Sign up for our weekly newsletter", Kind.NOISE),
        ("We use cookies to improve your experience.", Kind.NOISE),
        ("Related: Ministers meet in Geneva", Kind.NOISE),
        ("4 min read", Kind.NOISE),
        ("Top photo credit: The minister waves. REUTERS/Someone", Kind.CREDIT),
        ("A ship leaves Odesa. (Photo: State agency)", Kind.CREDIT),
        ("Protesters in Tbilisi (AFP/Getty Images)", Kind.CREDIT),
        ("Analysis | Frontlines", Kind.KICKER),
        ("By Ann Lee and Bo Chen", Kind.BYLINE),
        ("Published 3 May 2024", Kind.DATE),
        ("Updated: May 3, 2024", Kind.DATE),
        ("Ministers meet after ten years of silence", Kind.SHORT),
        ("Why does peace take so very long to make?", Kind.SHORT),
        ("The ministers met in Geneva and agreed on nothing.", Kind.PARAGRAPH),
        ("“Why does peace take so very long to make?”", Kind.PARAGRAPH),
    ],
)
def test_classify(line, kind):
    assert classify(line, count_words(line)) is kind


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell in Frankfurt after the announcement, and the euro lost one percent.",
        "Print media in the country have been closed since the coup, a union of journalists said.",
        "Live ammunition was used against the protesters, according to two doctors in the city.",
        "By Tuesday the rebels had taken three villages and were moving towards the capital.",
        "Photo journalists were among those detained on Sunday, their agencies said in a letter.",
        "More in the north have fled since Tuesday, the United Nations said.",
        "Copyright rules for films were changed by the parliament on Thursday.",
        "Related charges against the former minister were dropped in March, his lawyer said.",
    ],
)
def test_sentences_that_begin_like_furniture_are_paragraphs(line):
    assert classify(line, count_words(line)) is Kind.PARAGRAPH


def test_offsets_and_gaps():
    text = "First line\n\n  Second line \nThird line\n"
    lines = read_lines(text)
    assert [text[line.start : line.end] for line in lines] == [
        "First line",
        "Second line",
        "Third line",
    ]
    assert [line.gap for line in lines] == [True, True, False]


def test_read_authors():
    assert read_authors("By Ann Lee, Bo Chen and Cy Dunn") == ("Ann Lee", "Bo Chen", "Cy Dunn")
    assert read_authors("Written by Ann Lee | 3 May 2024") == ("Ann Lee",)
