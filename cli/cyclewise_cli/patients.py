"""Find the patient a command is asked about: a file, or a bundled example."""

from __future__ import annotations

from pathlib import Path

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput, problem_at, suggestion, visible
from cyclewise.records import dataclass

EXAMPLE = "example:"
_TABLES = frozenset({".csv", ".tsv", ".parquet", ".xlsx", ".xls"})


@dataclass(frozen=True, slots=True)
class Example:
    """A bundled patient: its id, its one-line story and its file."""

    id: str
    story: str
    file: Path


def examples() -> tuple[Example, ...]:
    """Return the bundled patients by id."""
    files = sorted((bundled("knowledge") / "examples").glob("*.yaml"))
    return tuple(Example(file.stem, story_of(file), file) for file in files)


def story_of(file: Path) -> str:
    """Return an example's story: its first line, which is a comment."""
    with file.open(encoding="utf-8") as lines:
        return visible(lines.readline().strip().removeprefix("#").strip())


def patient_file(patient: str) -> Path:
    """Return the file of one patient; raise BadInput for what holds many, and as ``path_of``."""
    return _one_patient(path_of(patient))


def path_of(source: str) -> Path:
    """Return the path of patients, or of an example; raise BadInput where none has that id."""
    if not source.casefold().startswith(EXAMPLE):
        return Path(source)
    asked = source[len(EXAMPLE) :]
    known = examples()
    for example in known:
        if example.id.casefold() == asked.casefold():
            return example.file
    near = suggestion(asked, [each.id for each in known])
    remedy = "Write “example:” alone to see them all."
    message = f"There is no example “{asked}”.{' ' * bool(near)}{near}"
    raise BadInput([problem_at(source, message, remedy)])


def _one_patient(path: Path) -> Path:
    """Refuse a folder and a table, which hold many patients."""
    if path.is_dir():
        message = "This is a folder, and one patient's file is asked for."
        raise BadInput([problem_at(path.as_posix(), message, "Name one file in it.")])
    if path.suffix.casefold() in _TABLES:
        message = "This is an events table, and one patient's file is asked for."
        remedy = "Turn it into patient files: cyclewise convert TABLE FOLDER."
        raise BadInput([problem_at(path.as_posix(), message, remedy)])
    return path


def is_list(patient: str) -> bool:
    """Return whether a patient is the bare word that asks for the list of examples."""
    return patient.casefold() == EXAMPLE


def listing(width: int) -> str:
    """Return the examples with their stories, one a line, cut to a width."""
    known = examples()
    room = max((len(each.id) for each in known), default=0)
    lines = [f"{each.id.ljust(room)}  {each.story}" for each in known]
    return "\n".join(line if len(line) <= width else f"{line[: width - 3]}..." for line in lines)
