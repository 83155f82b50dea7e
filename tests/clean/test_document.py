import hashlib
from datetime import date
from pathlib import Path

import pytest

from kb.clean import clean
from kb.errors import InputError
from kb.ids import document_id
from kb.model import Interval, RawItem, Span

ROOT = Path(__file__).parents[2]
SENTENCE = (
    "The foreign ministers of the two countries met for three hours on Friday and agreed to open "
    "the border to trade again, officials on both sides said."
)


def html_page(body, head=""):
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>"


def cleaned(content, media_type="text/html", **fields):
    data = content.encode() if isinstance(content, str) else content
    return clean(RawItem("source", data, media_type, **fields))


def sample(name):
    kind = "text/html" if name.endswith(".html") else "text/plain"
    return clean(RawItem(name, (ROOT / "data/articles" / name).read_bytes(), kind))


def text_at(document, span):
    return document.text[span.start : span.end]


def test_html_page_is_laid_out_in_parts():
    document = sample("sharaa-white-house-coalition.html")
    (article,) = document.articles
    assert article.kind == "main"
    assert text_at(document, article.headline) == (
        "Trump receives Syria's al-Sharaa and suspends Caesar Act sanctions"
    )
    assert text_at(document, article.dek) == (
        "Syria will join the coalition against Islamic State, a US official says"
    )
    assert len(article.paragraphs) == 8
    assert text_at(document, article.paragraphs[0]).startswith("WASHINGTON — US President")
    assert [text_at(document, span) for span in article.captions] == [
        "Syrian President Ahmed al-Sharaa leaves the White House on Monday. "
        "Meridian Ledger/K. Abara"
    ]
    assert article.authors == ("Helena Marchbanks", "Idris Pell")
    assert article.section == "World"
    assert document.publisher == "The Meridian Ledger"
    assert document.url == "https://meridian-ledger.example/world/trump-receives-sharaa"
    assert document.language == "en"
    assert (article.start, article.end) == (0, len(document.text))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data/articles").glob("*.html")), ids=lambda p: p.name
)
def test_no_furniture_and_no_teaser_in_the_sample_pages(path):
    document = sample(path.name)
    article, *teasers = document.articles
    assert all(other.kind == "teaser" and other.url for other in teasers)
    furniture = ("cookie", "newsletter", "Share", "Read more", "Most read", "©", "riverreader")
    body = "\n".join(text_at(document, span) for span in article.paragraphs)
    assert not [word for word in furniture if word in body]
    assert 7 <= len(article.paragraphs) <= 11
    assert len(article.captions) == 1


def test_identity_comes_from_the_url_or_else_from_the_text():
    with_url = sample("karabakh-ceasefire.html")
    assert with_url.id == document_id(with_url.url, "")
    assert sample("ukraine-hts-drones.txt").publisher == "The Meridian Ledger"
    without = sample("wagner-mutiny.txt")
    assert without.url is None
    assert without.id == document_id(None, without.text)
    content = (ROOT / "data/articles/wagner-mutiny.txt").read_bytes()
    assert without.content_hash == "sha256:" + hashlib.sha256(content).hexdigest()


def test_cleaning_twice_gives_the_same_document():
    assert sample("icc-warrant-putin.html") == sample("icc-warrant-putin.html")


def test_what_the_giver_states_goes_before_the_page():
    day = Interval(date(2024, 1, 5), date(2024, 1, 6))
    page = (ROOT / "data/articles/karabakh-ceasefire.html").read_bytes()
    document = cleaned(page, published=day, publisher="Feed", url="https://f.example/a")
    published = document.articles[0].published
    assert (published.basis, published.interval) == ("given", day)
    assert published.candidates[1:] == (
        ("json-ld", Interval(date(2023, 9, 20), date(2023, 9, 20))),
    )
    assert document.publisher == "Feed"
    assert document.url == "https://f.example/a"


def test_verbatim_text_is_kept_to_the_character():
    text = "  Ré\u200bsumé:\r\n\nFirst paragraph. \n \n\tSecond one.\n"
    document = cleaned(text, "text/plain", verbatim=True, title="Given")
    (article,) = document.articles
    assert document.text == text
    assert (article.start, article.end, article.headline) == (0, len(text), None)
    assert [text_at(document, span) for span in article.paragraphs] == [
        "Ré\u200bsumé:",
        "First paragraph.",
        "Second one.",
    ]


def test_given_day_belongs_to_the_main_item_only():
    day = Interval(date(2024, 12, 11), date(2024, 12, 11))
    page = (ROOT / "data/articles/ukraine-hts-drones.txt").read_bytes()
    document = cleaned(page, "text/plain", published=day)
    assert [article.published and article.published.basis for article in document.articles] == [
        "given",
        None,
        None,
        None,
    ]


def test_other_languages_keep_their_code():
    page = html_page(
        "<article><h1>Treffen in Berlin</h1>"
        + "<p>Die Außenminister der beiden Länder trafen sich am Freitag drei Stunden lang und "
        "einigten sich darauf, die Grenze wieder für den Handel zu öffnen.</p>" * 3 + "</article>"
    )
    assert cleaned(page).language == "de"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (html_page("<nav><a href='/'>Home</a></nav>"), "HTML without article"),
        (html_page(""), "HTML without article"),
        ("<!-- nothing -->", "HTML without article"),
        (html_page("<div>" * 200_000 + f"<p>{SENTENCE}</p>" * 3), "HTML without article"),
        (html_page("<p>x</p>" * 60_000), "more than 50000 elements"),
        (html_page(f"<p>{SENTENCE * 20_000}</p>"), "more than 1000000 characters"),
    ],
    ids=["navigation", "empty", "comment", "deeply nested", "many elements", "long"],
)
def test_pages_that_cannot_be_used(content, message):
    with pytest.raises(InputError, match=message):
        cleaned(content)


def test_text_that_cannot_be_decoded():
    with pytest.raises(InputError, match="cannot be decoded"):
        cleaned(bytes(range(128, 256)) * 40, "text/plain")


@pytest.mark.parametrize(
    "head",
    [
        "<script type='application/ld+json'>{broken</script>",
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        '<script type=\'application/ld+json\'>{"@type": 3, "headline": {}}</script>',
        "<meta property='article:published_time' content='soon'>",
        "<meta property='og:url' content='http://[broken'>",
        "<link rel='canonical'>",
        "<title></title>",
    ],
)
def test_broken_metadata_does_no_harm(head):
    document = cleaned(
        html_page(f"<h1>Ministers meet in Geneva</h1><p>{SENTENCE}</p><p>Then {SENTENCE}</p>", head)
    )
    (article,) = document.articles
    assert text_at(document, article.headline) == "Ministers meet in Geneva"
    assert [text_at(document, span) for span in article.paragraphs] == [
        SENTENCE,
        f"Then {SENTENCE}",
    ]
    assert article.published is None


def test_paragraphs_of_a_quotation_and_of_a_list_come_once():
    body = (
        f"<article><h1>Ministers meet in Geneva</h1><p>{SENTENCE}</p>"
        "<blockquote><p>We have opened a door that was shut for ten years.</p></blockquote>"
        "<ul><li><p>The border will open in May for lorries and for travellers.</p></li></ul>"
        f"<p>Then {SENTENCE}</p></article>"
    )
    document = cleaned(html_page(body))
    assert [text_at(document, span) for span in document.articles[0].paragraphs] == [
        SENTENCE,
        "We have opened a door that was shut for ten years.",
        "The border will open in May for lorries and for travellers.",
        f"Then {SENTENCE}",
    ]


def test_spans_are_inside_the_text_and_in_order():
    for path in sorted((ROOT / "data/articles").glob("*.*")):
        if path.suffix == ".md":
            continue
        document = sample(path.name)
        for article in document.articles:
            spans = [*article.paragraphs, *article.captions]
            assert all(article.start <= span.start < span.end <= article.end for span in spans)
            assert list(article.paragraphs) == sorted(article.paragraphs, key=lambda s: s.start)
            assert all(text_at(document, Span(s.start, s.end)).strip() for s in spans)
