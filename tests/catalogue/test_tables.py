"""Bad rows stop the build with file, line and reason; the checks find what rows cannot show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.catalogue import check_catalogue, load_catalogue
from kb.catalogue.tables import read_actors, read_places, read_tenures
from kb.errors import CatalogueError

HEADER = "slug,kind,label,country,acts_for,active_from,wikidata\n"


def _write(folder: Path, **tables: str) -> Path:
    defaults = {
        "states": "slug,kind,label\nruritania,State,Ruritania\n",
        "offices": "slug,label,titles,organisation,office_class,single\n",
        "tenures": "holder,office,start,end\n",
        "nominals": "noun,actor_kind,sector,role,agent,person,refers_to\n",
    }
    for name, text in (defaults | tables).items():
        (folder / f"{name.replace('_', '-')}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Bad Slug,State,X,,,,", "not a slug: 'Bad Slug'"),
        ("x,Kingdom,X,,,,", "unknown kind of actor: 'Kingdom'"),
        ("x,State,,,,,", "label is empty"),
        ("x,State,X,Syria,,,", "not a country code: 'Syria'"),
        ("x,State,X,,,12 May,", "not a date: '12 May'"),
        ("x,State,X,,,,858", "not a Wikidata id: '858'"),
        ("x,State,X", "3 cells where the header has 7"),
    ],
)
def test_bad_actor_row(tmp_path: Path, row: str, reason: str) -> None:
    table = tmp_path / "actors.csv"
    table.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        list(read_actors(table))
    assert str(caught.value) == f"{table}:2: {reason}"


def test_bad_coordinate(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text("slug,kind,label,lat,lon\nx,city,X,95,0\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"places.csv:2: not a coordinate: '95'"):
        list(read_places(table))


def test_tenure_that_ends_before_it_begins(tmp_path: Path) -> None:
    table = tmp_path / "tenures.csv"
    table.write_text("holder,office,start,end\na,b,2020-01-01,2019-01-01\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="tenure ends before it begins"):
        list(read_tenures(table))


def test_dates_may_be_years_or_months(tmp_path: Path) -> None:
    table = tmp_path / "tenures.csv"
    table.write_text("holder,office,start,end\na,b,2020,2021-06\n", encoding="utf-8")
    (tenure,) = read_tenures(table)
    assert (tenure.start, tenure.end) == (date(2020, 1, 1), date(2021, 6, 1))


def test_missing_column(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("slug,kind\nx,State\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="column missing: label"):
        list(read_actors(table))


def test_slug_used_twice(tmp_path: Path) -> None:
    states = "slug,kind,label\nx,State,X\nx,State,Y\n"
    with pytest.raises(CatalogueError, match="slug used twice: x"):
        load_catalogue(_write(tmp_path, states=states))


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no actor table found"):
        load_catalogue(tmp_path)


def test_dangling_references_and_circles_are_reported(tmp_path: Path) -> None:
    states = "slug,kind,label,part_of,capital\na,State,A,b,nowhere\nb,State,B,a,\n"
    found = check_catalogue(load_catalogue(_write(tmp_path, states=states)))
    assert found == [
        "actor a: capital names nothing that is listed: nowhere",
        "actor a: the chain of what it belongs to runs in a circle",
        "actor b: the chain of what it belongs to runs in a circle",
    ]


def test_overlapping_tenures_of_a_single_holder_office(tmp_path: Path) -> None:
    persons = "slug,kind,label\np,Person,P One\nq,Person,Q Two\n"
    offices = (
        "slug,label,titles,organisation,office_class,single\no,O,head,ruritania,minister,yes\n"
    )
    tenures = "holder,office,start,end\np,o,2000-01-01,2004-01-01\nq,o,2003-01-01,\n"
    folder = _write(tmp_path, persons=persons, offices=offices, tenures=tenures)
    assert check_catalogue(load_catalogue(folder)) == [
        "office o: p (2000-01-01..2004-01-01) overlaps q (2003-01-01..None)"
    ]


def test_ambiguous_form_without_a_rule(tmp_path: Path) -> None:
    groups = "slug,kind,label\ng-one,ArmedGroup,The Front\ng-two,ArmedGroup,The Front\n"
    folder = _write(tmp_path, armed_groups=groups)
    assert check_catalogue(load_catalogue(folder)) == [
        "form 'the front' is shared by g-one and g-two without a rule"
    ]


def test_rollup_ends_where_a_chain_runs_in_a_circle(tmp_path: Path) -> None:
    states = "slug,kind,label,part_of\na,State,A,b\nb,State,B,a\n"
    assert load_catalogue(_write(tmp_path, states=states)).rolls_up_to("a") == "b"
