"""Measure the judging of doses beside other ways, and an audit from small to large.

With ``--full`` it goes on to a million patients.
"""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from judging import Way, from_parquet, in_memory, these_rules
from rich.console import Console
from rich.table import Table

from cyclewise.audit.gathering import audit_cohort
from cyclewise.audit.judging import Auditor
from cyclewise.bundled import bundled
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.simulation.cohort import write_cohort
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise.simulation.patients import Wish

SIZES, FULL = (10_000, 40_000), (10_000, 100_000, 1_000_000)
_BESIDE = 20_000
_PLANTED = ("safety", "stop", "assessment")
"""Kinds of deviation that leave every dose in its slot: by hand, that is read from its label."""
_MEGABYTE = 1024 if sys.platform.startswith("linux") else 1024**2
_SAID = (
    "Seconds are of the processor, of all processes together. By hand the seven rules are asked "
    "and nothing else: no row is checked, no dose placed by its date, nothing can be explained. "
    "Every way is held to the same answer at every dose."
)


def whole_program() -> Program:
    """Return the bundled protocol, linked."""
    knowledge = read_knowledge(bundled("knowledge"))
    folder = bundled("rules") / "ino-mrd"
    return link(read_protocol(folder, bundled("knowledge"), knowledge), knowledge)


def simulated(program: Program, folder: Path, patients: int, share: float) -> Path:
    """Write a cohort and return its file."""
    page, file = read_simulation(program), folder / f"{patients}.parquet"
    names = tuple(each.name for each in page.planted if each.category in _PLANTED)
    for _ in write_cohort(page, program, Wish(patients, 1, names, share), file, "synthetic"):
        pass
    return file


def beside_each_other(program: Program, folder: Path) -> Iterator[Way]:
    """Yield every way of judging the same doses by the same rules."""
    rules = these_rules(program)
    file = simulated(program, folder, _BESIDE, 0.5)
    yield from from_parquet(rules, file, f"{_BESIDE:,} patients")
    yield from in_memory(rules, file)


def growth(program: Program, folder: Path, table: Table, sizes: tuple[int, ...]) -> None:
    """Audit cohorts from small to large, each in a process of its own, and add what it took."""
    first = 0.0
    for patients in sizes:
        file = simulated(program, folder, patients, 0.2)
        told = subprocess.run(  # noqa: S603 - this program, and nothing a stranger wrote
            [sys.executable, __file__, "audit", str(file)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        wall, seconds, memory, deviations = (float(each) for each in told.stdout.split())
        file.unlink()
        what = f"audit of {patients:,} patients: {deviations:,.0f} deviations in {wall:.3g} s"
        ratio = f"{seconds / patients / first:.3g} × a patient" if first else ""
        size, beside = f"{memory / _MEGABYTE:,.0f}", f"{sizes[0]:,}" if first else ""
        first = first or seconds / patients
        table.add_row(what, f"{seconds:.3g}", size, beside, ratio)


def audit(file: Path) -> None:
    """Audit a cohort on all cores; print what it took and how many deviations there are.

    First the seconds by the clock, then those of all processors, then the memory.
    """
    begin = perf_counter()
    findings = audit_cohort(Auditor(whole_program()), file)
    wall = perf_counter() - begin
    own, workers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    seconds = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime
    memory = own.ru_maxrss + workers.ru_maxrss * (os.cpu_count() or 1)
    print(wall, seconds, memory, len(findings.found))  # noqa: T201 - read by the parent


def main(sizes: tuple[int, ...]) -> None:
    """Print the table of measurements."""
    table = Table("what", "seconds", "megabytes", "beside", "ratio", caption=_SAID)
    program = whole_program()
    with tempfile.TemporaryDirectory() as folder:
        # First of all: a process never tells of less memory than the one that started it had.
        growth(program, Path(folder), table, sizes)
        for way in beside_each_other(program, Path(folder)):
            times = "" if way.times is None else f"{way.times:.3g} ×"
            seconds = "" if way.seconds is None else f"{way.seconds:.3g}"
            table.add_row(way.what, seconds, "", way.beside, times)
    Console(width=None if sys.stdout.isatty() else 130).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["audit"]:
        audit(Path(sys.argv[2]))
    else:
        main(FULL if "--full" in sys.argv[1:] else SIZES)
