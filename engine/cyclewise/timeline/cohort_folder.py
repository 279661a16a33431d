"""A cohort as a folder: one patient a file; what is no patient file is listed, never read over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cyclewise.documents.node import Mapping
from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.documents.yamlfile import read_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.table_reading import SetAside
from cyclewise.timeline.timeline import Timeline

ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file of the folder that is no patient's."""

    file: str


def read_folder(folder: Path, knowledge: Knowledge) -> Iterator[Timeline | SetAside | Ignored]:
    """Yield what each file of a folder is, in the order of their names; folders in it are ignored.

    A second file of a patient already read is set aside. Raises BadInput where there is no
    such folder.
    """
    if not folder.is_dir():
        label = folder.as_posix()
        raise BadInput([problem_at(label, "There is no such folder.", "Check the path.")])
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        found = _read(path, knowledge)
        if isinstance(found, Timeline):
            first = seen.setdefault(found.patient, path.name)
            if first != path.name:
                message = f"Patient {found.patient} already has the file {first}."
                remedy = "Keep one file a patient, or give this one another id."
                found = SetAside(path.name, (problem_at(path.as_posix(), message, remedy),))
        yield found


def _read(path: Path, knowledge: Knowledge) -> Timeline | SetAside | Ignored:
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        return Ignored(path.name)
    try:
        document = read_yaml(path)
        if not isinstance(document.root, Mapping) or document.root.get("patient") is None:
            return Ignored(path.name)
        return timeline_from(document, knowledge)
    except BadInput as bad:
        return SetAside(path.name, bad.problems)
