"""How many cases a property is tried on: more of them in ``make soak``."""

import os

_TIMES = int(os.environ.get("CYCLEWISE_SOAK", "1"))


def examples(count: int) -> int:
    """Return how many cases to try where so many are tried in everyday tests."""
    return count * _TIMES
