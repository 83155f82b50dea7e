"""Headlines of pasted pages behind deks that read like paragraphs, names and rubrics."""

import pytest

from kb.clean.lines import Kind, read_lines
from kb.clean.text_page import read_text

STORY = "\n\n".join(
    f"The owners of the {place} said on Monday that they would keep its gates shut until the "
    "talks with the workers come to an end."
    for place in ("harbour", "railway", "mine")
)
HEADLINE = "Dockers end a long strike in the north"
DEK = "Ministers met for hours and promised to look at what the workers ask for by Friday."


def main_of(head):
    text = f"{head}\n\n{STORY}\n"
    articles, _ = read_text(text)
    main = next(article for article in articles if article.kind == "main")
    return text, main


def at(text, span):
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize(
    "head",
    [
        f"World\n{HEADLINE}\n{DEK}\nBy Jane Doe\nMarch 3, 2024",
        f"World\n{HEADLINE}\n{DEK}\nBy\nJane Doe\nMarch 3, 2024",
        f"World\n{HEADLINE}\n{DEK}\nShare\nTweet\nJane Doe\nMarch 3, 2024\n12 comments",
        f"Home / World / {HEADLINE}\n{HEADLINE}\nBy Jane Doe\nMarch 3, 2024",
        f"Opinion Columns Guest opinions Cartoons\nOpinion\n{HEADLINE}\nBy Jane Doe\nMarch 3, 2024",
        f"We may earn money when you buy through links on our site.\n\nWorld\n{HEADLINE}\n"
        "By Jane Doe\nPublished March 3, 2024\n12 comments\nPhoto: Jane Doe",
        f"{HEADLINE}\nJane Doe and John Roe, The Daily Example\nMarch 3, 2024",
        f"{HEADLINE}\nJane Doe / The Daily Example\nBy Jane Doe\nMarch 3, 2024",
    ],
    ids="dek by comments trail rubrics note names credit".split(),
)
def test_headline_of_a_hard_head(head):
    text, main = main_of(head)
    assert at(text, main.headline) == HEADLINE
    assert len(main.paragraphs) == 3


def test_dek_that_reads_like_a_paragraph_is_the_dek():
    text, main = main_of(f"World\n{HEADLINE}\n{DEK}\nBy Jane Doe\nMarch 3, 2024")
    assert at(text, main.dek) == DEK
    assert main.authors == ("Jane Doe",)


def test_headline_that_is_a_sentence():
    headline = "The strike is over. Here is what the dockers got for it."
    text, main = main_of(f"World\n\n{headline}\n{DEK}\nBy Jane Doe\nMarch 3, 2024")
    assert at(text, main.headline) == headline
    assert at(text, main.dek) == DEK


def test_second_paragraph_of_a_head_is_a_caption():
    caption = "Dockers wait at the gates of the harbour in the early morning of a cold day."
    text, main = main_of(f"{HEADLINE}\n{DEK}\n{caption}\nBy Jane Doe\nMarch 3, 2024")
    assert at(text, main.dek) == DEK
    assert [at(text, span) for span in main.captions] == [caption]


def test_names_right_below_by_are_a_byline():
    lines = read_lines("By\nJane Doe\nMarch 3, 2024\nJane Doe\n")
    assert [line.kind for line in lines] == [Kind.BYLINE, Kind.BYLINE, Kind.DATE, Kind.SHORT]


def test_line_above_an_embedded_post_opens_no_item():
    post = "— Some Senator (@senator) March 3, 2024"
    text = (
        f"{HEADLINE}\nBy Jane Doe\nMarch 3, 2024\n\n{STORY}\n\nSo they say now\n{post}\n\n{STORY}"
    )
    articles, _ = read_text(text)
    assert len(articles) == 1
    assert len(articles[0].paragraphs) == 6


def test_story_above_the_next_headline_is_no_part_of_its_head():
    other = "Grain prices fall in both countries"
    snippet = (
        "Traders expect the first deliveries within a week, and prices have fallen by a tenth."
    )
    head = f"Latest stories\n\n{other}\n\n{snippet}\n\n{HEADLINE}\n\nBy Jane Doe\nMarch 3, 2024"
    text = f"{head}\n\n{STORY}\n"
    articles, _ = read_text(text)
    assert [at(text, article.headline) for article in articles] == [other, HEADLINE]
    assert [article.kind for article in articles] == ["teaser", "main"]
    assert [len(article.paragraphs) for article in articles] == [1, 3]
