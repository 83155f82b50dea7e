"""`kb parse`: what the language core sees in a text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError


def register(commands: Commands) -> None:
    """Add `kb parse`."""
    parser = add_command(
        commands, "parse", parse, help="show sentences, trees, roles and names of a plain text"
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="text in UTF-8; - or nothing: stdin"
    )
    parser.add_argument("--conllu", action="store_true", help="write CoNLL-U instead of trees")
    parser.add_argument(
        "--pretokenised",
        action="store_true",
        help="FILE is CoNLL-U: keep its sentences and words, write CoNLL-U",
    )


def parse(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the parse of a text."""
    from kb.annotate.language import LanguageCore
    from kb.annotate.language.conllu import format_given, format_sentence, format_tree, read_given

    text = _read(arguments.file)
    if arguments.pretokenised:
        given = read_given(text.splitlines(), arguments.file)
        core = LanguageCore.load(settings.model_dir)
        parsed = core.parse_words([g.request for g in given], [g.tokens for g in given])
        sys.stdout.writelines(map(format_given, given, parsed))
        return 0
    sentences = LanguageCore.load(settings.model_dir).annotate([text])[0].sentences
    for number, sentence in enumerate(sentences, start=1):
        shown = (
            format_sentence(sentence, str(number)) if arguments.conllu else format_tree(sentence)
        )
        sys.stdout.write(shown)
    return 0


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 (byte {error.start})") from error
