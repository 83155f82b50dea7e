import pytest

from kb.extract.items import item_kind, read_amount


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "approximate"),
    [
        ("150 drones", 150, None, None, False),
        ("about 1,500 soldiers", 1500, None, None, True),
        ("at least 133 people", None, 133, None, False),
        ("up to 20 tanks", None, None, 20, False),
        ("150 to 200 fighters", None, 150, 200, False),
        ("dozens of missiles", None, 24, None, True),
        ("tens of thousands of shells", None, 20000, None, True),
        ("three dozen rockets", 36, None, None, False),
        ("twenty-five prisoners", 25, None, None, False),
        ("$2.5 billion", 2.5e9, None, None, False),
        ("1.2 million people", 1.2e6, None, None, False),
        ("the weapons", None, None, None, False),
    ],
)
def test_amounts(lexicon, text, value, low, high, approximate):
    amount = read_amount(text, lexicon)
    assert (amount.value, amount.low, amount.high, amount.approximate) == (
        value,
        low,
        high,
        approximate,
    )


@pytest.mark.parametrize(
    ("text", "head", "kind"),
    [
        ("150 first-person-view drones", "drone", "fpv-drone"),
        ("20 drone operators", "operator", "drone-operator"),
        ("two ballistic missiles", "missile", "ballistic-missile"),
        ("$60 in cash", "cash", "money"),
        ("five soldiers", "soldier", "troops"),
        ("a promise", "promise", None),
    ],
)
def test_kinds_come_from_the_longest_listed_phrase(lexicon, text, head, kind):
    assert item_kind(text, head, lexicon) == kind
