import logging
import random

import pytest

from kb.clean.encoding import decode, normalise
from kb.errors import InputError

TEXT = "Präsident Erdoğan “met” Élysée officials – again. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings(encoding):
    assert decode(TEXT.encode(encoding), "x") == TEXT


def test_declared_charset():
    page = '<meta charset="windows-1251"><p>Москва и Київ</p>'
    assert decode(page.encode("cp1251"), "x") == page


def test_latin1_label_is_read_as_windows_1252():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">“quoted”'
    assert decode(page.encode("cp1252"), "x") == page


def test_wrong_declaration_does_not_spoil_utf8():
    page = '<meta charset="iso-8859-1"><p>Élysée</p>'
    assert decode(page.encode("utf-8"), "x") == page


def test_unknown_declaration_falls_back_to_detection():
    page = '<meta charset="no-such-charset"><p>' + "Le président a été élu à Genève. " * 20
    assert decode(page.encode("cp1252"), "x") == page


def test_a_few_bad_bytes_are_replaced_and_logged(caplog):
    content = TEXT.encode() * 20 + b"\xff\xfe\x81" + TEXT.encode() * 20
    with caplog.at_level(logging.WARNING):
        text = decode(content, "page.html")
    assert "Erdoğan" in text
    assert text.count("\ufffd") == 3
    assert caplog.messages == ["page.html: 3 undecodable bytes were replaced"]


def test_garbage_is_refused():
    garbage = bytes(random.Random(7).choices(range(128, 256), k=5000))
    with pytest.raises(InputError, match="cannot be decoded"):
        decode(garbage, "x")


def test_normalise():
    assert normalise("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert normalise("e\u0301") == "é"
    assert normalise("in\u200bvis\u202eible\x07\ufeff") == "invisible"
