"""Paper is what text is laid out on: its width, its signs, and what letters it can show."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from cyclewise.records import dataclass
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
    "▼": "v",
    "■": "X",
    "□": "0",
    "█": "#",
    "░": ":",
    "▒": "=",
    "┃": "|",
    "┄": "-",
    "─": "-",
    "━": "=",
    "│": "|",
    "┤": "|",
    "├": "|",
    "└": "`",
    "┼": "+",
}
_SIGNS = {Truth.MET: "✓", Truth.NOT_MET: "✗", Truth.UNKNOWN: "?"}
# No green and no red: a criterion that is met may be the reason to hold a dose.
_STYLES = {Truth.MET: "bold", Truth.NOT_MET: "", Truth.UNKNOWN: "bold magenta"}
_NARROWEST = 40


def in_ascii(text: str) -> str:
    """Return a text in ASCII; a letter that has no like there becomes a question mark."""
    told = "".join(_PLAIN.get(letter, letter) for letter in text)
    return told.encode("ascii", "replace").decode("ascii")


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
        return in_ascii(text) if self.ascii_only else text

    def sign(self, truth: Truth | None) -> Text:
        """Return the sign of a truth; a rule that does not apply has none."""
        if truth is None:
            return Text(" ")
        return Text(self.words(_SIGNS[truth]), style=_STYLES[truth])

    def print(self, text: str | Text = "", style: str = "", indent: int = 0) -> None:
        """Print a text set in from the left, which wraps under itself."""
        self._lines(Text(), self._text(text, style), indent, indent)

    def heading(self, text: str) -> None:
        """Print a heading with an empty line before it."""
        self.console.print()
        self.print(text.upper(), "bold")

    def row(self, label: Text | str, text: Text | str, indent: int = 0, room: int = 0) -> None:
        """Print a label with a text beside it, which wraps under itself."""
        left = self._text(label, "")
        beside = indent + (room or max(1, left.cell_len)) + 1
        self._lines(left, self._text(text, ""), indent, beside)

    def _text(self, text: Text | str, style: str) -> Text:
        return Text(self.words(text), style=style) if isinstance(text, str) else text

    def _lines(self, label: Text, text: Text, indent: int, beside: int) -> None:
        """Print a text from a column on, with a label before its first line.

        Wrapped by hand: a table for each row would take ten times as long.
        """
        head = Text(" " * indent).append_text(label)
        head.pad_right(max(0, beside - head.cell_len))
        laid = Text()
        for line in text.wrap(self.console, max(_NARROWEST // 2, self.width - beside)):
            line.rstrip()
            laid.append_text(head).append_text(line)
            head = Text("\n" + " " * beside)
        self.console.print(laid, no_wrap=True, overflow="ignore", crop=False)
