"""Seven rules and their facts by hand: in polars, and as one loop over a patient's arrays."""  # noqa: INP001 - scripts, no package

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from cyclewise.timeline.columns import Columns

RULES = ("HLD-001", "HLD-003", "HLD-004", "STP-003", "STP-004", "STP-005", "STP-006")
"""What is judged before each dose: three holds and four stops, of eleven facts."""

NOT_MET, UNKNOWN, MET = 0, 1, 2
_FRESH = 3
_LIVER = (("bilirubin", 1.5, 10.0), ("alt", 2.5, 20.0), ("ast", 2.5, 20.0))
_COUNTS = (("anc", 1.0), ("platelets", 50.0))
_SEVERE = 3

Integers = npt.NDArray[np.int64]
Answer = npt.NDArray[np.int8]
"""What each rule says of each dose, in the order of the file's patients and of their dates."""


def in_polars(file: Path) -> Answer:
    """Return the answer for a cohort, read from its Parquet file and judged in polars.

    Of the file only the columns that these rules need are read, and none is checked; a dose's
    place in its cycle is taken from its label.
    """
    needed = ["patient_id", "date", "known", "concept", "number", "text", "uln", "day", "grade"]
    rows = pl.scan_parquet(file).select(needed).with_row_index("line")
    rows = rows.with_columns(known=pl.coalesce("known", "date"))
    doses = (
        rows.filter(concept="dose")
        .select("patient_id", at="date", day="day", dose="line")
        .with_columns(first=pl.col("at").min().over("patient_id"))
    )
    seen = rows.select("patient_id", "line", "date", "known", "concept", "number", "text", "uln",
                       "grade").join(doses, on="patient_id")  # fmt: skip
    seen = seen.filter(pl.col("known") <= pl.col("at"))
    before = pl.col("date") < pl.col("at")
    tests = seen.filter(pl.col("concept").is_in([name for name, *_ in (*_LIVER, *_COUNTS)]))
    tests = tests.with_columns(
        over=pl.col("number") / pl.col("uln").str.extract(r"([0-9.]+)").cast(pl.Float64)
    )
    fresh = tests.filter(pl.col("date") >= pl.col("at") - pl.duration(days=_FRESH))
    latest = (
        fresh.sort("date", "line")
        .group_by("dose", "concept")
        .agg(pl.col("number").last(), pl.col("over").last())
        .collect()
        .pivot("concept", index="dose", values=["number", "over"])
    )
    ever = tests.filter(pl.col("date") >= pl.col("first")).group_by("dose").agg(
        pl.any_horizontal(
            *(
                ((pl.col("concept") == name) & (pl.col("over") > limit)).any()
                for name, _, limit in _LIVER
            )
        ).alias("STP-004")
    )  # fmt: skip
    outcomes = seen.filter(before).sort("date", "line").group_by("dose").agg(
        sos=pl.col("text").filter(pl.col("concept") == "sos").last(),
        confirmed=((pl.col("concept") == "sos") & (pl.col("text") == "confirmed")).any(),
        relapsed=((pl.col("concept") == "relapse") & (pl.col("date") >= pl.col("first"))).any(),
        reacted=(
            (pl.col("concept") == "infusion_reaction")
            & (pl.col("grade").cast(pl.Int64) >= _SEVERE)
            & (pl.col("date") >= pl.col("first"))
        ).any(),
    )  # fmt: skip
    table = (
        doses.join(latest.lazy(), on="dose", how="left")
        .join(ever, on="dose", how="left")
        .join(outcomes, on="dose", how="left")
    )
    truths = table.with_columns(**_truths()).sort("patient_id", "at", "dose").collect()
    return np.stack([_answer(truths[name]) for name in RULES])


def _truths() -> dict[str, pl.Expr]:
    """Return each rule as met, not met or null; a stop is asked from the second dose on."""
    held = [pl.col(f"over_{name}") > limit for name, limit, _ in _LIVER]
    low = [pl.col(f"number_{name}") < limit for name, limit in _COUNTS]
    later = pl.col("at") > pl.col("first")
    return {
        "HLD-001": pl.any_horizontal(held),
        "HLD-003": pl.when(pl.col("day") == "1").then(pl.any_horizontal(low)).otherwise(False),  # noqa: FBT003
        "HLD-004": pl.col("sos").fill_null("") == "suspected",
        "STP-003": pl.col("confirmed").fill_null(False) & later,  # noqa: FBT003
        "STP-004": pl.col("STP-004").fill_null(False) & later,  # noqa: FBT003
        "STP-005": pl.col("reacted").fill_null(False) & later,  # noqa: FBT003
        "STP-006": pl.col("relapsed").fill_null(False) & later,  # noqa: FBT003
    }


def _answer(truths: pl.Series) -> npt.NDArray[np.int8]:
    said = truths.cast(pl.Int8) * MET
    return said.fill_null(UNKNOWN).to_numpy()


STREAMS = (*(name for name, *_ in (*_LIVER, *_COUNTS)), "sos", "relapse", "infusion_reaction")
_SOS, _RELAPSE, _REACTION = 5, 6, 7
_SUSPECTED, _CONFIRMED = 1.0, 2.0
_ON, _OFF = (1.5, 2.5, 2.5), (10.0, 20.0, 20.0)
_LOW = (1.0, 50.0)


class Arrays:
    """A chunk of patients as plain arrays: doses, and eight concepts by patient and date."""

    def __init__(self, columns: Columns) -> None:
        """Take the arrays out of the columns; a ratio is worked out once for each result."""
        doses = columns.frames["dose"]
        self.doses = doses.start, doses.first, (doses.cells("day").low == 1)
        starts, days, known, values = [], [], [], []
        for name in STREAMS:
            frame = columns.frames.get(name)
            if frame is None:
                frame = columns.frames["dose"]
                starts.append(np.zeros_like(frame.start))
                value = np.zeros(0)
                rows = slice(0, 0)
            else:
                starts.append(frame.start)
                rows = slice(None)
                value = frame.value.high
                if "uln" in frame.attributes:
                    value = value / frame.cells("uln").high
                elif name == "infusion_reaction":
                    value = frame.cells("grade").high
                elif name == "sos":
                    words = np.array(["", "suspected", "confirmed"])
                    names = np.array(frame.value.words)[frame.value.word]
                    value = np.argmax(names[:, None] == words, axis=1).astype(np.float64)
            days.append(frame.first[rows])
            known.append(frame.known[rows])
            values.append(np.ascontiguousarray(value, np.float64))
        self.streams = tuple(starts), tuple(days), tuple(known), tuple(values)

    def lists(self) -> tuple[object, ...]:
        """Return the same as lists, which a plain loop reads faster."""
        doses = tuple(each.tolist() for each in self.doses)
        return (*doses, *(tuple(each.tolist() for each in kind) for kind in self.streams))

    def arrays(self) -> tuple[object, ...]:
        """Return the arguments of the loop."""
        return (*self.doses, *self.streams)


def loop(begin, at, day_1, start, day, known, value, truths):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901, PLR0912, PLR0913, PLR0917
    """Judge every dose of every patient, one after the other; ``truths`` takes the answers.

    Written once and run twice: by Python, and compiled by numba where that is there.
    """
    for patient in range(len(begin) - 1):
        for dose in range(begin[patient], begin[patient + 1]):
            now, first = at[dose], at[begin[patient]]
            later = now > first
            held = low = NOT_MET
            severe = False
            for stream in range(_SOS):
                latest, worst = -1.0, -1.0
                for row in range(start[stream][patient], start[stream][patient + 1]):
                    if day[stream][row] > now:
                        break
                    if known[stream][row] > now:
                        continue
                    if day[stream][row] >= now - _FRESH:
                        latest = value[stream][row]
                    if day[stream][row] >= first:
                        worst = max(worst, value[stream][row])
                if stream < len(_ON):
                    truth = UNKNOWN if latest < 0 else MET * (latest > _ON[stream])
                    held = max(held, truth)
                    severe = severe or worst > _OFF[stream]
                else:
                    truth = UNKNOWN if latest < 0 else MET * (latest < _LOW[stream - len(_ON)])
                    low = max(low, truth)
            word, confirmed, relapsed, reacted = 0.0, False, False, False
            for stream in range(_SOS, _REACTION + 1):
                for row in range(start[stream][patient], start[stream][patient + 1]):
                    if day[stream][row] >= now:
                        break
                    if known[stream][row] > now:
                        continue
                    if stream == _SOS:
                        word = value[stream][row]
                        confirmed = confirmed or word == _CONFIRMED
                    elif day[stream][row] >= first:
                        relapsed = relapsed or stream == _RELAPSE
                        reacted = reacted or (stream == _REACTION and value[stream][row] >= _SEVERE)
            truths[0, dose] = held
            truths[1, dose] = low if day_1[dose] else NOT_MET
            truths[2, dose] = MET * (word == _SUSPECTED)
            truths[3, dose] = MET * (confirmed and later)
            truths[4, dose] = MET * (severe and later)
            truths[5, dose] = MET * (reacted and later)
            truths[6, dose] = MET * (relapsed and later)
