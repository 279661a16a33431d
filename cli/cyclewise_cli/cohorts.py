"""Find the cohort a command is asked about: a folder, an events table, or a bundled example."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cyclewise.bundled import bundled
from cyclewise.cohort.report import Told
from cyclewise.documents.form import Form
from cyclewise.documents.problem import BadInput, Problems, problem_at, suggestion
from cyclewise.documents.yamlfile import read_yaml
from cyclewise.records import dataclass
from cyclewise.timeline.cohort_folder import Ignored, read_folder
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.repeated import Noticed, repeated_events
from cyclewise.timeline.table_file import is_table, refuse_unread
from cyclewise.timeline.table_reading import SetAside
from cyclewise.timeline.timeline import Timeline
from cyclewise_cli.patients import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from cyclewise.knowledge.knowledgebase import Knowledge
    from cyclewise.timeline.columns import Columns

_NOBODY = "There is no patient in this folder."
ABOUT = "cohort.yaml"
"""The page beside a cohort's patients that says what the cohort is."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort to be asked: columns in memory, or the file of an events table."""

    source: Columns | Path
    told: Told
    set_aside: tuple[SetAside, ...] = ()
    repeated: Noticed = Noticed()


def example_cohorts() -> tuple[Path, list[str]]:
    """Return the folder of the bundled cohorts, and their names."""
    folder = bundled("knowledge") / "examples" / "cohort"
    return folder, sorted(each.parent.name for each in folder.glob(f"*/{ABOUT}"))


def cohort_path(name: str) -> Path:
    """Return the path of a cohort; raise BadInput where no example has that name."""
    if not name.casefold().startswith(EXAMPLE):
        return Path(name)
    folder, known = example_cohorts()
    asked = name[len(EXAMPLE) :]
    if asked in known:
        return folder / asked
    near = suggestion(asked, known)
    message = f"There is no example cohort “{asked}”.{' ' * bool(near)}{near}"
    raise BadInput([problem_at(name, message, f"There are: {', '.join(known)}.")])


def read_cohort(path: Path, known: Knowledge, step: Callable[[int], None]) -> Cohort:
    """Return the cohort of a path; patients with mistakes are set aside.

    Raises BadInput where there is nothing to read.
    """
    refuse_unread(path)
    if is_table(path):
        return Cohort(path, _about(_page_beside(path), path.as_posix()))
    if path.is_file():
        message, remedy = "This is no cohort.", "Name a folder of patients, or an events table."
        raise BadInput([problem_at(path.as_posix(), message, remedy)])
    timelines, aside, ignored = [], [], []
    for found in read_folder(path, known):
        step(1)
        if isinstance(found, Timeline):
            timelines.append(found)
        elif isinstance(found, SetAside):
            aside.append(found)
        elif isinstance(found, Ignored) and found.file != ABOUT:
            ignored.append(found.file)
    if not timelines and not aside:
        raise BadInput([problem_at(path.as_posix(), _NOBODY, _instead(path, ignored))])
    told = _about(path / ABOUT, path.as_posix(), tuple(ignored))
    columns = columns_from(timelines, known)
    return Cohort(columns, told, tuple(aside), repeated_events(timelines))


def _instead(path: Path, ignored: list[str]) -> str:
    """Return what to name instead of a folder without patient files."""
    table = next((name for name in ignored if is_table(path / name)), None)
    if table is None:
        return "Name a folder of patient files."
    return f"Name the events table itself: {(path / table).as_posix()}."


def _page_beside(table: Path) -> Path:
    """Return where the page on a table stands: under the table's own name, or for its folder."""
    if table.is_dir():
        return table / ABOUT
    own = table.with_name(f"{table.stem}.{ABOUT}")
    return own if own.is_file() else table.with_name(ABOUT)


def _about(file: Path, label: str, ignored: tuple[str, ...] = ()) -> Told:
    """Return what the page beside the patients says of them, if there is one."""
    if not file.is_file():
        return Told(label, ignored=ignored)
    problems = Problems()
    form = Form(read_yaml(file).root, problems, "a cohort's page")
    told = Told(
        label,
        title=form.text("title"),
        synthetic=form.flag("synthetic"),
        note=form.text("note", ""),
        ignored=ignored,
    )
    form.close()
    problems.raise_if_any()
    return told
