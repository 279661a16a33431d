"""What was read from pages, kept beside Python's own compiled modules as they keep theirs.

Reading and checking the pages of a protocol takes most of a command's time, and what comes out is
the same for the same pages and the same program. What was kept is used only where both are what
they were; a page that was changed is read at once, and where nothing can be kept, all is read.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar, cast

from cyclewise.documents.node import Document, Mapping, Scalar, Sequence, Source, Spot

_Read = TypeVar("_Read")
_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (Scalar, Sequence, Mapping, Spot, Document, Source)
_NOWHERE = Scalar("", quoted=False, line=0, column=0, width=0, source=Source("", ()))
_UNREADABLE = (OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, ImportError)
"""What a file that is not ours, or not whole, may raise; the pages are read then."""


def kept(name: str, stamp: str, read: Callable[[], _Read]) -> _Read:
    """Return what ``read`` returns, or what it returned when the stamp was the same.

    The stamp says all that the reading depends on, but for the program. What is kept has no places
    in files: it was read without a problem, so that no message points there.
    """
    file = _file(name)
    wanted = f"{_program()} {stamp}"
    with suppress(*_UNREADABLE, pickle.UnpicklingError):
        said, seal, content = file.read_bytes().split(b"\n", 2)
        if said.decode() == wanted and sha256(content).hexdigest() == seal.decode():
            return cast("_Read", _Placeless(io.BytesIO(content)).load())
    found = read()
    _keep(file, wanted, found)
    return found


def stamp_of(pages: Iterable[Path]) -> str:
    """Return the sha256 of some files, names and contents; one that cannot be read has none."""
    total = sha256()
    # By their names: paths take longer to compare and to open than all these files to read.
    for page in sorted(page.as_posix() for page in pages):
        total.update(f"{page}\n".encode())
        with suppress(OSError), open(page, "rb", buffering=0) as file:  # noqa: PTH123 - as said
            content = file.read()
            total.update(f"{len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()


class _WithoutPlaces(pickle.Pickler):
    def persistent_id(self, each: object) -> str | None:
        return "place" if isinstance(each, _PLACES) else None


class _Placeless(pickle.Unpickler):
    def persistent_load(self, _: object) -> Scalar:
        return _NOWHERE


def _file(name: str) -> Path:
    """Return where it is kept: under a name of its own, in the folder of compiled modules."""
    compiled = Path(cache_from_source(str(_PACKAGE / "__init__.py")))
    return compiled.with_name(f"{name}.{sys.implementation.cache_tag}.read")


def _keep(file: Path, wanted: str, found: object) -> None:
    """Write it whole or not at all; a folder that may not be written to keeps nothing."""
    content = io.BytesIO()
    _WithoutPlaces(content, pickle.HIGHEST_PROTOCOL).dump(found)
    seal = sha256(content.getvalue()).hexdigest()
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(f"{wanted}\n{seal}\n".encode() + content.getvalue())
        unfinished.replace(file)


@cache
def _program() -> str:
    """Return which program reads: its modules with their sizes and times, as Python asks them."""
    said = sha256()
    for module in sorted(_modules(str(_PACKAGE))):
        said.update(f"{module}\n".encode())
    return said.hexdigest()


def _modules(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules(entry.path)
