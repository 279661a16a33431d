"""Body surface by Mosteller, and rounding as a pharmacist rounds."""

from __future__ import annotations

import numpy as np
import pytest

from cyclewise.values.surface import body_surface, milligrams, to_hundredths


@pytest.mark.parametrize(
    ("height", "weight", "surface"),
    [(180, 80, 2.0), (168, 71.5, 1.82665450118), (160, 90, 2.0), (100, 36, 1.0)],
)
def test_mosteller_is_the_root_of_height_times_weight_over_3600(
    height: float, weight: float, surface: float
) -> None:
    assert body_surface(np.array([height]), np.array([weight])).tolist() == [surface]


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (0.545, 0.55),
        (0.555, 0.56),
        (1.005, 1.01),  # as a float it lies below the half
        (2.675, 2.68),
        (0.5449, 0.54),
        (0.0, 0.0),
        (12.0, 12.0),
    ],
)
def test_halves_are_rounded_upwards_as_they_are_written(value: float, rounded: float) -> None:
    assert to_hundredths(np.array([value])).tolist() == [rounded]


def test_milligrams_go_by_the_unrounded_surface_and_need_both() -> None:
    surface = body_surface(np.array([168.0, np.nan]), np.array([71.5, 71.5]))
    known, unknown = milligrams(0.3, surface).tolist()
    assert known == 0.55
    assert np.isnan(unknown)
