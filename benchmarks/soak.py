"""Invent large cohorts with planted deviations, audit them, and say where the audit differs."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from audit import whole_program
from rich.console import Console

from cyclewise.audit.findings import Findings
from cyclewise.audit.gathering import audit_cohort
from cyclewise.audit.judging import Auditor
from cyclewise.audit.telling import Teller
from cyclewise.simulation.agreement import Reported, differences
from cyclewise.simulation.cohort import write_cohort
from cyclewise.simulation.page import LATE_RESULT
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise.simulation.patients import Wish
from cyclewise.values.calendar import day_text

PATIENTS = 200_000
SEEDS = (11, 12, 13)
_SHARE = 0.5
_SHOWN = 20


def reported_in(auditor: Auditor, findings: Findings) -> Iterator[Reported]:
    """Yield what an audit reports, with the results that came too late for anybody."""
    for each in Teller(auditor, findings.found):
        yield Reported(each.patient, day_text(each.date), each.category, each.rule)
    for late in findings.late:
        page = auditor.pages[late.page]
        yield Reported(late.patient, day_text(late.date), LATE_RESULT, page.id)


def main(patients: int) -> int:
    """Print what each cohort showed; return how many patients were told of wrongly."""
    program = whole_program()
    auditor, page = Auditor(program), read_simulation(program)
    console, wrong = Console(), 0
    for seed in SEEDS:
        wish = Wish(patients, seed, tuple(each.name for each in page.planted), _SHARE)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "cohort.parquet"
            made = list(write_cohort(page, program, wish, file, "synthetic"))
            planted = [trace for each in made for trace in each.planted]
            findings = audit_cohort(auditor, file)
        found = differences(planted, reported_in(auditor, findings))
        wrong += len(found)
        console.print(
            f"seed {seed}: {patients:,} patients, {len(planted):,} deviations planted, "
            f"{len(found):,} patients told of wrongly"
        )
        for each in found[:_SHOWN]:
            console.print(f"  {each.text}")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if sys.argv[1:] else PATIENTS)))
