"""A cohort's answers are those of its patients one by one, however it is cut and run."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facts.invented_protocol import Author
from tests.facts.invention import BASE, KNOWLEDGE, Ward

from cyclewise.advice.advising import Adviser
from cyclewise.batches.answers import Answers, answers_for
from cyclewise.batches.chunks import chunks
from cyclewise.batches.cohort import recommend_cohort
from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.inference.settle import OUTCOMES
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.timeline.columns import columns_from, joined
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table import timelines_to_table
from cyclewise.timeline.table_file import write_table

KNOWN = read_knowledge(bundled("knowledge"))
PROGRAM = Program(read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), KNOWN), KNOWN)
EXAMPLES = tuple(
    read_timeline(file, KNOWN)
    for file in sorted((bundled("knowledge") / "examples").glob("*.yaml"))
)
A_DAY = 19_797


def same(one: Answers, other: Answers) -> bool:
    arrays = ("action", "certain", "settled", "cycle", "day")
    return one.patients == other.patients and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays
    )


@pytest.mark.parametrize("as_of", [A_DAY - 60, A_DAY, A_DAY + 60])
def test_a_cohort_is_answered_as_each_patient_is_advised(as_of: int) -> None:
    answers = answers_for(PROGRAM, columns_from(EXAMPLES, KNOWN), as_of)
    adviser = Adviser.of(PROGRAM.protocol, KNOWN)
    for place, timeline in enumerate(EXAMPLES):
        advice = adviser.recommend(timeline, as_of)
        assert OUTCOMES[answers.action[place]] == advice.action, timeline.patient
        assert OUTCOMES[answers.certain[place]] == advice.certain
        assert answers.settled[place] == advice.settled
        if advice.cycle is not None:
            assert (answers.cycle[place], answers.day[place]) == (advice.cycle, advice.day)


@settings(max_examples=15, deadline=None)
@given(random=st.randoms(use_true_random=True), size=st.integers(1, 12))
def test_chunks_together_say_what_the_whole_says(random: Random, size: int) -> None:
    program = Program(Author(random).protocol(), KNOWLEDGE)
    columns = columns_from([Ward(random).patient(f"P{each}") for each in range(25)], KNOWLEDGE)
    parts = [answers_for(program, part, BASE + 50) for part in chunks(columns, size)]
    assert same(Answers.together(parts), answers_for(program, columns, BASE + 50))


def test_joined_columns_say_what_both_say() -> None:
    one, other = (columns_from(part, KNOWN) for part in (EXAMPLES[:7], EXAMPLES[7:]))
    whole = answers_for(PROGRAM, columns_from(EXAMPLES, KNOWN), A_DAY)
    assert same(answers_for(PROGRAM, joined(one, other), A_DAY), whole)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_on_several_processes_is_answered_as_its_patients(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cyclewise.batches.parts.ROWS", 100)
    write_table(timelines_to_table(EXAMPLES, KNOWN), tmp_path / "cohort.parquet")
    heard: list[int] = []
    file = tmp_path / "cohort.parquet"
    answers = recommend_cohort(PROGRAM, file, A_DAY, jobs=jobs, told=heard.append)
    assert len(heard) > 2
    assert sum(heard) == len(answers) == len(EXAMPLES)
    assert sum(answers.counts.values()) == len(EXAMPLES)
    whole = answers_for(PROGRAM, columns_from(EXAMPLES, KNOWN), A_DAY)
    by_name = dict(zip(whole.patients, whole.action.tolist(), strict=True))
    assert dict(zip(answers.patients, answers.action.tolist(), strict=True)) == by_name


def test_a_patient_with_a_mistake_is_set_aside_and_the_others_are_answered(tmp_path: Path) -> None:
    file = tmp_path / "cohort.csv"
    rows = ["patient_id,date,concept,number,unit,text"]
    rows += ["A,2024-01-01,remission,,,CR1", "B,2024-01-01,remission,,,CR1"]
    file.write_text("\n".join([*rows, "B,2024-01-32,weight,70,kg,"]), encoding="utf-8")
    answers = recommend_cohort(PROGRAM, file, A_DAY)
    assert answers.patients == ("A",)
    assert [each.patient for each in answers.set_aside] == ["B"]


def test_columns_in_memory_are_answered_without_a_file() -> None:
    columns = columns_from(EXAMPLES, KNOWN)
    answers = recommend_cohort(PROGRAM, columns, A_DAY, A_DAY - 3)
    assert same(answers, answers_for(PROGRAM, columns, A_DAY, A_DAY - 3))


def test_a_cohort_of_nobody_has_no_answers() -> None:
    answers = recommend_cohort(PROGRAM, columns_from([], KNOWN), A_DAY)
    assert len(answers) == 0
    assert answers.counts == {}
