"""Measure the judging of doses against the same by hand, and an audit from small to large."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from by_hand import MET, RULES, UNKNOWN, Arrays, Counts, in_polars, loop
from rich.console import Console
from rich.table import Table

from cyclewise.audit.gathering import audit_cohort
from cyclewise.audit.judging import Auditor
from cyclewise.batches.workers import Work, ask
from cyclewise.bundled import bundled
from cyclewise.facts.linking import link
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.monitored import NOTHING_WATCHED
from cyclewise.protocol.parsing import read_protocol
from cyclewise.simulation.cohort import write_cohort
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise.simulation.patients import Wish
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import Stretch, read_stretch, stretches

PATIENTS = 100_000
SIZES = (10_000, 100_000, 1_000_000)
_PLANTED = ("safety", "stop", "assessment")
"""Kinds of deviation that leave every dose in its slot: by hand, that is read from its label."""
_MEGABYTE = 1024 if sys.platform.startswith("linux") else 1024**2


def whole_program() -> Program:
    """Return the bundled protocol, linked."""
    knowledge = read_knowledge(bundled("knowledge"))
    folder = bundled("rules") / "ino-mrd"
    return link(read_protocol(folder, bundled("knowledge"), knowledge), knowledge)


def these_rules(program: Program) -> Program:
    """Return the protocol with those rules alone that are written by hand as well."""
    protocol = program.protocol
    rules = tuple(rule for rule in protocol.rules if rule.id in RULES)
    return replace(program, protocol=replace(protocol, rules=rules, monitored=NOTHING_WATCHED))


@dataclass(frozen=True)
class Judging:
    """Every dose of a part judged by some rules, as a question for the workers."""

    program: Program

    def answers(self, part: Work) -> Counter[tuple[str, int]]:
        """Return how often each rule is met and unknown."""
        return judged(self.program, columns_of(part, self.program))

    def bare(self) -> Judging:
        """Return the same question for another process."""
        return Judging(replace(self.program))


def columns_of(part: Work, program: Program) -> Columns:
    """Return the columns of a part, read from its file."""
    if not isinstance(part, Stretch):
        return part
    return columns_from_table(read_stretch(part, program.knowledge), program.knowledge).columns


def judged(program: Program, columns: Columns) -> Counter[tuple[str, int]]:
    """Return how often each rule is met and unknown before a dose."""
    doses = columns.frames["dose"]
    patient = np.repeat(np.arange(len(columns.patients)), np.diff(doses.start))
    points = Points.before_treatment(patient, doses, np.arange(len(patient)))
    verdicts = evaluate(Sheet(program, columns, points))
    return Counter(
        {
            (name, truth): int((verdicts.pulls[name] == truth).sum())
            for name in RULES
            for truth in (MET, UNKNOWN)
        }
    )


def in_the_kernel(program: Program, file: Path) -> Counts:
    """Return the counts of a cohort, read from its file and judged on all cores."""
    total: Counter[tuple[str, int]] = Counter()
    for counted in ask(Judging(program), stretches(file, program.knowledge)):
        total += counted
    return counts_of(total)


def counts_of(total: Counter[tuple[str, int]]) -> Counts:
    """Return how often each rule is met, and how often unknown."""
    return {name: (total[name, MET], total[name, UNKNOWN]) for name in RULES}


def by_loop(arrays: tuple[object, ...], doses: int, judge: Callable[..., None]) -> Counts:
    """Return the counts that a loop comes to."""
    truths = np.zeros((len(RULES), doses), np.int8)
    judge(*arrays, truths)
    return {
        name: (int((row == MET).sum()), int((row == UNKNOWN).sum()))
        for name, row in zip(RULES, truths, strict=True)
    }


def compiled() -> Callable[..., None] | None:
    """Return the loop compiled by numba; None where that is not installed."""
    try:
        from numba import njit  # noqa: PLC0415 - it need not be there
    except ImportError:
        return None
    fast: Callable[..., None] = njit(cache=False)(loop)
    return fast


def timed(work: Callable[[], Counts], runs: int = 3) -> tuple[float, Counts]:
    """Return the shortest time of a few runs, and what was counted."""
    seconds = []
    for _ in range(runs):
        begin = perf_counter()
        found = work()
        seconds.append(perf_counter() - begin)
    return min(seconds), found


def same(what: str, found: Counts, expected: Counts) -> None:
    """Stop where two ways of judging do not count the same."""
    if found != expected:
        sys.exit(f"{what} counts {found}, and the kernel {expected}.")


def simulated(program: Program, folder: Path, patients: int, share: float) -> Path:
    """Write a cohort and return its file."""
    page, file = read_simulation(program), folder / f"{patients}.parquet"
    names = tuple(each.name for each in page.planted if each.category in _PLANTED)
    for _ in write_cohort(page, program, Wish(patients, 1, names, share), file, "synthetic"):
        pass
    return file


def beside_each_other(program: Program, folder: Path, table: Table) -> None:
    """Judge the same doses by the same rules in every way, and add their times to the table."""
    rules = these_rules(program)
    file = simulated(program, folder, PATIENTS, 0.5)
    kernel, expected = timed(lambda: in_the_kernel(rules, file))
    polars, found = timed(lambda: in_polars(file))
    same("polars", found, expected)
    _row(table, f"{PATIENTS:,} patients from Parquet, seven rules, kernel", kernel)
    _row(table, "the same written by hand in polars", polars, "kernel", kernel)
    columns = columns_of(stretches(file, program.knowledge)[0], program)
    one, expected = timed(lambda: counts_of(judged(rules, columns)))
    arrays, doses = Arrays(columns), len(columns.frames["dose"].first)
    lists = arrays.lists()
    plain, found = timed(lambda: by_loop(lists, doses, loop), 1)
    same("the loop", found, expected)
    _row(table, f"{len(columns.patients):,} patients in memory, one core, kernel", one)
    _row(table, "a plain loop over patients", plain, "kernel", one)
    fast = compiled()
    if fast is None:
        table.add_row("the loop compiled by numba: it is not installed", "", "", "", "")
        return
    numba, found = timed(lambda: by_loop(arrays.arrays(), doses, fast))
    same("numba", found, expected)
    _row(table, "the loop compiled by numba", numba, "kernel", one)


def _row(table: Table, what: str, seconds: float, beside: str = "", base: float = 0.0) -> None:
    ratio = f"{seconds / base:.3g} ×" if base else ""
    table.add_row(what, f"{seconds:.3g}", "", beside, ratio)


def growth(program: Program, folder: Path, table: Table, sizes: tuple[int, ...]) -> None:
    """Audit cohorts from small to large, each in a process of its own, and add what it took."""
    first = 0.0
    for patients in sizes:
        file = simulated(program, folder, patients, 0.2)
        told = subprocess.run(  # noqa: S603 - this program, and nothing a stranger wrote
            [sys.executable, __file__, "audit", str(file)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds, memory, deviations = (float(each) for each in told.stdout.split())
        file.unlink()
        each = seconds / patients
        what = f"audit of {patients:,} patients: {deviations:,.0f} deviations"
        ratio = f"{each / first:.3g} × a patient" if first else ""
        first = first or each
        size = f"{memory / _MEGABYTE:,.0f}"
        table.add_row(what, f"{seconds:.3g}", size, f"{sizes[0]:,}" if ratio else "", ratio)


def audit(file: Path) -> None:
    """Audit a cohort on all cores; print seconds, memory and how many deviations there are."""
    begin = perf_counter()
    findings = audit_cohort(Auditor(whole_program()), file)
    own, of_one = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    memory = own + of_one * (os.cpu_count() or 1)
    print(perf_counter() - begin, memory, len(findings.found))  # noqa: T201 - read by the parent


def main(sizes: tuple[int, ...]) -> None:
    """Print the table of measurements."""
    table = Table("what", "seconds", "megabytes", "beside", "ratio")
    program = whole_program()
    with tempfile.TemporaryDirectory() as folder:
        beside_each_other(program, Path(folder), table)
        growth(program, Path(folder), table, sizes)
    Console(width=None if sys.stdout.isatty() else 130).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["audit"]:
        audit(Path(sys.argv[2]))
    else:
        main(tuple(int(each) for each in sys.argv[1:]) or SIZES)
