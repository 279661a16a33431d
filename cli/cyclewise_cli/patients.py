"""Find the patient a command is asked about: a file, or a bundled example."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput, problem_at, suggestion, visible

EXAMPLE = "example:"


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
    """Return the file of a patient; raise BadInput where no example has that id."""
    if not patient.casefold().startswith(EXAMPLE):
        return Path(patient)
    asked = patient[len(EXAMPLE) :]
    known = examples()
    for example in known:
        if example.id.casefold() == asked.casefold():
            return example.file
    near = suggestion(asked, [each.id for each in known])
    remedy = "Write “example:” alone to see them all."
    message = f"There is no example “{asked}”.{' ' * bool(near)}{near}"
    raise BadInput([problem_at(patient, message, remedy)])


def is_list(patient: str) -> bool:
    """Return whether a patient is the bare word that asks for the list of examples."""
    return patient.casefold() == EXAMPLE


def listing(width: int) -> str:
    """Return the examples with their stories, one a line, cut to a width."""
    known = examples()
    room = max((len(each.id) for each in known), default=0)
    lines = [f"{each.id.ljust(room)}  {each.story}" for each in known]
    return "\n".join(line if len(line) <= width else f"{line[: width - 3]}..." for line in lines)
