import json

from lxml import html

from kb.clean.metadata import read_metadata


def read(head="", body="", url=None, attributes=""):
    page = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return read_metadata(html.document_fromstring(page), url)


def json_ld(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Ministers meet in Geneva",
    "alternativeHeadline": "First talks in ten years",
    "datePublished": "2024-05-03T09:00:00+02:00",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Chen"}],
    "publisher": {"name": "The Outlet"},
    "articleSection": ["World"],
    "inLanguage": "fr-FR",
    "articleBody": "<p>They met &amp; talked.</p>",
}


def days(metadata):
    return [(date.source, str(date.interval.earliest)) for date in metadata.dates]


def test_json_ld_article():
    found = read(json_ld(ARTICLE))
    assert found.title == "Ministers meet in Geneva"
    assert found.dek == "First talks in ten years"
    assert found.authors == ("Ann Lee", "Bo Chen")
    assert found.publisher == "The Outlet"
    assert found.section == "World"
    assert found.language == "fr"
    assert found.body.split() == ["They", "met", "&", "talked."]
    assert days(found) == [("json-ld", "2024-05-03")]


def test_article_inside_a_graph_and_inside_comment_marks():
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, ARTICLE]}
    wrapped = f'<script type="application/ld+json">/*<![CDATA[*/{json.dumps(graph)}/*]]>*/</script>'
    assert read(wrapped).title == "Ministers meet in Geneva"


def test_the_dated_article_goes_before_a_list_of_others():
    bare = {"@type": "Article", "headline": "Another story"}
    assert read(json_ld([bare, ARTICLE])).title == "Ministers meet in Geneva"


def test_open_graph_and_meta_tags():
    found = read(
        '<meta property="og:title" content="Ministers meet &amp;amp; talk - The Outlet">'
        '<meta property="og:site_name" content="The Outlet">'
        '<meta property="og:description" content="First talks">'
        '<meta property="article:published_time" content="2024-05-03T09:00:00Z">'
        '<meta name="author" content="Ann Lee and Bo Chen">'
        '<meta property="og:url" content="https://outlet.example/2024/05/02/talks">'
    )
    assert found.title == "Ministers meet & talk"
    assert found.dek == "First talks"
    assert found.authors == ("Ann Lee", "Bo Chen")
    assert found.publisher == "The Outlet"
    assert found.url == "https://outlet.example/2024/05/02/talks"
    assert days(found) == [("meta", "2024-05-03"), ("url", "2024-05-02")]


def test_sentinel_date_is_passed_over():
    article = ARTICLE | {"datePublished": "0001-01-01T00:00:00"}
    head = json_ld(article) + '<meta name="parsely-pub-date" content="2024-05-03">'
    assert days(read(head)) == [("meta", "2024-05-03")]


def test_time_element_of_the_story_but_not_of_an_aside_or_an_update():
    body = (
        "<h1>Ministers meet</h1><time datetime='2024-05-03'>Friday</time>"
        "<time class='updated' datetime='2024-05-09'>later</time>"
        "<aside><time datetime='2020-01-01'>old</time></aside>"
    )
    assert days(read(body=body)) == [("time", "2024-05-03")]


def test_visible_line_near_the_headline_only():
    filler = "".join(f"<p>Paragraph {number} of the story.</p>" for number in range(40))
    body = f"<h1>Ministers meet</h1><div>By Ann Lee<br>3 May 2024</div>{filler}<p>1 June 2020</p>"
    assert days(read(body=body)) == [("visible", "2024-05-03")]


def test_canonical_link_to_the_front_page_is_no_address():
    assert read('<link rel="canonical" href="https://outlet.example/">').url is None
    assert read('<link rel="canonical" href="/relative">').url is None
    found = read(
        '<link rel="canonical" href="https://outlet.example/a">', url="https://m.example/b"
    )
    assert found.url == "https://m.example/b"


def test_outlet_from_the_page_title_and_language_of_the_page():
    found = read(
        "<title>Ministers meet – The Outlet</title>",
        "<h1>Ministers meet</h1>",
        None,
        "lang='en-GB'",
    )
    assert (found.title, found.publisher, found.language) == ("Ministers meet", "The Outlet", "en")


def test_nothing_stated():
    found = read(body="<p>Text</p>")
    assert (found.title, found.url, found.publisher, found.dates) == (None, None, None, ())
