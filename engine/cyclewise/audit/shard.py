"""A shard: one of so many runs over one cohort, for those who have only a queue of batch jobs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from cyclewise.documents.problem import short
from cyclewise.records import dataclass
from cyclewise.values.refused import Refused

_WRITTEN = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Shard:
    """Which of so many runs over the same cohort; the first is 1."""

    number: int
    of: int

    def __str__(self) -> str:
        """Return both: “2/10”."""
        return f"{self.number}/{self.of}"

    def share(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Return the parts of a cohort that are this run's; raise Refused where there is none.

        Parts are shared out in their order, so that the runs follow one another as the parts do.
        """
        if self.of > len(parts):
            told = "1 part" if len(parts) == 1 else f"{len(parts)} parts"
            raise Refused(
                f"This cohort has {told}, and {self.of} shards cannot share them.",
                f"Ask for at most {len(parts)}, such as --shard 1/{len(parts)}.",
            )
        begin, end = ((each * len(parts)) // self.of for each in (self.number - 1, self.number))
        return parts[begin:end]


WHOLE = Shard(1, 1)
"""One run over all of a cohort."""


def parse_shard(text: str) -> Shard:
    """Return what “2/10” says; raise Refused."""
    found = _WRITTEN.fullmatch(text.strip())
    shard = None if found is None else Shard(int(found[1]), int(found[2]))
    if shard is None or shard.number > shard.of:
        raise Refused(f"“{short(text)}” is no shard.", "Write which of how many: --shard 2/10.")
    return shard
