"""Hold the statistics against R's survival and cmprsk, at every time of every data set.

Where Rscript with both packages is on the machine it is run now; otherwise its stored answer is
used (tests/r/reference.json, whose first lines name the versions that made it).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cyclewise.cohort.band import KINDS, Kind
from cyclewise.cohort.incidence import aalen_johansen
from cyclewise.cohort.logrank import log_rank
from cyclewise.cohort.proportion import clopper_pearson, wilson
from cyclewise.cohort.survival import Survival, follow_up, kaplan_meier

FOLDER = Path(__file__).parents[1] / "r"
STORED: dict[str, Any] = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))
Numbers = npt.ArrayLike | Sequence[float | None] | float | None
LANDMARKS = (1, 7.5, 182.625, 365.25, 547.875, 730.5, 1095.75)
CLOSE = 1e-8
TWO = 2

Columns = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _datasets() -> dict[str, Columns]:
    rows: dict[str, list[list[int]]] = {}
    for line in (FOLDER / "datasets.csv").read_text(encoding="utf-8").splitlines()[1:]:
        *name, time, outcome, group = line.replace('"', "").split(",")
        rows.setdefault(",".join(name), []).append([int(time), int(outcome), int(group)])
    return {name: tuple(np.array(each).T) for name, each in rows.items()}


DATASETS = _datasets()


def _rscript() -> str | None:
    found = shutil.which("Rscript")
    if found is None:
        return None
    asked = "quit(status = !all(c('survival', 'cmprsk') %in% rownames(installed.packages())))"
    done = subprocess.run([found, "-e", asked], capture_output=True, check=False)
    return None if done.returncode else found


def _same(ours: Numbers, theirs: Numbers) -> None:
    np.testing.assert_allclose(
        np.array(ours, float), np.array(theirs, float), rtol=CLOSE, atol=CLOSE, equal_nan=True
    )


def test_r_says_today_what_was_stored() -> None:
    found = _rscript()
    if found is None:
        pytest.skip("Rscript with survival and cmprsk is not on this machine.")
    script, table = FOLDER / "reference.R", FOLDER / "datasets.csv"
    told = subprocess.run(
        [found, script, table], capture_output=True, check=True, env={**os.environ, "LC_ALL": "C"}
    )
    answer = json.loads(told.stdout)
    assert answer["datasets"].keys() == STORED["datasets"].keys()
    for name, stored in STORED["datasets"].items():
        for part, values in stored.items():
            for key, numbers in (values or {}).items():
                _same(answer["datasets"][name][part][key], numbers)


def _curve_agrees(curve: Survival, said: dict[str, Any]) -> None:
    _same(curve.risk.at_risk, said["at_risk"])
    _same(curve.probability, said["probability"])
    left = curve.probability > 0
    _same(curve.error[left], np.array(said["error"], float)[left])
    _same(curve.limits[0], said["low"])
    _same(curve.limits[1], said["high"])
    quantiles = [curve.quantile(part) for part in (0.25, 0.5, 0.75)]
    _same([each.time for each in quantiles], said["quantile"])
    _same([each.low for each in quantiles], said["quantile_low"])
    _same([each.high for each in quantiles], said["quantile_high"])
    reached = [mark for mark in LANDMARKS if mark <= curve.risk.time[-1]]
    _same(reached, said["landmark"])
    _same([curve.at(mark).probability for mark in reached], said["landmark_probability"])
    _same([curve.at(mark).at_risk for mark in reached], said["landmark_at_risk"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", DATASETS)
def test_the_survival_curve_with_its_interval_and_its_quantiles_is_rs(
    name: str, kind: Kind
) -> None:
    time, outcome, _ = DATASETS[name]
    _curve_agrees(kaplan_meier(time, outcome, kind), STORED["datasets"][name][kind])


@pytest.mark.parametrize("name", DATASETS)
def test_the_follow_up_is_rs_curve_with_the_indicator_turned(name: str) -> None:
    time, outcome, _ = DATASETS[name]
    _curve_agrees(follow_up(time, outcome), STORED["datasets"][name]["follow_up"])


@pytest.mark.parametrize(
    "name", [name for name in DATASETS if STORED["datasets"][name]["incidence"]]
)
def test_cumulative_incidence_and_its_error_are_rs(name: str) -> None:
    time, outcome, _ = DATASETS[name]
    said = STORED["datasets"][name]["incidence"]
    first, second = aalen_johansen(time, outcome, TWO)
    _same(first.probability, said["first"])
    _same(second.probability, said["second"])
    _same(first.probability, said["cmprsk_first"])
    _same(second.probability, said["cmprsk_second"])
    _same(first.error, said["first_error"])
    _same(second.error, said["second_error"])
    _same(first.limits[0], said["first_low"])
    _same(first.limits[1], said["first_high"])


@pytest.mark.parametrize(
    "name", [name for name in DATASETS if STORED["datasets"][name]["compared"]]
)
def test_the_log_rank_test_is_rs(name: str) -> None:
    time, outcome, group = DATASETS[name]
    said = STORED["datasets"][name]["compared"]
    _, place = np.unique(group, return_inverse=True)
    found = log_rank(time, outcome, place, int(place.max()) + 1)
    _same(found.observed, said["observed"])
    _same(found.expected, said["expected"])
    _same(found.statistic, said["statistic"][0])
    _same(found.freedom, said["freedom"][0])
    _same(found.probability, said["probability"][0])


@pytest.mark.parametrize(
    "said", STORED["proportions"], ids=[f"{each[0]} of {each[1]}" for each in STORED["proportions"]]
)
def test_the_exact_and_the_score_interval_of_a_proportion_are_rs(said: list[float]) -> None:
    count, of, *limits = said
    exact, score = clopper_pearson(int(count), int(of)), wilson(int(count), int(of))
    _same([exact.low, exact.high, score.low, score.high], limits)


def test_many_of_the_data_sets_could_be_compared() -> None:
    for part in ("incidence", "compared"):
        held = [name for name, said in STORED["datasets"].items() if said[part]]
        assert len(held) >= 80, part
    assert len([name for name in DATASETS if name.startswith("drawn")]) == 100
