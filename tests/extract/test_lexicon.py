"""The lexicon's own consistency, and how its mistakes are reported."""

import shutil
import tomllib

import pytest

from kb.config import resource
from kb.errors import CatalogueError
from kb.extract import check_lexicon, load_lexicon
from kb.extract.lexicon import BUILT_IN_CLASSES

LEXICON = resource("data/lexicon")


def all_entries(lexicon):
    rows = [*lexicon.verbs.values(), *lexicon.nouns.values()]
    return {entry.id: entry for row in rows for _, entry in row}.values()


def test_every_object_class_exists(lexicon):
    for entry in all_entries(lexicon):
        unknown = {*entry.object, *entry.target} - BUILT_IN_CLASSES - lexicon.classes.keys()
        assert not unknown, f"{entry.id}: unknown class {unknown}"


def test_every_type_and_mode_is_plovers(lexicon):
    plover = resource("ontology/vocab/plover.ttl").read_text(encoding="utf-8")
    for entry in all_entries(lexicon):
        if entry.type:
            assert f'skos:notation "{entry.type}"' in plover, entry.id
        if entry.mode:
            assert f'skos:notation "{entry.type}-{entry.mode}"' in plover, entry.id


def test_every_subtype_and_item_kind_is_in_the_ontology(lexicon):
    schemes = resource("ontology/schemes.ttl").read_text(encoding="utf-8")
    for entry in all_entries(lexicon):
        assert entry.subtype is None or f"kbt:{entry.subtype} " in schemes, entry.id
    for kind in set(lexicon.item_kinds.values()):
        assert f"item:{kind} " in schemes, kind


def test_every_stance_is_in_the_ontology(lexicon):
    schemes = resource("ontology/schemes.ttl").read_text(encoding="utf-8")
    used = {*lexicon.stances.values(), *lexicon.cue_nouns.values()}
    assert all(f"stance:{stance} " in schemes for stance in used)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('[[entry]]\nid = "x"\n', "needs an id and verbs or nouns"),
        ('[[entry]]\nid = "x"\nverbs = ["do"]\nroles = { subj = "hero" }\n', "unknown role hero"),
        ('[[entry]]\nid = "x"\nverbs = ["do"]\nspeed = 3\n', "unknown key speed"),
        ('[[entry]]\nid = "aid.help"\nverbs = ["do"]\n', "the id stands twice"),
        ("[[entry]\n", "zz.toml"),
    ],
)
def test_a_mistake_names_file_and_entry(tmp_path, line, reason):
    folder = shutil.copytree(LEXICON, tmp_path / "lexicon")
    (folder / "zz.toml").write_text(f'type = "AID"\n{line}')
    with pytest.raises(CatalogueError, match=reason) as caught:
        load_lexicon(folder)
    assert "zz.toml" in str(caught.value)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CatalogueError, match="no lexicon entries found"):
        load_lexicon(tmp_path)


def test_no_entry_names_an_actor():
    """Rules are general: nothing in the lexicon may be the name of a state or capital."""
    states = resource("data/catalogue/states.csv").read_text(encoding="utf-8").lower()
    names = {row.split(",")[2] for row in states.splitlines()[1:]}
    words: set[str] = set()
    for path in LEXICON.glob("*.toml"):
        words |= set(_strings(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert not {word.lower() for word in words} & names


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def test_the_shipped_lexicon_is_sound_and_large(lexicon):
    assert check_lexicon(lexicon) == []
    patterns = [row for table in (lexicon.verbs, lexicon.nouns) for row in table.values()]
    assert sum(len(rows) for rows in patterns) >= 1500


@pytest.mark.parametrize(
    ("entries", "finding"),
    [
        (
            '[[entry]]\nid = "x.one"\nverbs = ["zap", "zap"]\n',
            "x.one: zap is listed twice",
        ),
        (
            '[[entry]]\nid = "x.one"\nverbs = ["zap"]\nobject = ["unicorn"]\n',
            "x.one: unknown class unicorn",
        ),
        (
            '[[entry]]\nid = "x.one"\nverbs = ["zap"]\nobject = ["weapon"]\n'
            '[[entry]]\nid = "x.two"\nverbs = ["zap"]\nobject = ["missile"]\n',
            "x.two: verb zap is out of reach behind x.one",
        ),
        (
            '[[entry]]\nid = "x.one"\nverbs = ["zap"]\nneeds = ["any"]\n'
            '[[entry]]\nid = "x.two"\nverbs = ["zap"]\nneeds = ["initiator", "any"]\n',
            "x.two: verb zap is out of reach behind x.one",
        ),
    ],
)
def test_the_checker_finds(tmp_path, entries, finding):
    folder = shutil.copytree(LEXICON, tmp_path / "lexicon")
    (folder / "zz.toml").write_text(f'type = "AID"\n{entries}', encoding="utf-8")
    assert finding in check_lexicon(load_lexicon(folder))


def test_the_checker_finds_a_contradiction(tmp_path):
    folder = shutil.copytree(LEXICON, tmp_path / "lexicon")
    for name, type_ in (("zy", "AID"), ("zz", "ASSAULT")):
        text = f'type = "{type_}"\n[[entry]]\nid = "x.{name}"\nverbs = ["zap"]\n'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    assert "x.zz: verb zap contradicts x.zy" in check_lexicon(load_lexicon(folder))


def test_an_entry_for_a_clause_without_a_slot_does_not_hide_a_wider_one(tmp_path):
    folder = shutil.copytree(LEXICON, tmp_path / "lexicon")
    text = (
        'type = "AID"\n[[entry]]\nid = "x.narrow"\nverbs = ["zap"]\nwithout = ["subj"]\n'
        '[[entry]]\nid = "x.wide"\nverbs = ["zap"]\n'
    )
    (folder / "zz.toml").write_text(text, encoding="utf-8")
    assert check_lexicon(load_lexicon(folder)) == []
