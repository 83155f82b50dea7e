import json

from kb.clean import clean, describe
from kb.model import Link, RawItem

BODY = "".join(
    f"<p>The foreign ministers met for {number} hours on Friday and agreed to open the border to "
    "trade again, officials on both sides said.</p>"
    for number in range(5)
)
BOXES = """<aside class="related-stories"><ul>
<li><a href="/a?x=1">Border towns prepare for the first lorries</a></li>
<li><a href="/b">Read</a></li></ul></aside>
<div id="trending"><div><a href="https://other.example/c">Grain prices fall in both countries</a>
<p>Traders expect the first deliveries within a week, and prices have fallen by a tenth since.</p>
</div></div>"""


def read(body, url="https://outlet.example/story"):
    page = f"<html><head><title>Border opens again</title></head><body>{body}</body></html>"
    return clean(RawItem("s", page.encode(), "text/html", url=url))


def test_boxes_hold_other_stories_and_are_no_part_of_this_one():
    document = read(f"<article><h1>Border opens again</h1>{BODY}{BOXES}</article>")
    text = (
        "Traders expect the first deliveries within a week, "
        "and prices have fallen by a tenth since."
    )
    assert document.related == (
        Link("Border towns prepare for the first lorries", "https://outlet.example/a?x=1"),
    )
    main, teaser = document.articles
    assert "Traders expect" not in document.text[main.start : main.end]
    assert (teaser.kind, teaser.url) == ("teaser", "https://other.example/c")
    assert [document.text[s.start : s.end] for s in (teaser.headline, *teaser.paragraphs)] == [
        "Grain prices fall in both countries",
        text,
    ]
    teaser, related = describe(document)["items"]
    assert (teaser["kind"], teaser["url"], teaser["body"]) == (
        "teaser",
        "https://other.example/c",
        text,
    )
    assert (related["kind"], related["body"]) == ("related", None)
    json.dumps([teaser, related])


def test_a_link_to_the_page_itself_is_no_other_story():
    box = (
        '<aside class="related"><a href="/story">Border opens again to trade and people</a></aside>'
    )
    assert read(f"<article><h1>Border opens again</h1>{BODY}{box}</article>").related == ()


def test_a_page_that_is_one_marked_block_keeps_its_article():
    document = read(f'<div class="more-news"><h1>Border opens again</h1>{BODY}</div>')
    assert document.related == ()
    document = read(f'<h1>Border opens again</h1><div class="latest-news">{BODY}</div>')
    assert len(document.articles[0].paragraphs) == 5


def test_links_without_a_web_address_have_none():
    box = '<aside class="related"><a href="javascript:x()">One two three four five</a></aside>'
    document = read(f"<article><h1>Border opens again</h1>{BODY}{box}</article>", url=None)
    assert document.related == (Link("One two three four five"),)
