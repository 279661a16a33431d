"""`cyclewise convert`: patients' files become one events table, and a table becomes files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, Problem, problem_at, visible
from cyclewise_cli.commands.options import RulesFolder

if TYPE_CHECKING:
    from collections.abc import Callable

    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.timeline.cohort_folder import Ignored
    from cyclewise.timeline.repeated import Noticed
    from cyclewise.timeline.table_reading import SetAside
    from cyclewise.timeline.timeline import Timeline

_MOST_SHOWN = 20
_FILE = ".yaml"

SourcePath = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A patient file, a folder of them, or an events table: CSV, Parquet, or a folder "
        "of Parquet files.",
        show_default=False,
    ),
]
TargetPath = Annotated[
    Path,
    typer.Argument(
        metavar="TARGET",
        help="What to write: a name ending in .csv or .parquet, else a folder of patient files.",
        show_default=False,
    ),
]
AllOrNothing = Annotated[
    bool,
    typer.Option("--all-or-nothing", help="Write nothing if one patient has a mistake."),
]


def convert(
    source: SourcePath,
    target: TargetPath,
    rules: RulesFolder = None,
    all_or_nothing: AllOrNothing = False,
) -> None:
    """Turn patient files into one events table, or a table into patient files.

    Nothing is lost on the way. Patients with mistakes are set aside and listed. Nothing that
    exists is written over.

    Example: cyclewise convert example:EX-03 patient.csv
    """
    from cyclewise_cli.patients import path_of
    from cyclewise_cli.protocols import knowledge, shelf

    path = path_of(source)
    _refuse_existing(target)
    known = knowledge(shelf(rules))
    if all_or_nothing:
        _refuse_any(path, known)
    told = _Told()
    with progress("Converting") as step:
        patients = told.patients(_read(path, known, told.twice), source, step)
        if target.suffix.lower() in (".csv", ".parquet"):
            _write_table(patients, target, known)
        else:
            _write_files(patients, target, known)
    told.say(target)


def _refuse_existing(target: Path) -> None:
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        message = "There is something of this name already."
        raise BadInput([problem_at(str(target), message, "Name another, or delete it first.")])


def _read(
    path: Path, known: Knowledge, heard: Callable[[Noticed], None] = lambda _: None
) -> Iterator[Timeline | SetAside | Ignored]:
    """Yield the patients of a source, whatever its form; ``heard`` is told what stands twice."""
    from cyclewise.timeline.cohort_folder import read_folder
    from cyclewise.timeline.reading import read_timeline
    from cyclewise.timeline.repeated import Noticed, repeated_events
    from cyclewise.timeline.table_file import is_table, read_table, refuse_unread
    from cyclewise.timeline.table_reading import table_to_timelines
    from cyclewise.timeline.timeline import Timeline

    refuse_unread(path)
    if is_table(path):
        for part in read_table(path, known):
            heard(Noticed.at(map(part.place, part.repeated)))
            found = table_to_timelines(part, known)
            yield from found.timelines
            yield from found.set_aside
        return
    for each in read_folder(path, known) if path.is_dir() else [read_timeline(path, known)]:
        if isinstance(each, Timeline):
            heard(repeated_events([each]))
        yield each


def _refuse_any(path: Path, known: Knowledge) -> None:
    """Raise BadInput with everything wrong, where any patient would be set aside."""
    from cyclewise.timeline.table_reading import SetAside

    problems: list[Problem] = []
    with progress("Checking") as step:
        for each in _read(path, known):
            step(1)
            problems += each.problems if isinstance(each, SetAside) else ()
    if problems:
        raise BadInput(problems)


def _write_table(patients: Iterable[Timeline], target: Path, known: Knowledge) -> None:
    from cyclewise.timeline.table import timelines_to_table
    from cyclewise.timeline.table_file import write_table

    write_table(timelines_to_table(patients, known), target)


def _write_files(patients: Iterable[Timeline], folder: Path, known: Knowledge) -> None:
    from cyclewise.timeline.writing import timeline_yaml

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for timeline in patients:
            file = folder / f"{timeline.patient}{_FILE}"
            file.write_text(timeline_yaml(timeline, known), encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"This cannot be written: {error.strerror}."
        raise BadInput([problem_at(str(folder), message, "Name another folder.")]) from None


class _Told:
    """What is said at the end: how many patients, what was ignored, who was set aside."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        self._patients = 0
        self._ignored: list[str] = []
        self._aside: list[SetAside] = []
        self._repeated: list[Noticed] = []

    def twice(self, part: Noticed) -> None:
        """Remember the events of a part that say the same as an earlier one."""
        self._repeated.append(part)

    def patients(
        self,
        found: Iterable[Timeline | SetAside | Ignored],
        source: str,
        step: Callable[[int], None],
    ) -> Iterator[Timeline]:
        """Yield the patients among what was found, remember the rest; raise BadInput for nobody."""
        from cyclewise.timeline.cohort_folder import Ignored
        from cyclewise.timeline.table_reading import SetAside

        for each in found:
            step(1)
            if isinstance(each, Ignored):
                self._ignored.append(each.file)
            elif isinstance(each, SetAside):
                self._aside.append(each)
            else:
                self._patients += 1
                yield each
        if not self._patients and not self._aside:
            message = "There is no patient here."
            raise BadInput([problem_at(source, message, "Name a folder of patient files.")])

    def say(self, target: Path) -> None:
        """Say what was written, what stands twice in it, and what was left out."""
        from cyclewise.timeline.repeated import Noticed
        from cyclewise_cli.render.left_out import repeated_lines

        typer.echo(f"{_counted(self._patients, 'patient')} written to {visible(str(target))}.")
        if self._ignored:
            names = ", ".join(visible(name) for name in self._ignored[:_MOST_SHOWN])
            more = len(self._ignored) - _MOST_SHOWN
            rest = f" and {more} more" if more > 0 else ""
            typer.echo(f"Ignored, being no patient files: {names}{rest}.")
        for line in repeated_lines(Noticed.together(self._repeated)):
            typer.echo(visible(line))
        if not self._aside:
            return
        typer.echo(f"{_counted(len(self._aside), 'patient')} set aside:", err=True)
        for each in self._aside[:_MOST_SHOWN]:
            for problem in each.problems:
                typer.echo(f"\n{problem.text()}", err=True)
        if len(self._aside) > _MOST_SHOWN:
            more = len(self._aside) - _MOST_SHOWN
            typer.echo(f"\nand {_counted(more, 'patient')} more.", err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """Show how many patients are done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    columns = (TextColumn("{task.description}"), TextColumn("{task.completed:,.0f} patients"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda patients: bar.advance(task, patients)
