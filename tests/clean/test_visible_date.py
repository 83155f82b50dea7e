import pytest

from kb.clean.visible_date import is_date_line, read_visible_date


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published 11 November 2025", "2025-11-11"),
        ("Published: November 11, 2025 at 4:30 p.m. EST", "2025-11-11"),
        ("First published on Tue 11 Nov 2025 10.15 GMT", "2025-11-11"),
        ("Sept. 21, 2023", "2023-09-21"),
        ("Tuesday, 3rd March 2024", "2024-03-03"),
        ("By Ann Lee | 2 August 2024", "2024-08-02"),
        ("2024-08-02", "2024-08-02"),
        ("Ann Lee, Northgate • Aug. 2, 2024 7:30 pm", "2024-08-02"),
    ],
)
def test_lines_that_state_a_day(line, expected):
    assert is_date_line(line)
    assert str(read_visible_date(line).interval.earliest) == expected


@pytest.mark.parametrize(
    "line",
    [
        "BRUSSELS, April 4, 2023 - Finland joined NATO on Tuesday.",
        "On 11 November 2025 the two presidents met in Washington.",
        "The treaty was published on a Tuesday",
        "© 2024 The Outlet",
        "Published in November",
        "2024",
    ],
)
def test_lines_that_state_none(line):
    assert not is_date_line(line)
    assert read_visible_date(line) is None


def test_day_of_an_update_is_furniture_but_no_day_of_publication():
    assert is_date_line("Last updated: 2 August 2024")
    assert read_visible_date("Last updated: 2 August 2024") is None
