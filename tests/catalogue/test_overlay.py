"""What the user adds lies over the shipped tables, and is held to the same rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalogue import load_catalogue
from kb.catalogue.overlay import Overlay
from kb.errors import CatalogueError, InputError

TABLES = {
    "states": "slug,kind,label,country\nruritania,State,Ruritania,RUR\n",
    "armed-groups": "slug,kind,label,country\nold-guard,ArmedGroup,Old Guard,RUR\n",
    "parties": "slug,kind,label,country,source\nunity-rur,PoliticalParty,Unity,RUR,factbook\n",
    "places": "slug,kind,label\nstrelsau,city,Strelsau\n",
    "offices": "slug,label,titles,organisation,office_class,single\n",
    "tenures": "holder,office,start,end\n",
    "nominals": "noun,actor_kind,sector,role,agent,person,refers_to\n",
}


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    for name, text in TABLES.items():
        (shipped / f"{name}.csv").write_text(text, encoding="utf-8")
    return Overlay(shipped, tmp_path / "own")


def group(slug: str, label: str, **columns: str) -> dict[str, str]:
    return {"slug": slug, "kind": "ArmedGroup", "label": label, "country": "RUR", **columns}


def test_an_added_actor_is_found_under_all_its_names(overlay: Overlay) -> None:
    overlay.add_actor(group("blue-column", "Blue Column", aliases="Colonne Bleue|BC"))
    catalogue = load_catalogue(overlay.directory, overlay.folder)
    assert [s.slug for s in catalogue.find("colonne bleue")] == ["blue-column"]
    assert catalogue.actors["blue-column"].source == "user"
    assert "blue-column" not in load_catalogue(overlay.directory).actors


def test_rows_are_added_to_those_that_are_there(overlay: Overlay) -> None:
    overlay.add_actor(group("blue-column", "Blue Column"))
    table = overlay.folder / "actors.csv"
    table.write_text(table.read_text().rstrip("\n"))  # as an editor may leave it
    overlay.add_actor(group("red-column", 'Red "Dawn", Column', acts_for="ruritania"))
    catalogue = load_catalogue(overlay.directory, overlay.folder)
    assert catalogue.actors["red-column"].label == 'Red "Dawn", Column'
    assert catalogue.code("red-column") == ("RUR", "UNK")
    assert "blue-column" in catalogue.actors


def test_aliases_of_actors_and_places(overlay: Overlay) -> None:
    overlay.add_aliases("old-guard", ["Vieille Garde", "~Guard"])
    overlay.add_aliases("strelsau", ["Strelzow"])
    catalogue = load_catalogue(overlay.directory, overlay.folder)
    assert catalogue.find("vieille garde")[0].weight > 0.5
    assert catalogue.find("Guard")[0].weight < 0.5
    assert catalogue.find("Strelzow")[0].slug == "strelsau"


def test_a_name_that_the_user_gave_is_sure_where_a_listed_one_is_not(overlay: Overlay) -> None:
    catalogue = overlay.add_aliases("unity-rur", ["Edinost"])
    assert catalogue.find("Unity")[0].weight < 0.5 < catalogue.find("Edinost")[0].weight


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (group("Blue", "Blue Column"), "actor not added: not a slug: 'Blue'"),
        (
            group("blue", "Blue Column", kind="Club"),
            "actor not added: unknown kind of actor: 'Club'",
        ),
        (group("blue", "Blue Column", sector="XYZ"), "actor not added: unknown sector: 'XYZ'"),
        (group("old-guard", "Blue Column"), "nothing added: slug used twice: old-guard"),
        (
            group("blue", "Blue Column", acts_for="zenda"),
            "nothing added: actor blue: acts_for names nothing that is listed: zenda",
        ),
        (
            group("blue", "Old Guard"),
            "nothing added: actor blue: shares the form 'old guard' with old-guard without a rule",
        ),
    ],
)
def test_what_is_not_sound_is_refused_and_nothing_written(
    overlay: Overlay, row: dict[str, str], reason: str
) -> None:
    with pytest.raises(InputError) as caught:
        overlay.add_actor(row)
    assert str(caught.value) == reason
    assert not overlay.folder.exists()


@pytest.mark.parametrize(
    ("slug", "alias", "reason"),
    [
        ("zenda", "Z", "no actor or place has the id zenda"),
        ("old-guard", "Old Guard", "alias not added: old-guard is called 'Old Guard' already"),
        ("old-guard", " ", "alias not added: old-guard is called ' ' already"),
    ],
)
def test_aliases_that_are_refused(overlay: Overlay, slug: str, alias: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        overlay.add_aliases(slug, [alias])
    assert str(caught.value) == reason


def test_an_edited_table_that_refers_to_nothing_stops_the_build(overlay: Overlay) -> None:
    overlay.add_actor(group("blue-column", "Blue Column"))
    table = overlay.folder / "actors.csv"
    table.write_text(table.read_text().replace(",RUR,,,", ",RUR,,nobody,"))
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(overlay.directory, overlay.folder)
    assert str(caught.value) == f"{table}:2: acts_for names nothing that is listed: nobody"


def test_an_alias_of_nothing_stops_the_build(overlay: Overlay) -> None:
    overlay.folder.mkdir()
    table = overlay.folder / "aliases.csv"
    table.write_text("slug,alias\nzenda,Z\n")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(overlay.directory, overlay.folder)
    assert str(caught.value) == f"{table}:2: alias of what is not listed: zenda"


def test_a_folder_that_cannot_be_written_is_named(overlay: Overlay) -> None:
    overlay.folder.write_text("a file")
    with pytest.raises(InputError, match=r"own/actors.csv: cannot be written: "):
        overlay.add_actor(group("blue-column", "Blue Column"))
