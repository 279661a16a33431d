"""Paper is what text is laid out on: its width, its signs, and what letters it can show."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cyclewise.values.truth import Truth

_PLAIN = {
    "✓": "+",
    "✗": "-",
    "×": "x",
    "÷": "/",
    "√": "sqrt",
    "²": "2",
    "⁹": "^9",
    "µ": "u",
    "≥": ">=",
    "≤": "<=",
    "−": "-",
    "–": "-",
    "—": "-",
    "·": "-",
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "→": "->",
    "°": " degrees",
    "●": "*",
    "○": "o",
    "▲": "^",
    "┄": "-",
    "─": "-",
    "━": "=",
    "│": "|",
    "┤": "|",
    "┼": "+",
}
_SIGNS = {Truth.MET: "✓", Truth.NOT_MET: "✗", Truth.UNKNOWN: "?"}
_STYLES = {Truth.MET: "green", Truth.NOT_MET: "red", Truth.UNKNOWN: "bold magenta"}
_NARROWEST = 40


@dataclass(frozen=True)
class Paper:
    """A console with what its output can show; ``ascii_only`` writes every sign in ASCII."""

    console: Console
    ascii_only: bool = False

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return max(_NARROWEST, self.console.width)

    def words(self, text: str) -> str:
        """Return a text in letters the output can show."""
        if not self.ascii_only:
            return text
        told = "".join(_PLAIN.get(letter, letter) for letter in text)
        return told.encode("ascii", "replace").decode("ascii")

    def sign(self, truth: Truth | None) -> Text:
        """Return the sign of a truth; a rule that does not apply has none."""
        if truth is None:
            return Text(" ")
        return Text(self.words(_SIGNS[truth]), style=_STYLES[truth])

    def print(self, text: RenderableType = "", style: str = "", indent: int = 0) -> None:
        """Print a text or anything rich can render, set in from the left."""
        if isinstance(text, str):
            text = Text(self.words(text), style=style)
        self.console.print(Padding(text, (0, 0, 0, indent)), soft_wrap=False)

    def heading(self, text: str) -> None:
        """Print a heading with an empty line before it."""
        self.console.print()
        self.print(text.upper(), "bold")

    def row(self, label: Text | str, text: Text | str, indent: int = 0, room: int = 0) -> None:
        """Print a label with a text beside it, which wraps under itself."""
        left = Text(self.words(label)) if isinstance(label, str) else label
        right = Text(self.words(text)) if isinstance(text, str) else text
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=room or max(1, left.cell_len), no_wrap=True)
        grid.add_column(ratio=1)
        grid.add_row(left, right)
        self.console.print(Padding(grid, (0, 0, 0, indent)))
