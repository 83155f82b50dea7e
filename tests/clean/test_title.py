import pytest

from kb.clean.title import choose_title, outlet_in_notice, outlet_in_title


@pytest.mark.parametrize(
    ("headings", "stated", "site", "expected"),
    [
        (["Ministers meet"], None, None, "Ministers meet"),
        ([], "Ministers meet | The Outlet", "The Outlet", "Ministers meet"),
        ([], "Ministers meet - a first", "The Outlet", "Ministers meet - a first"),
        (
            ["The Outlet", "Ministers meet after years of silence in the capital"],
            "Ministers meet after years...",
            "The Outlet",
            "Ministers meet after years of silence in the capital",
        ),
        (["The quantum phantom"], "A ghostly particle", None, "The quantum phantom"),
        (["World"], "A ghostly particle", None, "A ghostly particle"),
        (["First of many", "Second of them"], "A ghostly particle", None, "A ghostly particle"),
        ([], None, None, None),
    ],
)
def test_choose_title(headings, stated, site, expected):
    assert choose_title(headings, stated, site) == expected


def test_outlet_in_title():
    assert outlet_in_title("Ministers meet – The Lantern", ["Ministers meet"]) == "The Lantern"
    assert outlet_in_title("Ministers meet – again", ["Something else"]) is None
    assert outlet_in_title(None, []) is None


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Body.\n© The Outlet. All rights reserved.\n", "The Outlet"),
        ("Body.\nCopyright © 2019-2024 Outlet Media\n", "Outlet Media"),
        ("© 2024\n", None),
        ("The symbol © stands for Copyright.\n", None),
    ],
)
def test_outlet_in_notice(text, outlet):
    assert outlet_in_notice(text) == outlet
