"""Read YAML 1.2 and JSON strictly: no objects, no aliases, no repeated keys, every place kept."""

from __future__ import annotations

import re
from pathlib import Path

from cyclewise.documents.node import (
    Document,
    Kind,
    Mapping,
    Node,
    Place,
    Scalar,
    Sequence,
    Source,
    Spot,
    Value,
)
from cyclewise.documents.problem import BadInput, Problems, problem_at
from cyclewise.documents.tree import read_tree

__all__ = [
    "Document",
    "Kind",
    "Mapping",
    "Node",
    "Place",
    "Scalar",
    "Sequence",
    "Source",
    "Spot",
    "Value",
    "parse_yaml",
    "read_yaml",
]

LIMIT = 5_000_000
"""The largest file that is read, in bytes."""

_LINE_END = re.compile(r"\r\n|\r|\n")
# Besides control characters: line separators, which editors and YAML count differently.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def read_yaml(path: Path | str, *, label: str | None = None, limit: int = LIMIT) -> Document:
    """Return a file as nodes; raise BadInput with every problem that keeps it from being read.

    ``label`` is the name shown in messages (default: the path as given), ``limit`` is in bytes.
    """
    path = Path(path)
    name = label if label is not None else path.as_posix()
    content = _content(path, name, limit)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(name, *_encoding(content, error.start)) from None
    return parse_yaml(text, name)


def parse_yaml(text: str, label: str) -> Document:
    """Return a text as nodes; raise BadInput with every problem in it."""
    text = text.removeprefix("\ufeff")
    source = Source(label, tuple(_LINE_END.split(text)))
    _refuse_control_characters(source, text)
    problems = Problems()
    root = read_tree(source, text, problems)
    if root is None and not problems:
        problems.add(label, "The file is empty.", "Write its content, or leave the file out.")
    if root is None or problems:
        raise BadInput(problems.found)
    return Document(source, root)


def _content(path: Path, name: str, limit: int) -> bytes:
    try:
        if path.is_dir():
            raise _refused(name, "This is a folder, not a file.", "Name one file in it.")
        size = path.stat().st_size
        if size <= limit:
            with path.open("rb") as file:
                content = file.read(limit + 1)
            size = max(size, len(content))
    except FileNotFoundError:
        raise _refused(name, "There is no such file.", "Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a file name"
        raise _refused(
            name,
            f"The file cannot be read: {reason.lower()}.",
            "Check the name and who may read it.",
        ) from None
    if size > limit:
        raise _refused(
            name,
            f"The file is larger than {limit:,} bytes ({size:,}).",
            "Split it, or leave out what is not needed.",
        )
    return content


def _encoding(content: bytes, at: int) -> tuple[str, str]:
    if b"\x00" in content[:1000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "This is a binary file, not text.", "Name a YAML or JSON file."
    return (
        f"The file is not UTF-8: byte {at + 1:,} (0x{content[at]:02x}) does not belong there.",
        "Save it again with the encoding UTF-8.",
    )


def _refuse_control_characters(source: Source, text: str) -> None:
    if not _FORBIDDEN.search(text):
        return
    if "\x00" in text:
        raise _refused(source.label, "This is a binary file, not text.", "Name a text file.")
    problems = Problems()
    for number, line in enumerate(source.lines, 1):
        for found in _FORBIDDEN.finditer(line):
            problems.add(
                Spot(source, number, found.start() + 1),
                f"The character U+{ord(found[0]):04X} is invisible and not allowed.",
                "Delete it, or write a space instead.",
            )
    raise BadInput(problems.found)


def _refused(label: str, message: str, remedy: str) -> BadInput:
    return BadInput([problem_at(label, message, remedy)])
