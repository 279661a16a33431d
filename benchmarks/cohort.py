"""A large cohort made up by a seeded generator, written straight into a Parquet file."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

AS_OF = 19_797
"""The day on which the patients are judged, 2024-03-15: some not begun, some done, most between."""

_AT_ONCE = 20_000
_REACH = -5.0
"""The power of ten below which the assay finds nothing."""
_DONE, _DRAWN = 0.95, 0.9
"""Shares of the tests and of the MRD samples that are done at all."""
_LABS = (
    # concept, unit, typical, spread, upper limit of normal
    ("bilirubin", "mg/dL", 0.7, 0.5, 1.2),
    ("alt", "U/L", 32.0, 0.6, 40.0),
    ("ast", "U/L", 28.0, 0.6, 40.0),
    ("anc", "10^9/L", 2.2, 0.5, None),
    ("platelets", "10^9/L", 130.0, 0.5, None),
    ("weight", "kg", 72.0, 0.04, None),
    ("alp", "U/L", 70.0, 0.4, 120.0),
    ("ggt", "U/L", 30.0, 0.6, 60.0),
    ("creatinine", "mg/dL", 0.8, 0.2, None),
)

Integers = npt.NDArray[np.int64]


@dataclass
class Draft:
    """Events of some patients being gathered, concept by concept."""

    random: np.random.Generator
    start: Integers
    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, concept: str, patient: Integers, on: Integers | None, **cells: object) -> None:
        """Add one event for each patient listed; a cell is a column or one value for all."""
        columns: dict[str, object] = {"patient": patient, "concept": concept, **cells}
        if on is not None:
            columns["day_number"] = on.astype(np.int32)
        self.parts.append(pl.DataFrame(columns))

    def some(self, share: float) -> Integers:
        """Return a share of the patients."""
        return np.flatnonzero(self.random.random(len(self.start)) < share)

    def pick(self, values: list[str], size: int) -> npt.NDArray[np.str_]:
        """Return so many of some words."""
        return np.array(values)[self.random.integers(0, len(values), size)]


def write_cohort(file: Path, patients: int, seed: int = 1) -> int:
    """Write so many patients of about 60 events each as an events table; return the rows."""
    random = np.random.default_rng(seed)
    folder = file.with_suffix(".parts")
    folder.mkdir()
    rows = 0
    for begin in range(0, patients, _AT_ONCE):
        frame = _part(random, min(_AT_ONCE, patients - begin), begin)
        frame.write_parquet(folder / f"{begin:09}.parquet")
        rows += frame.height
    pl.scan_parquet(folder).sink_parquet(file)
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()
    return rows


def _part(random: np.random.Generator, patients: int, begin: int) -> pl.DataFrame:
    draft = Draft(random, AS_OF - random.integers(-10, 200, patients))
    _person(draft)
    _before(draft)
    _treated(draft)
    frame = pl.concat(draft.parts, how="diagonal_relaxed")
    name = pl.format("P{}", (pl.col("patient") + begin).cast(pl.String).str.zfill(8))
    return (
        frame.sort("patient", "day_number", maintain_order=True)
        .with_columns(name.alias("patient_id"), pl.col("day_number").cast(pl.Date).alias("date"))
        .drop("patient", "day_number")
    )


def _person(draft: Draft) -> None:
    everyone = np.arange(len(draft.start))
    years = draft.random.integers(1945, 2005, len(everyone))
    born = [f"{year}-{year % 12 + 1:02}-{year % 28 + 1:02}" for year in years.tolist()]
    draft.add("birth_date", everyone, None, text=np.array(born))
    draft.add("sex", everyone, None, text=draft.pick(["female", "male"], len(everyone)))
    draft.add("lineage", everyone, None, text="B")


def _before(draft: Draft) -> None:
    """Add what is known before the first dose; a few records are missing or out of range."""
    random, start = draft.random, draft.start
    for concept, text, days in (
        ("remission", "CR1", 40),
        ("ursodiol", "present", 1),
        ("enrolment", "present", 2),
    ):
        some = draft.some(0.97)
        draft.add(concept, some, start[some] - days, text=text)
    for concept, number, unit, days in (
        ("cd22", 0.9, None, 30),
        ("ecog", 1.0, None, 3),
        ("height", 171.0, "cm", 5),
        ("creatinine_clearance", 92.0, "mL/min", 4),
    ):
        some = draft.some(0.97)
        draft.add(concept, some, start[some] - days, number=number, unit=unit)
    some = draft.some(0.95)
    days = start[some] - random.integers(3, 25, len(some))
    _mrd(draft, some, days, random.normal(-2.8, 0.7, len(some)))


def _mrd(draft: Draft, patient: Integers, day: Integers, level: npt.NDArray[np.float64]) -> None:
    """Add MRD levels given as powers of ten; what lies below the assay's reach is not detected."""
    seen = level > _REACH
    draft.add(
        "mrd",
        patient,
        day,
        number=np.where(seen, np.minimum(10 ** np.round(level, 1), 0.9).round(8), np.nan),
        text=np.where(seen, "", "not detected"),
        method=draft.pick(["flow", "ngs"], len(patient)),
        material="marrow",
        sensitivity="1e-5",
    )


def _treated(draft: Draft) -> None:
    """Add visits: laboratory tests, and on most of them a dose, until the cohort's day."""
    random, start = draft.random, draft.start
    everyone = np.arange(len(start))
    planned = random.integers(0, 13, len(start))
    day = start.copy()
    for turn in range(9):
        here = everyone[(day <= AS_OF) & (turn <= planned)]
        _tests(draft, here, day[here] - random.integers(0, 3, len(here)))
        given = here[turn < planned[here]]
        cycle, first = turn // 2 + 1, turn % 2 == 0
        amount = "0.6 mg/m2" if turn == 0 else "0.3 mg/m2"
        draft.add(
            "dose", given, day[given], text="inotuzumab",
            cycle=str(cycle), day="1" if first else "8", given=amount,
        )  # fmt: skip
        if not first:
            drawn = given[random.random(len(given)) < _DRAWN]
            level = random.normal(-3.3 - 0.4 * cycle, 1.2, len(drawn))
            _mrd(draft, drawn, day[drawn] + random.integers(7, 14, len(drawn)), level)
        late = random.choice([0, 0, 0, 1, 2, 7], len(start))
        day = day + np.where(first, 7, 21) + late
    some = draft.some(0.3)
    draft.add(
        "adverse_event", some, start[some] + random.integers(1, 60, len(some)),
        text=draft.pick(["fatigue", "nausea", "neutropenia"], len(some)),
        grade=draft.pick(["1", "2", "3"], len(some)),
    )  # fmt: skip
    some = draft.some(0.04)
    draft.add("ascites", some, start[some] + 20, text="present")


def _tests(draft: Draft, patient: Integers, day: Integers) -> None:
    for concept, unit, typical, spread, limit in _LABS:
        done = draft.random.random(len(patient)) < _DONE
        size = typical * np.exp(draft.random.normal(0, spread, int(done.sum())))
        cells = {} if limit is None else {"uln": str(limit)}
        draft.add(concept, patient[done], day[done], number=size.round(1), unit=unit, **cells)


if __name__ == "__main__":
    print(write_cohort(Path(sys.argv[1]), int(sys.argv[2])))  # noqa: T201 - what it is run for
