"""`cyclewise simulate`: an invented cohort, with or without planted deviations."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise_cli.commands.convert import progress
from cyclewise_cli.commands.options import OneProtocol, RulesFolder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cyclewise.facts.program import Program
    from cyclewise.simulation.cohort import Trace
    from cyclewise.simulation.page import Simulation
    from cyclewise.simulation.patients import Wish

NOBODY, ALL = "none", "all"
_TABLES = (".csv", ".parquet")
_COHORT, _PLANTED = "cohort.yaml", "planted.csv"

Target = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="TARGET",
        help="What to write: a name ending in .csv or .parquet, else a folder of patient files.",
        show_default=False,
    ),
]
Number = Annotated[int, typer.Option("--patients", metavar="N", min=1, help="How many patients.")]
Seed = Annotated[
    int, typer.Option("--seed", min=0, help="The same seed gives the same patients, always.")
]
Deviations = Annotated[
    str,
    typer.Option(
        "--deviations",
        metavar="NAMES",
        help="What goes wrong: none, all, or names with commas. “list” lists them.",
    ),
]
Share = Annotated[
    float,
    typer.Option("--share", min=0.0, max=1.0, help="The part of the patients with a deviation."),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="Processes. Default: one a core.", show_default=False),
]


def simulate(
    output: Target = None,
    patients: Number = 100,
    seed: Seed = 1,
    deviations: Deviations = NOBODY,
    share: Share = 0.2,
    protocol: OneProtocol = None,
    rules: RulesFolder = None,
    jobs: Jobs = None,
) -> None:
    """Invent a cohort that follows a protocol, and plant deviations in some of its patients.

    Everything written says that it is synthetic. Beside the patients stand a page on the cohort
    and, where deviations were planted, a list of them. Nothing that exists is written over.

    Example: cyclewise simulate --patients 50 --output synthetic

    Example: cyclewise simulate --deviations all --output synthetic.parquet
    """
    from cyclewise.simulation.page_parsing import read_simulation
    from cyclewise.simulation.patients import Wish
    from cyclewise_cli.protocols import knowledge, linked, shelf

    shelved = shelf(rules)
    program = linked(shelved.one(protocol), knowledge(shelved))
    page = read_simulation(program)
    if deviations == "list":
        _list(page)
        return
    if output is None:
        remedy = "Name a folder, or a file ending in .csv or .parquet."
        raise BadInput([problem_at("--output", "It is not said what to write.", remedy)])
    wish = Wish(patients, seed, _named(deviations, page), share)
    beside = _Beside.of(output)
    beside.refuse_existing()
    about = _about(page, program, wish)
    if output.suffix.lower() in _TABLES:
        traces, told = _table(page, program, wish, output, jobs)
    else:
        traces, told = _files(page, program, wish, output)
    beside.write(about, traces)
    typer.echo(f"{told} written to {output}.")
    if wish.deviations:
        typer.echo(f"{len(traces):,} deviations planted; {beside.planted} lists them.")
    typer.echo("Synthetic: no real patient, and no clinical evidence.")


def _list(page: Simulation) -> None:
    for planted in page.planted:
        typer.echo(f"{planted.category:12} {planted.name}")


def _named(text: str, page: Simulation) -> tuple[str, ...]:
    """Return the deviations that an option names; raise BadInput for a name that is not there."""
    names = tuple(planted.name for planted in page.planted)
    if text.casefold() in (NOBODY, ALL):
        return names if text.casefold() == ALL else ()
    found = tuple(each.strip() for each in text.split(","))
    problems = [
        problem_at(
            "--deviations",
            f"There is no deviation “{name}”.",
            suggestion(name, names) or "“cyclewise simulate --deviations list” lists them.",
        )
        for name in found
        if name not in names
    ]
    if problems:
        raise BadInput(problems)
    return found


class _Beside:
    """The files that stand beside the patients: what the cohort is, and what was planted."""

    def __init__(self, target: Path, cohort: Path, planted: Path) -> None:
        """Take their names."""
        self.target, self.cohort, self.planted = target, cohort, planted

    @classmethod
    def of(cls, target: Path) -> _Beside:
        """Return the names beside a table, or inside a folder of patients."""
        if target.suffix.lower() in _TABLES:
            beside = target.parent
            return cls(
                target, beside / f"{target.stem}.{_COHORT}", beside / f"{target.stem}.{_PLANTED}"
            )
        return cls(target, target / _COHORT, target / _PLANTED)

    def refuse_existing(self) -> None:
        """Raise BadInput where anything would be written over."""
        folder = self.target.parent if self.target.suffix.lower() in _TABLES else None
        if folder is not None and not folder.is_dir():
            raise BadInput([problem_at(str(folder), "There is no such folder.", "Make it first.")])
        empty = self.target.is_dir() and not any(self.target.iterdir())
        for path in (self.target, self.cohort, self.planted):
            if path.exists() and not (empty and path == self.target):
                message = "There is something of this name already."
                raise BadInput(
                    [problem_at(str(path), message, "Name another, or delete it first.")]
                )

    def write(self, about: str, traces: Iterable[Trace]) -> None:
        """Write both; without planted deviations the list is left out."""
        self.cohort.write_text(about, encoding="utf-8", newline="\n")
        rows = [(each.patient, each.date, each.name, each.category, each.page) for each in traces]
        if not rows:
            return
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("patient_id", "date", "deviation", "category", "rule"))
        writer.writerows(rows)
        self.planted.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def _said(program: Program, wish: Wish) -> str:
    kinds = len(wish.deviations)
    planted = f"{_counted(kinds, 'kind')} of deviation" if kinds else "no deviation"
    return (
        f"Synthetic: invented by cyclewise simulate for {program.protocol.id}, "
        f"{_counted(wish.patients, 'patient')}, seed {wish.seed}, {planted} planted."
    )


def _about(page: Simulation, program: Program, wish: Wish) -> str:
    share = f", in {100 * wish.share:g} % of the patients" if wish.deviations else ""
    return (
        f"title: Synthetic cohort for {program.protocol.id}, seed {wish.seed}\n"
        "synthetic: true\n"
        "note: >\n"
        f"  {_said(program, wish)[:-1]}{share}.\n"
        f"  {page.text.strip()}\n"
    )


def _table(
    page: Simulation, program: Program, wish: Wish, output: Path, jobs: int | None
) -> tuple[list[Trace], str]:
    from cyclewise.simulation.cohort import write_cohort
    from cyclewise.timeline.table_file import said_plainly

    traces: list[Trace] = []
    rows = 0
    with progress("Simulating") as step, said_plainly(str(output)):
        said = _said(program, wish)
        for made in write_cohort(page, program, wish, output, said, jobs=jobs, told=step):
            traces += made.planted
            rows += made.rows
    return traces, f"{_counted(wish.patients, 'patient')} ({rows:,} rows)"


def _files(page: Simulation, program: Program, wish: Wish, folder: Path) -> tuple[list[Trace], str]:
    from cyclewise.simulation.cohort import invented_timelines
    from cyclewise.timeline.writing import timeline_yaml

    traces: list[Trace] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress("Simulating") as step:
            for timeline, planted in invented_timelines(page, program, wish, str(folder)):
                file = folder / f"{timeline.patient}.yaml"
                text = (
                    f"# Synthetic. No real patient.\n{timeline_yaml(timeline, program.knowledge)}"
                )
                file.write_text(text, encoding="utf-8", newline="\n")
                traces += planted
                step(1)
    except OSError as error:
        message = f"This cannot be written: {error.strerror}."
        raise BadInput([problem_at(str(folder), message, "Name another folder.")]) from None
    return traces, _counted(wish.patients, "patient")


def _counted(number: int, noun: str) -> str:
    from cyclewise.reasons.numbers import plural

    return plural(number, noun)
