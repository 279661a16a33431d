"""A folder of Parquet files as one table: all of one form, none broken, nothing left unread."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from cyclewise.documents.problem import BadInput, Problem, problem_at

PARQUET = ".parquet"
_READABLE = frozenset({".csv", ".yaml", ".yml", ".json"})
_WHOLE = "Write this file again, down to its end, or take it out of the folder."


def parquet_files(folder: Path) -> list[Path]:
    """Return the Parquet files of a folder, in the order of their names."""
    return sorted(folder.glob(f"*{PARQUET}"))


def check_folder(folder: Path, label: str) -> None:
    """Raise BadInput for every file that is broken, of another form, or would be left unread."""
    problems: list[Problem] = []
    first: tuple[str, dict[str, pl.DataType]] | None = None
    for file in sorted(folder.iterdir()):
        shown = f"{label}/{file.name}"
        if file.suffix.lower() in _READABLE:
            message = "This file is no Parquet, and the rest of its folder is."
            problems.append(problem_at(shown, message, "Take it out, or convert it to Parquet."))
        if file.suffix != PARQUET:
            continue
        try:
            schema = pl.read_parquet_schema(file)
        except (PolarsError, OSError):
            problems.append(problem_at(shown, "This is no whole Parquet file.", _WHOLE))
            continue
        if first is None:
            first = file.name, schema
        else:
            problems += _unlike(schema, shown, *first)
    if problems:
        raise BadInput(problems)


def _unlike(
    schema: dict[str, pl.DataType], label: str, other: str, asked: dict[str, pl.DataType]
) -> list[Problem]:
    """Return how the columns of a file differ from those of the first one."""
    remedy = "Write all files of the folder with the same columns."
    said = [
        f"The column “{name}” holds {schema[name]} here and {kind} in {other}."
        for name, kind in asked.items()
        if name in schema and schema[name] != kind
    ]
    lacking = [each for each in asked if each not in schema]
    added = [each for each in schema if each not in asked]
    said += [f"The column “{each}” is in {other} and not here." for each in lacking]
    said += [f"The column “{each}” is here and not in {other}." for each in added]
    return [problem_at(label, each, remedy) for each in said]


def rows_by_file(folder: Path, label: str) -> tuple[tuple[str, int], ...]:
    """Return the name of each file of a folder, and the number of its first row in the table."""
    found, first = [], 1
    for file in parquet_files(folder):
        found.append((f"{label}/{file.name}", first))
        first += int(pl.scan_parquet(file).select(pl.len()).collect().item())
    return tuple(found)
