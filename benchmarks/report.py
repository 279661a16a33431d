"""Measure the report of a large cohort: seconds, and how memory grows with its size."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from cohort import AS_OF, write_cohort
from recommend import COMMAND, process
from rich.console import Console
from rich.table import Table

SIZES = (50_000, 100_000)
TARGET = "60 s"
_FATES = ("relapse", "death", "last_contact")
_TEXTS = ("hematologic", "relapse", "alive")


def with_fates(file: Path, seed: int = 1) -> None:
    """Give every patient of an events table a relapse, a death or a last contact after the rest."""
    events = pl.read_parquet(file)
    patients = events["patient_id"].unique(maintain_order=True)
    random = np.random.default_rng(seed)
    fate = random.choice(len(_FATES), len(patients), p=(0.2, 0.3, 0.5))
    day = AS_OF + 300 + random.integers(0, 1200, len(patients))
    dates = pl.Series(day.astype(np.int32)).cast(pl.Date)
    told = pl.DataFrame(
        {
            "patient_id": patients,
            "date": dates,
            "concept": np.array(_FATES)[fate],
            "text": np.array(_TEXTS)[fate],
        }
    )
    alive = pl.DataFrame(
        {"patient_id": patients, "date": dates, "concept": "last_contact", "text": "alive"}
    ).filter(pl.Series(fate == 0))
    told = pl.concat([told, alive])
    pl.concat([events, told], how="diagonal").sort("patient_id", maintain_order=True).write_parquet(
        file
    )


def main() -> None:
    """Print the seconds and the memory of the report of a cohort, and of one twice its size."""
    table = Table("what", "seconds", "largest process, MB", "target")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "cohort.parquet"
            write_cohort(file, size)
            with_fates(file)
            found = process("-c", COMMAND, "report", str(file), "--format", "json", runs=1)
        told = f"cyclewise report of {size:,} patients, as JSON"
        target = TARGET if size == SIZES[-1] else ""
        table.add_row(told, f"{found.seconds:.3g}", f"{found.memory or 0:,.0f}", target)
    Console(width=None if sys.stdout.isatty() else 130).print(table)


if __name__ == "__main__":
    main()
