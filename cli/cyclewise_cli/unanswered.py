"""A question without an answer: where anything in a file is wrong, no part of it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cyclewise.documents.problem import BadInput


class Unanswered(BadInput):
    """A question cannot be answered from what was read; says so after all the problems."""

    def __str__(self) -> str:
        """Return every problem, and last that there is no answer."""
        count = len(self.problems)
        them = "It is" if count == 1 else f"All {count} are"
        return f"{super().__str__()}\n\nNo answer is given. {them} to be mended first."


@contextmanager
def answering() -> Iterator[None]:
    """Say of bad input that is met meanwhile that there is no answer; raise ``Unanswered``."""
    try:
        yield
    except BadInput as bad:
        raise Unanswered(bad.problems) from None
