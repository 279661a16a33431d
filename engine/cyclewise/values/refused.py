"""Why a written value cannot be taken, said so that its writer can mend it."""

from __future__ import annotations


class Refused(ValueError):  # noqa: N818 - named for what happened to the value
    """A written value that is refused: one sentence why, one sentence what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        """Keep both sentences; as a string they stand one after the other."""
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message} {remedy}")
