"""What a shard found as a file; the files of all add up to what one run would have found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from cyclewise.audit.bill import Checked
from cyclewise.audit.findings import Findings, Late
from cyclewise.audit.found import Found, objects
from cyclewise.audit.shard import Shard
from cyclewise.audit.tally import Tally
from cyclewise.documents.problem import BadInput, Problem, problem_at
from cyclewise.timeline.repeated import Noticed
from cyclewise.timeline.table_reading import SetAside

_KINDS = {"Codes": np.int8, "Integers": np.int64, "Floats": np.float64}

About = Mapping[str, str | bool | int | tuple[str, ...] | None]


class ShardFile(BaseModel):
    """What one shard found, with what it has to share with the others."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="constants")

    cyclewise: Literal["audit shard"] = "audit shard"
    shard: int
    of: int
    protocol: str
    digest: str
    about: dict[str, str | bool | int | tuple[str, ...] | None]
    """What the page beside the cohort says of it."""
    stamp: str
    """Names and sizes of the cohort's files."""
    patients: int
    decisions: int
    found: dict[str, list[Any]]
    late: tuple[Late, ...]
    checked: tuple[Checked, ...]
    set_aside: tuple[SetAside, ...]
    tally: Tally
    repeated: Noticed
    disagreeing: Noticed

    @property
    def findings(self) -> Findings:
        """Return the findings as they were."""
        return Findings(
            self.patients,
            self.decisions,
            _columns(self.found),
            self.late,
            self.checked,
            self.set_aside,
            self.tally,
            self.repeated,
            self.disagreeing,
        )


def shard_file(
    shard: Shard, findings: Findings, protocol: tuple[str, str], about: About, stamp: str
) -> ShardFile:
    """Return what a shard found as a file; ``protocol`` is its id and its digest."""
    found = {each.name: getattr(findings.found, each.name).tolist() for each in fields(Found)}
    return ShardFile(
        shard=shard.number,
        of=shard.of,
        protocol=protocol[0],
        digest=protocol[1],
        about=dict(about),
        stamp=stamp,
        patients=findings.patients,
        decisions=findings.decisions,
        found=found,
        late=findings.late,
        checked=findings.checked,
        set_aside=findings.set_aside,
        tally=findings.tally,
        repeated=findings.repeated,
        disagreeing=findings.disagreeing,
    )


def stamp_of_cohort(path: Path) -> str:
    """Return the names and sizes of a cohort's files, without their folder."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return " ".join(f"{each.name}:{each.stat().st_size}" for each in files if each.is_file())


def read_shard(path: Path) -> ShardFile:
    """Return a shard's file; raise BadInput where it is none, or not whole."""
    try:
        read = ShardFile.model_validate_json(path.read_bytes())
        _columns(read.found)
    except (OSError, ValidationError, ValueError, TypeError, KeyError) as error:
        message = "This is no whole file of a shard."
        remedy = "Write it anew: cyclewise audit PATH --shard 1/2 --output FILE."
        raise BadInput([problem_at(path.as_posix(), message, remedy)]) from error
    return read


def merged(files: Sequence[tuple[Path, ShardFile]]) -> Findings:
    """Return what the shards of one cohort found together, in their order.

    Raises BadInput where one is missing or stands twice, or where they do not belong together.
    """
    first = files[0][1]
    problems = [
        problem_at(path.as_posix(), f"This shard is of another {what}.", remedy)
        for path, each in files
        for what, remedy in _strange(first, each)
    ]
    problems += _counted(files, first.of)
    if problems:
        raise BadInput(problems)
    in_order = sorted((each for _, each in files), key=lambda each: each.shard)
    return Findings.together(each.findings for each in in_order)


def _strange(first: ShardFile, other: ShardFile) -> list[tuple[str, str]]:
    """Return in what a shard differs from the first one, with what to do."""
    again = "Run all shards anew, with one command but for the number."
    asked = {
        "number of shards": (first.of, other.of),
        "protocol, or of another version of it": (first.digest, other.digest),
        "cohort, or the cohort was changed": (first.stamp, other.stamp),
    }
    return [(what, again) for what, (one, two) in asked.items() if one != two]


def _counted(files: Sequence[tuple[Path, ShardFile]], of: int) -> list[Problem]:
    """Return the problems of shards that stand twice or are missing."""
    seen: dict[int, Path] = {}
    problems = []
    for path, each in files:
        if each.shard in seen:
            message = f"Shard {each.shard}/{each.of} is also {seen[each.shard].as_posix()}."
            problems.append(problem_at(path.as_posix(), message, "Name each shard once."))
        seen.setdefault(each.shard, path)
    missing = [str(number) for number in range(1, of + 1) if number not in seen]
    if missing:
        message = f"Of {of} shards these are missing: {', '.join(missing[:20])}."
        problems.append(problem_at("merge", message, "Name the files of all shards."))
    return problems


def _columns(written: dict[str, list[Any]]) -> Found:
    columns: list[Any] = []
    for each in fields(Found):
        values, kind = written[each.name], _KINDS.get(str(each.type))
        made = objects(map(_tuples, values)) if kind is None else np.array(values, kind)
        columns.append(made)
    if len({len(each) for each in columns}) > 1 or len(written) != len(columns):
        raise ValueError("Columns of different lengths.")
    return Found(*columns)


def _tuples(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
