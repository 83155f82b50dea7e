"""Bad rows stop the build with file, line and reason; the checks find what rows cannot show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.catalogue import check_catalogue, find_problems, load_catalogue, locate, read_memberships
from kb.catalogue.tables import build_actor, build_tenure, read_rows
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


def _faults(folder: Path) -> list[str]:
    return list(map(str, check_catalogue(load_catalogue(folder), read_memberships(folder))))


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
    ((line, error),) = read_rows(table, ("slug", "label"), build_actor)
    assert line == 2
    assert str(error) == f"{table}:2: {reason}"


def test_a_bad_row_hides_no_other(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text(HEADER + "x,Kingdom,X,,,,\ny,State,Y,,,,\n", encoding="utf-8")
    (_, error), (line, actor) = read_rows(table, ("slug", "label"), build_actor)
    assert isinstance(error, CatalogueError)
    assert not isinstance(actor, CatalogueError)
    assert (line, actor.slug) == (3, "y")


def test_bad_coordinate(tmp_path: Path) -> None:
    places = "slug,kind,label,lat,lon\nx,city,X,95,0\n"
    with pytest.raises(CatalogueError, match=r"places.csv:2: not a coordinate: '95'"):
        load_catalogue(_write(tmp_path, places=places))


def test_tenure_that_ends_before_it_begins() -> None:
    row = {"holder": "a", "office": "b", "start": "2020-01-01", "end": "2019-01-01"}
    with pytest.raises(ValueError, match="tenure ends before it begins"):
        build_tenure(row)


def test_dates_may_be_years_or_months() -> None:
    tenure = build_tenure({"holder": "a", "office": "b", "start": "2020", "end": "2021-06"})
    assert (tenure.start, tenure.end) == (date(2020, 1, 1), date(2021, 6, 1))


def test_missing_column(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("slug,kind\nx,State\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="column missing: label"):
        list(read_rows(table, ("slug", "label"), build_actor))


def test_slug_used_twice(tmp_path: Path) -> None:
    states = "slug,kind,label\nx,State,X\nx,State,Y\n"
    where = tmp_path / "states.csv"
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(_write(tmp_path, states=states))
    assert str(caught.value) == f"{where}:3: slug used twice: x (first in {where}:2)"


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no actor table found"):
        load_catalogue(tmp_path)


def test_dangling_references_and_circles_are_reported(tmp_path: Path) -> None:
    states = "slug,kind,label,part_of,capital\na,State,A,b,nowhere\nb,State,B,a,\n"
    assert _faults(_write(tmp_path, states=states)) == [
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
    assert _faults(folder) == [
        "tenure q / o: 2003-01-01..None overlaps p's 2000-01-01..2004-01-01 "
        "in an office of one holder"
    ]


def test_ambiguous_form_without_a_rule(tmp_path: Path) -> None:
    groups = "slug,kind,label\ng-one,ArmedGroup,The Front\ng-two,ArmedGroup,The Front\n"
    folder = _write(tmp_path, armed_groups=groups)
    assert _faults(folder) == ["actor g-two: shares the form 'the front' with g-one without a rule"]


def test_rollup_ends_where_a_chain_runs_in_a_circle(tmp_path: Path) -> None:
    states = "slug,kind,label,part_of\na,State,A,b\nb,State,B,a\n"
    assert load_catalogue(_write(tmp_path, states=states)).rolls_up_to("a") == "b"


def test_memberships_are_checked(tmp_path: Path) -> None:
    bodies = "slug,kind,label\nleague,IGO,League\n"
    rows = (
        "member,organisation,role,start,end\n"
        "ruritania,league,member,1990-01-01,\nruritania,league,observer,1995,\n"
        "nowhere,league,member,,\n"
    )
    folder = _write(tmp_path, international=bodies, memberships=rows)
    assert _faults(folder) == [
        "membership nowhere / league: member names nothing that is listed: nowhere",
        "membership ruritania / league: observer from 1995-01-01 overlaps member",
    ]
    assert locate("membership", ("nowhere", "league"), folder) == f"{folder / 'memberships.csv'}:4"


def test_membership_of_an_unknown_role(tmp_path: Path) -> None:
    rows = "member,organisation,role,start,end\nruritania,ruritania,guest,,\n"
    folder = _write(tmp_path, memberships=rows)
    with pytest.raises(
        CatalogueError, match=r"memberships.csv:2: unknown role of a member: 'guest'"
    ):
        read_memberships(folder)


def test_problems_name_every_bad_row(tmp_path: Path) -> None:
    states = "slug,kind,label\nx,State,X\nx,State,\ny,Kingdom,Y\n"
    persons = "slug,kind,label\nx,Person,X Y\n"
    folder = _write(tmp_path, states=states, persons=persons)
    (folder / "nominals.csv").unlink()
    assert [line.removeprefix(f"{folder}/") for line in find_problems(folder)] == [
        "states.csv:3: label is empty",
        "states.csv:4: unknown kind of actor: 'Kingdom'",
        f"persons.csv:2: slug used twice: x (first in {folder}/states.csv:2)",
        "nominals.csv: cannot be read: No such file or directory",
    ]
