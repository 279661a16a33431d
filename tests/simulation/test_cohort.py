"""A cohort is its seed's: the same on any number of processes, readable, and plainly synthetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.simulation.asked import columns_for

from cyclewise.facts.program import Program
from cyclewise.simulation import cohort
from cyclewise.simulation.cohort import invented_timelines, names_of, write_cohort
from cyclewise.simulation.page import Simulation
from cyclewise.simulation.patients import Wish, invent
from cyclewise.simulation.rows import columns_of
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.event import UNDATED
from cyclewise.timeline.table_made import made_table


def everything(page: Simulation, patients: int = 300, seed: int = 4) -> Wish:
    return Wish(patients, seed, tuple(each.name for each in page.planted), 0.5)


def frame_of(page: Simulation, program: Program, wish: Wish, part: range) -> pl.DataFrame:
    invented = invent(page, program, wish, part)
    return made_table(columns_of(invented, page, program.knowledge, names_of(part)))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_bytes_are_the_same_on_one_process_or_two(
    ending: str, page: Simulation, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "PATIENTS", 100)
    written = []
    for jobs in (1, 2):
        file = tmp_path / f"{jobs}.{ending}"
        made = list(write_cohort(page, program, everything(page), file, "said", jobs=jobs))
        assert sum(each.patients for each in made) == 300
        written.append(file.read_bytes())
    assert written[0] == written[1]
    assert {path.name for path in tmp_path.iterdir()} == {f"1.{ending}", f"2.{ending}"}


def test_the_size_of_the_parts_changes_nothing(
    page: Simulation, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for size in (1_000, 7):
        monkeypatch.setattr(cohort, "PATIENTS", size)
        file = tmp_path / f"{size}.csv"
        list(write_cohort(page, program, everything(page, 60), file, "said", jobs=1))
        written.append(file.read_bytes())
    assert written[0] == written[1]


def test_a_patient_made_alone_is_the_one_of_the_cohort(page: Simulation, program: Program) -> None:
    wish = everything(page)
    whole = frame_of(page, program, wish, range(300))
    for number in (0, 17, 299):
        alone = frame_of(page, program, wish, range(number, number + 1))
        assert alone.equals(whole.filter(patient_id=names_of([number])[0]))


def test_a_file_of_each_patient_says_what_the_table_says(
    page: Simulation, program: Program
) -> None:
    wish = everything(page, 80)
    timelines = [each for each, _ in invented_timelines(page, program, wish, "made")]
    ours, theirs = columns_from(timelines, program.knowledge), columns_for(page, program, wish)
    assert ours.patients == theirs.patients
    assert ours.frames.keys() == theirs.frames.keys()
    for name, frame in ours.frames.items():
        assert (frame.first == theirs.frames[name].first).all()
        assert (frame.known == theirs.frames[name].known).all()
        assert np.array_equal(frame.value.high, theirs.frames[name].value.high, equal_nan=True), (
            name
        )


def test_another_seed_makes_other_patients(page: Simulation, program: Program) -> None:
    one, two = (frame_of(page, program, Wish(50, seed), range(50)) for seed in (1, 2))
    assert not one.equals(two)


def test_every_row_and_the_file_itself_say_that_they_are_synthetic(
    page: Simulation, program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "some.parquet"
    list(write_cohort(page, program, Wish(20), file, "Synthetic: made up.", jobs=1))
    assert pl.read_parquet(file)["patient_id"].str.starts_with("SYN-").all()
    assert pl.read_parquet_metadata(file)["cyclewise"] == "Synthetic: made up."


def test_a_cohort_has_what_real_ones_have(page: Simulation, program: Program) -> None:
    frame = frame_of(page, program, Wish(2_000), range(2_000))
    assert frame["known"].is_not_null().sum() > 1_000
    assert frame["replaces"].is_not_null().sum() > 50
    assert (frame["transfused"] == "true").sum() > 10
    assert frame.filter(concept="site")["text"].n_unique() == 4
    assert frame.filter(concept="ursodiol").height < 2_000
    by_patient = frame.group_by("patient_id", maintain_order=True)
    out_of_order = [not rows["date"].drop_nulls().is_sorted() for _, rows in by_patient]
    assert 0.02 < np.mean(out_of_order) < 0.08


def test_nothing_happens_after_death(page: Simulation, program: Program) -> None:
    columns = columns_for(page, program, everything(page, 2_000))
    death = columns.frames["death"]
    died = np.full(2_000, 2**30)
    died[np.repeat(np.arange(2_000), np.diff(death.start))] = death.first
    assert (np.diff(death.start) <= 1).all()
    for name, frame in columns.frames.items():
        whose = np.repeat(np.arange(2_000), np.diff(frame.start))
        dated = frame.known > UNDATED
        if name != "death":
            assert (frame.first[dated] < died[whose][dated]).all()


def test_the_share_is_the_part_of_the_patients_with_a_deviation(
    page: Simulation, program: Program
) -> None:
    wish = Wish(4_000, 1, ("a third too much",), 0.25)
    invented = invent(page, program, wish, range(4_000))
    assert abs((invented.plan.planted >= 0).mean() - 0.25) < 0.04
    plain = invent(page, program, Wish(4_000), range(4_000))
    assert (plain.plan.planted < 0).all()
