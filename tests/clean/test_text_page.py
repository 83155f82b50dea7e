import os
import textwrap
from pathlib import Path

import pytest

from kb.clean.text_page import read_text
from kb.errors import InputError

ROOT = Path(__file__).parents[2]
LONG = (
    "The foreign ministers of the two countries met for three hours on Friday and agreed to open "
    "the border to trade again, officials on both sides said."
)


def at(text, span):
    return text[span.start : span.end] if span else None


def headlines(text):
    articles, _ = read_text(text)
    return [at(text, article.headline) for article in articles]


def page_text(path):
    return Path(path).read_text("utf-8")


def test_pasted_page_splits_into_its_four_items():
    text = page_text(ROOT / "data/articles/ukraine-hts-drones.txt")
    articles, _ = read_text(text)
    assert headlines(text) == [
        "Kyiv's quiet hand in the fall of Damascus",
        "Boat strikes cast a shadow over a thin summit",
        "Syria's president enters the White House by the side door",
        "Why does Washington find it so hard to stop?",
    ]
    assert [article.kind for article in articles] == ["main", "teaser", "teaser", "teaser"]
    assert [len(article.paragraphs) for article in articles] == [8, 2, 2, 2]
    assert [len(article.captions) for article in articles] == [1, 1, 1, 1]
    assert [article.section for article in articles][1:3] == ["Americas", "Middle East"]
    assert at(text, articles[0].dek).startswith("Drones, operators and an offer of more")
    assert "December 1, 2024" in at(text, articles[0].captions[0])
    assert "November 9, 2025" in at(text, articles[1].captions[0])


def test_no_furniture_in_any_paragraph_of_the_pasted_pages():
    for path in sorted((ROOT / "data/articles").glob("*.txt")):
        text = page_text(path)
        articles, _ = read_text(text)
        body = "\n".join(at(text, span) for article in articles for span in article.paragraphs)
        for furniture in ("keep reading", "Advertisement", "newsletter", "Share", "©", "credit:"):
            assert furniture not in body


@pytest.mark.skipif("KB_SAMPLE_PAGE" not in os.environ, reason="KB_SAMPLE_PAGE is not set")
def test_real_sample_page_splits_into_its_four_items():
    text = page_text(os.environ["KB_SAMPLE_PAGE"])
    articles, _ = read_text(text)
    assert [article.kind for article in articles] == ["main", "teaser", "teaser", "teaser"]
    assert [len(article.paragraphs) for article in articles] == [10, 2, 2, 2]
    assert [len(article.captions) for article in articles] == [1, 1, 1, 1]
    assert [headline[:13] for headline in headlines(text)] == [
        "How Ukraine i",
        "US strikes ar",
        "Trump brings ",
        "America First",
    ]
    assert at(text, articles[0].dek).startswith("Kyiv has been sending")


def test_text_without_furniture_comes_out_whole():
    text = page_text(ROOT / "data/articles/finland-joins-nato.txt")
    articles, _ = read_text(text)
    assert len(articles) == 1
    assert at(text, articles[0].headline) == "Finland becomes NATO's 31st member"
    assert len(articles[0].paragraphs) == 7
    assert (articles[0].start, articles[0].end) == (0, len(text.rstrip()))


def test_paragraphs_alone_need_no_headline():
    text = f"{LONG}\n\n{LONG}"
    articles, dates = read_text(text)
    assert [at(text, span) for span in articles[0].paragraphs] == [LONG, LONG]
    assert articles[0].headline is None
    assert dates == [()]


def test_a_single_short_sentence_is_an_article():
    text = "Iran fired missiles at Israel on Tuesday."
    articles, _ = read_text(text)
    assert [at(text, span) for span in articles[0].paragraphs] == [text]


def test_short_speech_inside_a_story_is_kept():
    text = f"Ministers meet after a year of silence\n\n{LONG}\n\n“We are glad,” he said.\n\n{LONG}"
    articles, _ = read_text(text)
    assert [at(text, span) for span in articles[0].paragraphs][1] == "“We are glad,” he said."


def test_subheading_photo_and_advertisement_interrupt_without_splitting():
    text = (
        f"Ministers meet after a year of silence\n\n{LONG}\n\nAdvertisement\n\nA long way to go\n\n"
        f"{LONG}\n\nPhoto credit: Ministers shake hands. REUTERS/Someone\n\n{LONG}"
    )
    articles, _ = read_text(text)
    assert len(articles) == 1
    assert len(articles[0].paragraphs) == 3
    assert len(articles[0].captions) == 1


def test_related_stories_do_not_join_the_main_story():
    text = (
        f"Ministers meet after a year of silence\n\n{LONG}\n\n{LONG}\n\nRelated stories\n\n"
        f"Minister resigns over leaked letter\n\n{LONG}\n\nPolice arrest editor in the capital\n\n"
        f"{LONG}"
    )
    articles, _ = read_text(text)
    assert headlines(text) == [
        "Ministers meet after a year of silence",
        "Minister resigns over leaked letter",
        "Police arrest editor in the capital",
    ]
    assert [article.kind for article in articles] == ["main", "teaser", "teaser"]


def test_byline_and_date_line_are_read():
    text = f"Ministers meet after a year\n\nBy Ann Lee and Bo Chen\nPublished 3 May 2024\n\n{LONG}"
    articles, dates = read_text(text)
    assert articles[0].authors == ("Ann Lee", "Bo Chen")
    assert [(c.source, str(c.interval.earliest)) for c in dates[0]] == [("visible", "2024-05-03")]


def test_furniture_alone_is_no_article():
    with pytest.raises(InputError, match="no paragraph"):
        read_text("Home\n\nSign in\n\nAdvertisement\n\nPrivacy policy\n")


def test_hard_wrapped_text_keeps_its_paragraphs():
    wrapped = textwrap.fill(LONG, 72)
    text = f"Ministers meet after a year of silence\n\n{wrapped}\n\n{wrapped}\n"
    articles, _ = read_text(text)
    assert headlines(text) == ["Ministers meet after a year of silence"]
    assert [at(text, span) for span in articles[0].paragraphs] == [wrapped, wrapped]


def test_one_line_per_paragraph_is_not_hard_wrapped():
    short = "The ministers met in Geneva on Friday and said nothing to the press."
    text = "\n".join([short] * 6)
    articles, _ = read_text(text)
    assert len(articles[0].paragraphs) == 6
