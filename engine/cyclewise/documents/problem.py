"""What is wrong with a file, where, and what to do about it; collected, then raised together."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cyclewise.documents.node import Place, Source, Spot
from cyclewise.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 100
_BEFORE = 60
_AFTER = 40
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its place, one sentence that says so, one that says what to do.

    ``line`` and ``column`` count from 1 and are 0 where the whole file is meant; ``caret`` is
    where the column stands in the excerpt, which may be cut and has control characters escaped.
    """

    file: str
    line: int
    column: int
    width: int
    excerpt: str
    message: str
    remedy: str = ""
    caret: int = 0

    @property
    def where(self) -> str:
        """Return FILE:LINE:COLUMN, or FILE alone where the whole file is meant."""
        file = visible(self.file)
        return f"{file}:{self.line}:{self.column}" if self.line else file

    def text(self) -> str:
        """Return the place, the excerpt with a caret, what is wrong and what to do."""
        lines = [self.where, *self._pointer(), visible(self.message), visible(self.remedy)]
        return "\n".join(line for line in lines if line)

    def _pointer(self) -> list[str]:
        if not self.line:
            return []
        number = str(self.line)
        carets = "^" * max(1, min(self.width, len(self.excerpt) - self.caret))
        return [
            f"{number} | {self.excerpt}".rstrip(),
            f"{' ' * len(number)} | {' ' * self.caret}{carets}",
        ]


class BadInput(Exception):  # noqa: N818 - named for what the user did, as the contract calls it
    """A file cannot be used; carries every problem found in it, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their places; there is at least one."""
        self.problems = tuple(sorted(problems, key=_rank))
        if not self.problems:
            raise ValueError("BadInput needs at least one problem.")
        super().__init__("\n\n".join(problem.text() for problem in self.problems))


class Problems:
    """A list of what is wrong, filled while reading goes on."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self._found: list[Problem] = []
        self._more = 0

    def __bool__(self) -> bool:
        """Say whether anything is wrong."""
        return bool(self._found)

    def __len__(self) -> int:
        """Count what is wrong, with what was not kept."""
        return len(self._found) + self._more

    def add(self, place: Place | str, message: str, remedy: str = "") -> None:
        """Record a problem at a node, a document, a spot, or a file's name."""
        # A hostile file may hold a million mistakes: past the limit they are only counted.
        if len(self._found) < _MOST:
            self.include([problem_at(place, message, remedy)])
        else:
            self._more += 1

    def include(self, problems: Iterable[Problem]) -> None:
        """Take over problems found elsewhere, such as those of another file's BadInput."""
        for problem in problems:
            if len(self._found) >= _MOST:
                self._more += 1
            elif problem not in self._found:
                self._found.append(problem)

    @property
    def found(self) -> tuple[Problem, ...]:
        """Return the problems in the order found, at most 100 and then one that counts the rest."""
        if not self._more:
            return tuple(self._found)
        last = max(self._found, key=_rank)
        rest = f"There are {self._more} more problems like these."
        remedy = "Mend the ones shown first."
        return (*self._found, Problem(last.file, 0, 0, 0, "", rest, remedy))

    def raise_if_any(self) -> None:
        """Raise BadInput where anything is wrong."""
        if self._found:
            raise BadInput(self.found)


def _rank(problem: Problem) -> tuple[str, bool, int, int]:
    """Sort by place; what concerns a whole file stands after what is wrong inside it."""
    return problem.file, not problem.line, problem.line, problem.column


def problem_at(place: Place | str, message: str, remedy: str = "") -> Problem:
    """Return a problem with the excerpt of its place; a bare name means the whole file."""
    if isinstance(place, str):
        place = Spot(Source(place, ()), 0, 0, 0)
    if not 1 <= place.line <= len(place.source.lines):
        return Problem(place.source.label, place.line, place.column, 0, "", message, remedy)
    written = place.source.lines[place.line - 1]
    at = place.column - 1
    start = max(0, at - _BEFORE) if len(written) > _BEFORE + _AFTER else 0
    stop = min(at + place.width, max(at, start) + _BEFORE)
    before, under, after = (
        visible(part.replace("\t", " "))
        for part in (written[start:at], written[at:stop], written[stop : start + _BEFORE + _AFTER])
    )
    return Problem(
        place.source.label,
        place.line,
        place.column,
        max(1, len(under)),
        before + under + after,
        message,
        remedy,
        len(before),
    )


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return “Did you mean …?” with the nearest known words, or nothing where none is near."""
    words = list(dict.fromkeys(known))
    by_plain_form = {each.casefold().replace("-", "_"): each for each in reversed(words)}
    near = get_close_matches(
        word[:200].casefold().replace("-", "_"), list(by_plain_form), n=2, cutoff=0.7
    )
    if not near:
        return ""
    return f"Did you mean {' or '.join(f'“{by_plain_form[each]}”' for each in near)}?"


def short(text: str) -> str:
    """Return a text as a message quotes it, cut where it is long."""
    return text if len(text) <= _BEFORE else text[: _BEFORE - 1] + "…"


def visible(text: str) -> str:
    """Return a text with characters that could drive a terminal written as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(each) for each in text)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    return character.encode("unicode_escape").decode("ascii")
