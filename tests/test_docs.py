"""The docs name what there is: every setting, sub-command, option and query."""

import argparse
import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import kb.cli
from kb.cli.options import build_parser
from kb.config import SETTINGS, resource

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def subcommands():
    """Return every sub-command's parser by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(kb.cli.__path__))
    parser = build_parser(importlib.import_module(f"kb.cli.{name}") for name in names)
    (action,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return action.choices


@pytest.mark.parametrize("setting", [row.name for row in SETTINGS])
def test_every_setting_is_documented(setting):
    assert f"| `{setting}` |" in read("docs/settings.md")


@pytest.mark.parametrize("name", sorted(subcommands()))
def test_every_command_and_option_is_documented(name):
    page = read("docs/command-line.md")
    assert re.search(rf"`kb {name}\b", page), f"kb {name} is not in docs/command-line.md"
    for action in subcommands()[name]._actions:
        for option in action.option_strings:
            if option.startswith("--") and option != "--help":
                assert f"`{option}" in page or f" {option}" in page, f"kb {name} {option}"


def test_every_query_is_documented():
    page = read("docs/queries.md")
    queries = sorted((ROOT / "kb" / "query" / "queries").rglob("*.rq"))
    assert len(queries) >= 13
    for query in queries:
        (title,) = re.findall(r"^# title: *(.*)$", query.read_text(encoding="utf-8"), re.MULTILINE)
        assert f"| `{query.stem}` | {title} |" in page, query.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_of_the_docs_exist(page):
    """A relative link, or a path in backticks under a folder of ours, names a file that exists."""
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    for link in links:
        assert (page.parent / link).exists(), f"{page.name}: {link}"
    for path in re.findall(r"`((?:docs|data|ontology|tests|bench|kb|webapp)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_the_docs_name_no_folder_of_a_developer():
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(home|root|Users|work)/", page.read_text("utf-8")), page


def test_commands_of_the_readme_answer_as_it_says(kb_command, tmp_path):
    """The commands of the two "first" sections are run; the answer is the one shown."""
    text = read("README.md")
    commands = re.findall(r"^kb (.*)$", text, re.MULTILINE)
    assert len(commands) == 4
    (query,) = re.findall(r"```sparql\n(.*?)```", text, re.DOTALL)
    (answer,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    (tmp_path / "finland.rq").write_text(query, encoding="utf-8")
    (tmp_path / "data").symlink_to(ROOT / "data")
    for command in commands:
        done = kb_command(*shlex.split(command), cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), command
        if command.startswith("query"):
            assert done.stdout == answer
    assert (tmp_path / "hts.csv").read_text(encoding="utf-8").count("event") > 1
    assert "BEGIN:VEVENT" in (tmp_path / "hts.ics").read_text(encoding="utf-8")


def test_every_field_of_the_record_is_documented():
    page = read("docs/extraction-record.md")
    source = read("kb/record.py")
    for field in sorted(set(re.findall(r'^\s+"(\w+)": ', source, re.MULTILINE))):
        assert re.search(rf"\b{field}\b", page), field


def test_resources_named_by_the_settings_exist():
    for folder in ("data/model", "data/catalogue", "data/lexicon"):
        assert resource(folder).is_dir(), folder
