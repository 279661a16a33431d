"""The page is where an answer goes: a terminal, a pipe or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from cyclewise.documents.problem import BadInput, problem_at

if TYPE_CHECKING:
    from cyclewise_cli.render.paper import Paper

PIPE_WIDTH = 100
"""Columns where there is no terminal to ask; COLUMNS overrides it."""
_ENDLESS = 10_000  # lines; unless it is told, the console asks for the terminal at every line


class Page:
    """Writes to the output named, or to standard output."""

    def __init__(self, file: Path | None = None) -> None:
        """Take the file to write to; None is standard output."""
        self.file = file

    @property
    def width(self) -> int:
        """Return the columns of the terminal; in a pipe or a file those of COLUMNS, or 100."""
        if self.file is None and sys.stdout.isatty():
            return get_terminal_size().columns
        return int(columns) if (columns := os.environ.get("COLUMNS", "")).isdigit() else PIPE_WIDTH

    @property
    def ascii_only(self) -> bool:
        """Return whether the output can show no letters beyond ASCII."""
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        return self.file is None and not encoding.startswith("utf")

    def write(self, text: str) -> None:
        """Write a text as it is; letters the output cannot show are replaced."""
        text = text.rstrip("\n") + "\n"
        if self.file is not None:
            _save(self.file, text)
            return
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))

    def write_bytes(self, text: str) -> None:
        """Write a text with its own line ends, as UTF-8 whatever the output can show."""
        if self.file is not None:
            _save(self.file, text, newline="")
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()

    def show(self, render: Callable[[Paper], None]) -> None:
        """Lay out and write what a renderer prints; colour only on a terminal that wants it."""
        from rich.console import Console

        from cyclewise_cli.render.paper import Paper

        colour = self.file is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        laid = StringIO()
        console = Console(
            file=laid,
            width=self.width,
            height=_ENDLESS,
            force_terminal=colour,
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            safe_box=True,
        )
        render(Paper(console, self.ascii_only))
        lines = [line.rstrip() for line in laid.getvalue().splitlines()]
        self.write("\n".join(lines))


def _save(file: Path, text: str, newline: str = "\n") -> None:
    try:
        file.write_text(text, encoding="utf-8", newline=newline)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        message = f"The output cannot be written: {reason}."
        raise BadInput([problem_at(file.as_posix(), message, "Name another file.")]) from None
