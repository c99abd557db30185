from __future__ import annotations

import pytest

from services.desk.periods import describe_period, describe_periods


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2024", "2024"),
        ("2024-10", "2024-10"),
        ("2024-10-31", "2024-10-31"),
        ("2024-23", "autumn 2024"),
        ("2024-24", "winter 2024"),
        ("2024-33", "first quarter of 2024"),
        ("2024-41", "second half of 2024"),
        ("2023-08/..", "since 2023-08"),
        ("2024-23/..", "since autumn 2024"),
        ("../2024-05", "until 2024-05"),
        ("2024-10/2024-12", "2024-10 to 2024-12"),
        ("2024-10~", "about 2024-10"),
        ("2024-10-XX", "2024-10"),
        ("202X", "2020s"),
    ],
)
def test_a_period_is_said_as_people_say_it(as_of: str, said: str) -> None:
    assert describe_period(as_of) == said


def test_several_periods_are_listed() -> None:
    assert describe_periods(("2024-23", "2024-10")) == "autumn 2024, 2024-10"
