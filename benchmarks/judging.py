"""The same doses judged by the same rules in several ways, all held to one answer at every dose."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import TypeVar

import numpy as np
from by_hand import RULES, Answer, Arrays, in_polars, loop

from cyclewise.batches.chunks import chunks
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.inference.rete import Ruleset, available
from cyclewise.logic.condition import criteria, replace_criteria
from cyclewise.logic.terms import terms_of
from cyclewise.protocol.monitored import NOTHING_WATCHED
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import read_stretch, stretches
from cyclewise.values.truth import MET

_RUNS = 3
_FED = 10_000
"""Decisions that durable-rules is fed: one takes as long as the next."""

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Way:
    """One way of judging doses, with the processor time it took, beside another way.

    ``seconds`` is None for a way that could not be measured here.
    """

    what: str
    seconds: float | None = None
    beside: str = ""
    times: float | None = None


def these_rules(program: Program) -> Program:
    """Return the protocol with those rules alone that are written by hand as well."""
    protocol = program.protocol
    rules = tuple(rule for rule in protocol.rules if rule.id in RULES)
    return replace(program, protocol=replace(protocol, rules=rules, monitored=NOTHING_WATCHED))


def columns_in(file: Path, program: Program) -> Iterator[Columns]:
    """Yield a cohort part by part, read from its file."""
    for part in stretches(file, program.knowledge):
        table = read_stretch(part, program.knowledge)
        yield columns_from_table(table, program.knowledge).columns


def sheet_of_doses(program: Program, columns: Columns) -> Sheet:
    """Return the facts before each dose."""
    doses = columns.frames["dose"]
    patient = np.repeat(np.arange(len(columns.patients)), np.diff(doses.start))
    return Sheet(program, columns, Points.before_treatment(patient, doses, np.arange(len(patient))))


def judged(program: Program, columns: Columns) -> Answer:
    """Return what each rule says before each dose: 0 not met, 1 unknown, 2 met."""
    verdicts = evaluate(sheet_of_doses(program, columns))
    return np.stack([verdicts.pulls[name] for name in RULES])


def in_the_kernel(program: Program, file: Path) -> Answer:
    """Return the same of a cohort, read from its file."""
    parts = [judged(program, columns) for columns in columns_in(file, program)]
    return np.concatenate(parts, axis=1)


def by_loop(arrays: tuple[object, ...], doses: int, judge: Callable[..., None]) -> Answer:
    """Return what a loop comes to."""
    truths = np.zeros((len(RULES), doses), np.int8)
    judge(*arrays, truths)
    return truths


def compiled() -> Callable[..., None] | None:
    """Return the loop compiled by numba; None where that is not installed."""
    try:
        from numba import njit  # noqa: PLC0415 - it need not be there
    except ImportError:
        return None
    fast: Callable[..., None] = njit(cache=False)(loop)
    return fast


def timed(work: Callable[[], _Found], runs: int = _RUNS) -> tuple[float, _Found]:
    """Return the least processor time of a few runs, and what was found."""
    seconds = []
    for _ in range(runs):
        gc.collect()
        begin = process_time()
        found = work()
        seconds.append(process_time() - begin)
    return min(seconds), found


def same(what: str, found: Answer, expected: Answer) -> None:
    """Stop where two ways of judging say different things of a dose."""
    if found.shape != expected.shape or not np.array_equal(found, expected):
        sys.exit(f"{what} and the kernel do not say the same of every dose.")


def from_parquet(program: Program, file: Path, told: str) -> Iterator[Way]:
    """Yield the kernel and polars, both from the file to the answer."""
    kernel, expected = timed(lambda: in_the_kernel(program, file))
    yield Way(f"{told} from Parquet, seven rules before each dose", kernel)
    polars, found = timed(lambda: in_polars(file))
    same("polars", found, expected)
    yield Way("the same rules by hand in polars", polars, "kernel", polars / kernel)


def in_memory(program: Program, file: Path) -> Iterator[Way]:
    """Yield the kernel, a plain loop, the loop compiled, and durable-rules, all in memory."""
    columns = next(columns_in(file, program))
    doses = len(columns.frames["dose"])

    def afresh() -> Columns:
        """Return the columns without what the kernel keeps of them from one run to the next."""
        return next(chunks(columns, len(columns.patients)))

    kernel, expected = timed(lambda: judged(program, afresh()))
    yield Way(f"{len(columns.patients):,} patients with {doses:,} doses, in memory", kernel)
    arrays = Arrays(columns)
    lists = arrays.lists()
    plain, found = timed(lambda: by_loop(lists, doses, loop), 1)
    same("the loop", found, expected)
    yield Way("a plain loop over patients", plain, "kernel", plain / kernel)
    fast = compiled()
    if fast is None:
        yield Way("the loop compiled by numba: not installed, not measured")
    else:
        numba, found = timed(lambda: by_loop(arrays.arrays(), doses, fast), _RUNS + 1)
        same("numba", found, expected)
        yield Way("the loop compiled by numba", numba, "kernel", numba / kernel)
    if available() is not None:
        yield Way("durable-rules: not installed, not measured")
    else:
        fed, each = durable(program, columns)
        beside = each / (kernel / doses)
        yield Way(f"durable-rules, {fed:,} decisions, facts given", each * fed, "kernel", beside)


def durable(program: Program, columns: Columns) -> tuple[int, float]:
    """Feed durable-rules one fact a decision; return how many, and the time of one.

    The truth of every criterion is given: it cannot tell what was known on a day.
    """
    sheet = sheet_of_doses(program, columns)
    rules = [program.protocol.by_id[name] for name in RULES]
    asked = list(dict.fromkeys(each for rule in rules for each in criteria(rule.condition)))
    terms = {
        f"{rule.id} {number}": term
        for rule in rules
        for number, term in enumerate(terms_of(replace_criteria(rule.condition, asked.index)).met)
    }
    ruleset = Ruleset("seven rules", terms)
    facts = np.stack([sheet.criterion(each) for each in asked])[:, :_FED].T.tolist()
    seconds, fired = timed(lambda: [ruleset.fire(tuple(fact)) for fact in facts], 1)
    for rule in rules:
        met = [any(name.startswith(rule.id) for name in names) for names in fired]
        same("durable-rules", np.array(met), sheet.truth(rule.condition)[:_FED] == MET)
    return len(facts), seconds / len(facts)
