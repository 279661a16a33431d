"""Stray pages: a hold that is saved where nothing reads it must not be left out in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cyclewise.documents.problem import Problems
from cyclewise.protocol.folder import (
    CASES,
    DEFINITIONS,
    KNOWLEDGE,
    PROPERTIES,
    PROTOCOL,
    PUBLICATION,
    QUESTIONS,
    SCHEDULE,
    SIMULATION,
)

_YAML = ".yaml"
_LIKE_YAML = (_YAML, ".yml")
_BESIDE = (PROTOCOL, SCHEDULE, PROPERTIES, SIMULATION, PUBLICATION, QUESTIONS)
_SHARED = (*KNOWLEDGE, DEFINITIONS)
_IN_A_FOLDER = 2
_EXAMPLES = "examples"
"""Patients and cohorts, which are no pages."""


def stray_pages(folder: Path) -> list[Path]:
    """Return the YAML files in a protocol's folder that nothing reads."""
    return [Path(folder, *parts) for parts in _written(folder) if not _is_read(parts)]


def stray_knowledge(folder: Path) -> list[Path]:
    """Return the YAML files among what protocols share that nothing reads."""
    return [Path(folder, *parts) for parts in _written(folder) if not _is_shared(parts)]


def refuse_strays(folder: Path, strays: list[Path], problems: Problems) -> None:
    """Record every stray page of a folder, with where it may have been meant to stand."""
    for page in strays:
        problems.add(page.as_posix(), "Nothing reads this page.", _remedy(page.relative_to(folder)))


def _written(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield the folders and the name of every file that looks like a page.

    A folder that is hidden belongs to another program.
    """
    for inside, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith((".", _EXAMPLES)))
        above = Path(inside).relative_to(folder).parts
        for name in sorted(files):
            if name.lower().endswith(_LIKE_YAML):
                yield (*above, name)


def _is_read(parts: tuple[str, ...]) -> bool:
    match parts:
        case (name,):
            return name in _BESIDE or name.endswith(CASES)
        case (_, name) | ("definitions", _, name):
            return name.endswith(_YAML)
        case _:
            return False


def _is_shared(parts: tuple[str, ...]) -> bool:
    match parts:
        case (name,):
            return name == QUESTIONS
        case (kind, name):
            return kind in _SHARED and name.endswith(_YAML)
        case _:
            return _is_read(parts)


def _remedy(page: Path) -> str:
    if page.suffix != _YAML:
        return f"Name it {page.stem}{_YAML}, or take it out of this folder."
    if len(page.parts) == 1:
        return "Put it into the folder of its kind, such as hold/, or take it out of this one."
    if len(page.parts) == _IN_A_FOLDER:
        return f"Put it into {', '.join(_SHARED[:-1])} or {_SHARED[-1]}."
    return f"Put it into {page.parts[0]}/ itself, or take it out of this folder."
