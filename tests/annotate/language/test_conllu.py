from __future__ import annotations

import pytest

from kb.annotate.language.conllu import format_given, format_sentence, format_tree, read_given
from kb.annotate.language.data import ParsedSentence
from kb.errors import InputError
from kb.model import Name, Predicate, Role, Token

SENTENCE = ParsedSentence(
    "Ana Silva left.",
    (
        Token(0, 3, "Ana", "ana", "PROPN", 2, "nsubj"),
        Token(4, 9, "Silva", "silva", "PROPN", 0, "flat"),
        Token(10, 14, "left", "leave", "VERB", -1, "root"),
        Token(14, 15, ".", ".", "PUNCT", 2, "punct"),
    ),
    (Name(0, 1, "PER"),),
    (Predicate(2, None, (Role("ARG0", 0, 0, 1),)),),
)
GIVEN = """\
# sent_id = a
1-2\tAnaSilva\t_\t_\t_\t_\t_\t_\t_\t_
1\tAna\tx\tX\tX\tX=X\t0\tx\t_\tOld=1
2\tSilva\tx\tX\tX\tX=X\t0\tx\t_\t_
3\tleft\tx\tX\tX\tX=X\t0\tx\t_\tSpaceAfter=No
4\t.\tx\tX\tX\tX=X\t0\tx\t_\t_
"""


def test_a_sentence_as_conllu() -> None:
    assert format_sentence(SENTENCE, "s1") == (
        "# sent_id = s1\n"
        "# text = Ana Silva left.\n"
        "1\tAna\tAna\tPROPN\t_\t_\t3\tnsubj\t_\tName=B-PER\n"
        "2\tSilva\tSilva\tPROPN\t_\t_\t1\tflat\t_\tName=I-PER\n"
        "3\tleft\tleave\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No|Predicate=Yes|Roles=ARG0:1\n"
        "4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n"
    )


def test_given_words_keep_their_lines_and_spaces() -> None:
    (given,) = read_given(GIVEN.splitlines(), "x")
    assert given.request.text == "Ana Silva left ."
    lines = format_given(given, SENTENCE).splitlines()
    assert lines[:2] == GIVEN.splitlines()[:2]
    assert lines[2] == "1\tAna\tAna\tPROPN\t_\t_\t3\tnsubj\t_\tName=B-PER"
    assert lines[4].endswith("\tSpaceAfter=No|Predicate=Yes|Roles=ARG0:1")


def test_a_file_that_is_no_conllu_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="news, line 2: no CoNLL-U"):
        read_given(["# text = x", "just text"], "news")


def test_a_tree_with_names_and_roles() -> None:
    assert format_tree(SENTENCE) == (
        "# Ana Silva left.\n"
        "root: left/VERB\n"
        "  nsubj: Ana/PROPN [PER Ana Silva]\n"
        "    flat: Silva/PROPN\n"
        "  punct: ./PUNCT\n"
        "> left(ARG0 = Ana Silva)\n\n"
    )
