"""Every kind of input, recognised by its content and read to the same article."""

import gzip
import io
import json
import random
import zipfile
from datetime import date

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kb.acquire import Failure, FieldMap, read_paths
from kb.acquire.sniffing import Kind, sniff
from kb.clean import clean
from kb.model import Interval, RawItem

SENTENCES = (
    "The harbour of Kestria was closed on Monday after a ship ran aground at its mouth.",
    "Two tugs were sent from the naval base, the port authority said in a statement.",
    "Nobody was hurt, and the authority expects to open the harbour again on Wednesday.",
)
BODY = "\n".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Kestria closes its harbour</title>
<meta property="article:published_time" content="2025-03-04T10:00:00Z"></head>
<body><article><h1>Kestria closes its harbour</h1>{BODY}</article></body></html>"""
URL = "https://outlet.example/2025/harbour"


def pdf(lines, title="Kestria closes its harbour"):
    """Return a PDF document of one page, written by hand, with one line of text per line."""
    drawn = "\n".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 50 750 Td\n{drawn}\nET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%s) /CreationDate (D:20260304100000Z) >>" % title.encode(),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(parts) + 1, len(out))
    )


def warc(*pages, packed=False, content_type="text/html; charset=utf-8"):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, page in pages:
        http = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1")
        content = io.BytesIO(page if isinstance(page, bytes) else page.encode())
        writer.write_record(writer.create_warc_record(url, "response", content, http_headers=http))
    return out.getvalue()


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def mail():
    return (
        "Return-Path: <news@outlet.example>\r\nFrom: The Outlet <news@outlet.example>\r\n"
        "To: a@b.example\r\nSubject: Kestria closes its harbour\r\n"
        "Date: Tue, 04 Mar 2025 10:00:00 +0000\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE
    ).encode()


ROW = {
    "url": URL,
    "title": "Kestria closes its harbour",
    "text": "\n".join(SENTENCES),
    "publish_date": "2025-03-04",
    "media_name": "The Outlet",
}
TABLE = (
    "url,title,text,publish_date,media_name\r\n"
    f'{URL},Kestria closes its harbour,"{ROW["text"]}",2025-03-04,The Outlet\r\n'
)
WRAPPED = [
    "Kestria closes its harbour",
    "Published 4 March 2025",
    "The harbour of Kestria was closed on Monday after a ship ran",
    "aground at its mouth.",
    "Two tugs were sent from the naval base, the port authority said",
    "in a statement.",
    "Nobody was hurt, and the authority expects to open the harbour",
    "again on Wednesday.",
]
KINDS = {
    "html": PAGE.encode(),
    "text": (
        "Kestria closes its harbour\n\nPublished 4 March 2025\n\n" + "\n\n".join(SENTENCES)
    ).encode(),
    "pdf": pdf(WRAPPED),
    "mail": mail(),
    "json lines": json.dumps(ROW).encode() + b"\n",
    "json array": json.dumps([ROW], indent=1).encode(),
    "table": TABLE.encode(),
    "tab table": TABLE.replace('"', "").replace("\n", " ").replace("\r ", "\n").encode(),
    "warc": warc((URL, PAGE)),
    "warc.gz": warc((URL, PAGE), packed=True),
    "gzip": gzip.compress(PAGE.encode()),
    "zip": archive(news__page_html=PAGE, news__photo_jpg=b"\xff\xd8\xff"),
    "json lines in zip": archive(dump_jsonl=json.dumps(ROW)),
}
KINDS["tab table"] = (
    "\t".join(ROW).encode()
    + b"\n"
    + "\t".join(value.replace("\n", " ") for value in ROW.values()).encode()
)


def write(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_gives_the_article(tmp_path, kind):
    path = write(tmp_path / "no-name-tells-it", KINDS[kind])
    (item,) = read_paths([path])
    document = clean(item)
    (article,) = document.articles
    body = " ".join(document.text[s.start : s.end] for s in article.paragraphs)
    assert body.split() == " ".join(SENTENCES).split()
    assert (
        document.text[article.headline.start : article.headline.end] == "Kestria closes its harbour"
    )
    day = date(2025, 3, 4)
    assert article.published.interval == Interval(day, day)
    assert document.language == "en"
    assert document.url == (
        URL if kind not in ("html", "text", "pdf", "mail", "gzip", "zip") else None
    )


RSS = f"""<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Outlet</title>
<item><title>Kestria closes its harbour</title><link>{URL}</link>
<pubDate>Tue, 04 Mar 2025 23:30:00 -0500</pubDate>
<content:encoded><![CDATA[{BODY * 8}]]></content:encoded></item>
<item><title>Short</title><link>/other</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Outlet</title>
<entry><title>Kestria closes its harbour</title><link href="{URL}"/>
<published>2025-03-04T10:00:00Z</published></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Outlet",
        "items": [
            {
                "url": URL,
                "title": "Kestria closes its harbour",
                "date_published": "2025-03-04T10:00:00Z",
            }
        ],
    }
)
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{URL}</loc>
<news:news><news:publication><news:name>The Outlet</news:name></news:publication>
<news:publication_date>2025-03-04</news:publication_date>
<news:title>Kestria closes its harbour</news:title>
</news:news></url></urlset>"""
MEDIA_CLOUD = (
    "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    f"1,2025-03-05,en,The Outlet,outlet.example,2025-03-04,Kestria closes its harbour,{URL}\n"
)


def references(tmp_path, content):
    """Return what a source refers to, as a fetcher would be given it."""
    found = []
    path = write(tmp_path / "list", content.encode())
    assert list(read_paths([path], lambda items: iter(found.extend(items) or ()))) == []
    return found


@pytest.mark.parametrize(
    "content", [RSS, ATOM, JSON_FEED, SITEMAP, MEDIA_CLOUD], ids="rss atom json sitemap mc".split()
)
def test_lists_name_articles_with_what_they_say_of_them(tmp_path, content):
    first = references(tmp_path, content)[0]
    day = date(2025, 3, 4)
    assert (first.url, first.title, first.publisher) == (
        URL,
        "Kestria closes its harbour",
        "The Outlet",
    )
    assert first.listed == Interval(day, day)


def test_url_lists_and_gdelt_tables_give_addresses(tmp_path):
    assert [r.url for r in references(tmp_path, f"# ours\n{URL}\n\nhttp://b.example/x\n")] == [
        URL,
        "http://b.example/x",
    ]
    mention = ["1", "20250304101500", "20250304101500", "1", "outlet.example", URL, *"0123456789"]
    mention[0] = "1234567890"
    twice = "\t".join(mention) + "\n"
    (only,) = references(tmp_path, twice * 2)
    assert (only.url, only.publisher, only.listed) == (URL, "outlet.example", None)


def test_without_network_a_feed_gives_what_it_carries(tmp_path):
    item, failure = read_paths([write(tmp_path / "feed", RSS.encode())])
    assert (item.url, item.publisher) == (URL, "The Outlet")
    document = clean(item)
    assert document.articles[0].published.basis == "feed"
    assert failure.reason == "not fetched, as the network is not used: /other"


def test_fields_can_be_named(tmp_path):
    row = {"body_text": ROW["text"], "head": "Kestria closes its harbour", "html": ""}
    path = write(tmp_path / "dump", json.dumps(row).encode())
    (item,) = read_paths([path], fields=FieldMap.parse("text=body_text,title=head"))
    assert (item.title, item.content.decode()) == ("Kestria closes its harbour", ROW["text"])
    (failure,) = read_paths([path])
    assert failure.reason == (
        "neither text nor HTML nor an address: its fields are body_text, head, html "
        "(--fields says which is which)"
    )
    with pytest.raises(ValueError, match="no list of NAME=FIELD"):
        FieldMap.parse("colour=red")


def test_bad_rows_fail_alone(tmp_path):
    lines = [json.dumps(ROW), "{broken}", json.dumps({"text": 3}), json.dumps({"text": "\ud800"})]
    path = write(tmp_path / "dump", "\n".join(lines).encode())
    good, *bad = read_paths([path])
    assert isinstance(good, RawItem)
    assert [failure.source for failure in bad] == [f"{path}, line {n}" for n in (2, 3, 4)]
    assert [failure.reason for failure in bad[1:]] == [
        '"text" must be a string',
        '"text" holds half of a surrogate pair',
    ]


def test_patterns_and_archives_in_archives(tmp_path):
    write(tmp_path / "a.zip", archive(inner_zip=archive(page_html=PAGE)))
    (item,) = read_paths([str(tmp_path / "*.zip")])
    assert item.source.endswith("a.zip, inner.zip, page.html")
    (failure,) = read_paths([str(tmp_path / "*.nothing")])
    assert failure.reason == "no file fits the pattern"


def test_warc_takes_pages_only_and_keeps_the_stated_charset(tmp_path):
    page = PAGE.replace("Kestria", "Çeştria").encode("cp1254")
    content = warc((URL, page), content_type="text/html; charset=windows-1254")
    content += warc((URL, b"a { color: red }"), content_type="text/css")
    (item,) = read_paths([write(tmp_path / "w", content)])
    assert item.charset == "windows-1254"
    assert "Çeştria" in clean(item).text


# ------------------------------------------------------------------ attacks inside files


def only_failure(path):
    (failure,) = read_paths([path])
    assert isinstance(failure, Failure)
    return failure.reason


BOMB = gzip.compress(b"<html>" + b" " * 60_000_000)


def test_gzip_bomb(tmp_path):
    assert only_failure(write(tmp_path / "b", BOMB)).startswith("unpacks to more than 100 times")
    slow = gzip.compress(random.Random(1).randbytes(6_000_000).hex().encode())
    assert (
        only_failure(write(tmp_path / "s", gzip.compress(b"<html>") + slow)) == "larger than 10 MB"
    )
    dump = gzip.compress(b'{"text": "' + b"\n" * 60_000_000)
    reasons = {f.reason for f in read_paths([write(tmp_path / "c", dump)])}
    assert any("unpacks to more than 100 times its size" in reason for reason in reasons)


def test_zip_bomb_and_path_traversal(tmp_path):
    bomb = archive(page_html=b"<html>" + b" " * 60_000_000, good_html=PAGE)
    failure, good = read_paths([write(tmp_path / "b", bomb)])
    assert failure.reason == "unpacks to more than 100 times its size"
    assert isinstance(good, RawItem)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../../escaped.html", PAGE)
        packed.writestr("/etc/escaped.html", PAGE)
    reasons = [f.reason for f in read_paths([write(tmp_path / "t", out.getvalue())])]
    assert reasons == ["its path leads out of the ZIP archive"] * 2
    assert not list(tmp_path.parent.rglob("escaped.html"))


def test_office_documents_are_named(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
    assert "office document" in only_failure(write(tmp_path / "d", out.getvalue()))


def test_warc_record_that_claims_ten_gigabytes(tmp_path):
    record = warc((URL, PAGE)) + warc((URL, PAGE)).replace(
        b"Content-Length: ", b"Content-Length: 10737418240\r\nX-Was: ", 1
    )
    good, *rest = read_paths([write(tmp_path / "w", record)])
    assert isinstance(good, RawItem)
    assert all(isinstance(item, RawItem | Failure) for item in rest)
    big = warc((URL, b"<html>" + b"x" * 11_000_000), (URL, PAGE))
    failure, after = read_paths([write(tmp_path / "v", big)])
    assert failure.reason == f"larger than 10 MB ({URL})"
    assert isinstance(after, RawItem)


def test_damaged_warc_keeps_what_came_before(tmp_path):
    one = warc((URL, PAGE), packed=True)
    first, failure = read_paths([write(tmp_path / "w", one + one[:200])])
    assert isinstance(first, RawItem)
    assert failure.reason == "the gzip data ends too early"


ENTITIES = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("content", [RSS.partition("?>")[2], SITEMAP], ids=["feed", "sitemap"])
def test_xml_with_entities_is_refused(tmp_path, content):
    hostile = ENTITIES + content.replace("Kestria", "&b;&c;Kestria")
    reason = only_failure(write(tmp_path / "x", hostile.encode()))
    assert reason == "the XML declares entities, which are not read"


def test_broken_and_encrypted_documents(tmp_path):
    assert "PDF" in _refusal(b"%PDF-1.7 broken")
    assert "no text" in _refusal(pdf([]))
    assert "no text" in _refusal(b"From: a@b.example\nTo: c@d.example\nSubject: x\nDate: y\n\n \n")


def _refusal(content):
    from kb.errors import InputError

    with pytest.raises(InputError) as caught:
        clean(RawItem("x", content, sniff(content).value))
    return str(caught.value)


def test_control_characters_do_not_reach_the_text(tmp_path):
    page = PAGE.replace("Kestria", "Kes\u202etria\x07\u200b").encode()
    (item,) = read_paths([write(tmp_path / "p", page)])
    assert "Kestria was closed" in clean(item).text


def test_sniffing_words():
    assert sniff(b"Subject matters: a plain text about mail.\nFrom: here on.\n") is Kind.TEXT
    assert sniff(b"https://a.example/x is a fine page\n") is Kind.TEXT
    assert sniff(b'{"a": 1}\n{"a": 2}') is Kind.JSON
    assert sniff(b"{curly} text\n") is Kind.TEXT
