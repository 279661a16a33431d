"""Measure one recommendation and a large cohort's, each against a baseline of the same run."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from cProfile import Profile
from dataclasses import dataclass
from pathlib import Path
from pstats import Stats
from statistics import median
from time import perf_counter

import numpy as np
from cohort import AS_OF
from rich.console import Console
from rich.table import Table

from cyclewise.advice.advising import Adviser
from cyclewise.batches.answers import answers_for
from cyclewise.batches.cohort import recommend_cohort
from cyclewise.bundled import bundled
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.reasons.explaining import explain
from cyclewise.reasons.explanation import NOT_IN_FORCE
from cyclewise.reasons.reason import Reason
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table_file import read_table
from cyclewise.timeline.table_reading import table_to_timelines

PATIENTS = 200_000
_SAMPLE = 200
_CALLS = 200
_WARM = ("EX-03", "EX-05")
"""A dose that may be given, and a wait that looks ahead to its due date."""
COMMAND = "from cyclewise_cli.main import main; main()"
# A small process starts the one to be measured: a child counts its parent's memory as its own.
_LAUNCHER = """
import resource, subprocess, sys, time
begin = time.perf_counter()
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
code = subprocess.run(sys.argv[1:], **quiet).returncode
if code not in (0, 1):
    sys.exit(f"{sys.argv[1:]} ended with {code}")
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_MEGABYTE = 1024 if sys.platform.startswith("linux") else 1024**2


@dataclass(frozen=True)
class Measured:
    """Seconds, megabytes, and function calls, which are as many on a slow machine as on a fast."""

    seconds: float
    memory: float | None = None
    calls: int | None = None


def process(*arguments: str, runs: int = 5) -> Measured:
    """Return the median time and the peak memory of a process run several times."""
    found = []
    for _ in range(runs):
        told = subprocess.run(  # noqa: S603 - this program, and nothing a stranger wrote
            [sys.executable, "-c", _LAUNCHER, sys.executable, *arguments],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found.append([float(each) for each in told.stdout.split()])
    return Measured(
        median(seconds for seconds, _ in found), max(size for _, size in found) / _MEGABYTE
    )


def call(work: Callable[[], object]) -> Measured:
    """Return the median time of a call that was made before."""
    work()
    seconds = []
    for _ in range(_CALLS):
        begin = perf_counter()
        work()
        seconds.append(perf_counter() - begin)
    profile = Profile()
    profile.runcall(work)
    return Measured(median(seconds), calls=Stats(profile).total_calls)


def program() -> Program:
    """Return the bundled protocol, linked."""
    knowledge = read_knowledge(bundled("knowledge"))
    folder = bundled("rules") / "ino-mrd"
    return Program(read_protocol(folder, bundled("knowledge"), knowledge), knowledge)


def warm(linked: Program, example: str) -> tuple[Measured, Measured]:
    """Return the exact engine alone, and both engines with the reasons shown, on one patient."""
    file = bundled("knowledge") / "examples" / f"{example}.yaml"
    timeline = read_timeline(file, linked.knowledge)
    day = np.full(1, timeline.last_day)
    points = Points.at_end_of_day(np.zeros(1, np.int64), day, day)
    columns = columns_from([timeline], linked.knowledge)
    adviser = Adviser.of(linked.protocol, linked.knowledge)

    def explained() -> list[Reason | None]:
        found = explain(adviser.recommend(timeline), adviser.program)
        # A reason is worked out where somebody looks; these are what a page may show.
        shown = (each for each in found.rules if each.rule.acts or each.standing != NOT_IN_FORCE)
        return [each.reason for each in shown]

    return call(lambda: evaluate(Sheet(linked, columns, points))), call(explained)


def one_by_one(linked: Program, file: Path) -> Measured:
    """Return how long a plain loop over all patients would take, from a sample of them."""
    first = next(iter(read_table(file, linked.knowledge, rows=_SAMPLE * 60)))
    sample = table_to_timelines(first, linked.knowledge).timelines[:_SAMPLE]
    begin = perf_counter()
    for timeline in sample:
        answers_for(linked, columns_from([timeline], linked.knowledge), AS_OF)
    return Measured((perf_counter() - begin) / len(sample) * PATIENTS)


def cohort(file: Path) -> None:
    """Answer for a cohort in this process and its workers; print patients, seconds and memory."""
    begin = perf_counter()
    answers = recommend_cohort(program(), file, AS_OF)
    own, of_one = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(len(answers), perf_counter() - begin, own + of_one * (os.cpu_count() or 1))  # noqa: T201


def apart(*arguments: str) -> list[float]:
    """Run one of this folder's scripts in a process of its own; return the numbers it prints."""
    told = subprocess.run(  # noqa: S603 - this program, and nothing a stranger wrote
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    )
    return [float(each) for each in told.stdout.split()]


def main() -> None:
    """Print the table of measurements."""
    table = Table("what", "seconds", "megabytes", "calls", "beside", "ratio", "target")

    def told(what: str, found: Measured, beside: str, base: Measured | None, target: str) -> None:
        ratio = "" if base is None else f"{found.seconds / base.seconds:.3g} ×"
        memory = "" if found.memory is None else f"{found.memory:,.0f}"
        calls = "" if found.calls is None else f"{found.calls:,}"
        table.add_row(what, f"{found.seconds:.3g}", memory, calls, beside, ratio, target)

    linked = program()
    numpy = process("-c", "import numpy")
    told("python -c 'import numpy'", numpy, "", None, "")
    one = process("-c", COMMAND, "recommend", "example:EX-03")
    told("cyclewise recommend example:EX-03", one, "import numpy", numpy, "0.6 s, 150 MB")
    one = process("-c", COMMAND, "monitor", "example:EX-23")
    told("cyclewise monitor example:EX-23", one, "import numpy", numpy, "1 s")
    for example in _WARM:
        exact, both = warm(linked, example)
        told(f"{example}, exact engine, warm", exact, "import numpy", numpy, "")
        told(f"{example}, both engines, reasons shown", both, "import numpy", numpy, "5 ms")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.parquet"
        here = Path(__file__)
        (rows,) = apart(str(here.with_name("cohort.py")), str(file), str(PATIENTS))
        loop = one_by_one(linked, file)
        patients, seconds, size = apart(str(here), str(file))
    told(f"{PATIENTS:,} patients one by one, from {_SAMPLE}", loop, "", None, "")
    what = f"{patients:,.0f} patients, {rows / PATIENTS:.0f} events each, from Parquet"
    told(what, Measured(seconds, size / _MEGABYTE), "one by one", loop, "20 s, 3 GB")
    told("cyclewise rules test", process("-c", COMMAND, "rules", "test", runs=1), "", None, "30 s")
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(table)
    console.print(f"{patients / seconds:,.0f} patients a second on {os.cpu_count()} cores")


if __name__ == "__main__":
    if sys.argv[1:]:
        cohort(Path(sys.argv[1]))
    else:
        main()
