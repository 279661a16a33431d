"""Write the data sets on which our statistics are held against R: python tests/r/datasets.py.

Seventeen made by hand, one for each trap; a hundred drawn, with ties, by a fixed seed.
"""

import csv
from pathlib import Path
from random import Random

SEED = 20261122
FILE = Path(__file__).parent / "datasets.csv"

Row = tuple[int, int, int]
"""Time in days; outcome 0 censored, 1 or 2 an event; group."""


def row(text: str) -> list[Row]:
    """Return rows of “time outcome” pairs; c is censored, e and f are the two events."""
    found = []
    for place, word in enumerate(text.split()):
        found.append((int(word[:-1]), "cef".index(word[-1]), place % 2))
    return found


BY_HAND = {
    "half exactly, then an event": row("2e 4e 6e 10c"),
    "half exactly, flat to the end": row("2e 4e 8c 10c"),
    "half by three sixths": row("3e 6e 9e 12e 15e 18e"),
    "event at the last time": row("5e 9c 12c 20e"),
    "event and censoring tied at the last time": row("5e 9c 20c 20e"),
    "all censored": row("5c 9c 12c 20c"),
    "all at one time": row("7e 7e 7e 7f"),
    "one patient, event": row("30e"),
    "one patient, censored": row("30c"),
    "event on the first day": row("0e 0c 4e 9c 9e"),
    "many ties": row("10e 10e 10c 20e 20c 20c 30f 30e 30c 40c"),
    "competing, the first only early": row("1e 2f 2f 3e 5e 5f 6c 8e 9c 10f"),
    "competing, all fail": row("1e 2f 3e 4f 5e 6f"),
    "quarter exactly": row("10e 20c 30c 40c 50e 60e 70c 80c"),
    "long after the last event": row("100e 200e 300e 1500c 1600c 1700c"),
    "last one alone": row("10c 20c 30c 40c 730e"),
    "at the landmark": row("730e 731e 365e 366c 1095c 1096c"),
}


def drawn(random: Random) -> list[Row]:
    """Return a cohort of 2 to 40 patients; few distinct times make ties."""
    size, distinct = random.randint(2, 40), random.choice([8, 30, 1400])
    step = 1400 // distinct
    events = random.random()
    return [
        (
            random.randint(1, distinct) * step,
            random.choice([1, 1, 2]) if random.random() < events else 0,
            random.randint(0, 2),
        )
        for _ in range(size)
    ]


def datasets() -> dict[str, list[Row]]:
    """Return every data set by its name."""
    random = Random(SEED)  # noqa: S311 - data to compute with
    return BY_HAND | {f"drawn {number:03}": drawn(random) for number in range(100)}


if __name__ == "__main__":
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "time", "outcome", "group"))
        for name, rows in datasets().items():
            writer.writerows((name, *each) for each in rows)
