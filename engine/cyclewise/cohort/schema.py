"""The shape of a report as JSON; the ids under it are the protocol's own, so they stay open."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Interval = list[float | None] | None


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartFigure(_Model):
    """How many of how many."""

    count: int
    of: int
    percent: float | None
    ci95: Interval = Field(description="fractions")
    method: Literal["Clopper-Pearson", "Wilson"]
    unknown: int = Field(description="patients for whom it cannot be decided")


class NumberFigure(_Model):
    """A median with its range."""

    median: float | None
    min: float | None
    max: float | None
    of: int
    unknown: int


class TallyFigure(_Model):
    """How many have each word."""

    counts: dict[str, int]
    of: int
    unknown: int


class EstimateFigure(_Model):
    """A probability at a month; null where nobody was followed so long."""

    estimate: float | None
    ci95: Interval
    at_risk: int


class UndecidedPart(_Model):
    """A patient for whom an endpoint cannot be decided."""

    patient: str
    why: str


class CurveFigure(_Model):
    """A time to an event."""

    months: dict[str, EstimateFigure]
    median_months: float | None = Field(description="months of 30.4375 days; null: not reached")
    ci95: Interval = Field(description="of the median, in months")
    interval: Literal["log-log", "log", "plain"]
    estimator: Literal["Kaplan-Meier", "Aalen-Johansen"]
    patients: int
    outcomes: dict[str, int]
    undecided: list[UndecidedPart]


class FollowUpFigure(_Model):
    """How long patients were followed, in months."""

    median_months: float | None
    method: str
    min: float | None = Field(description="of those alive")
    max: float | None
    ci95: Interval
    median_of_those_alive: float | None
    median_of_all: float | None


class LogRankPart(_Model):
    """The log-rank test between groups."""

    chi_square: float | None
    df: int
    p: float | None


class GroupedFigure(_Model):
    """One curve a group."""

    title: str
    groups: dict[str, CurveFigure]
    log_rank: LogRankPart | None
    left_out: int


class TermFigure(_Model):
    """Patients who had a term, by the worst grade of each."""

    term: str
    worst_grade: dict[str, int]
    grade_unknown: int
    any: int
    grade_3_or_more: int
    of: int


class StepFigure(_Model):
    """A step of the flow of patients."""

    step: str
    title: str
    count: int
    of: int
    unknown: int
    words: dict[str, int] | None = None


class MarkPart(_Model):
    """Something that happened, in days from the first dose."""

    day: int
    what: str


class LevelPart(_Model):
    """A level, as the interval in which it is known to lie."""

    day: int
    low: float
    high: float


class ChangePart(_Model):
    """A dose that did not go as planned: reduced, held past its latest day, or omitted."""

    day: int
    what: str
    due: int


class CourseFigure(_Model):
    """One patient's course."""

    patient: str
    days: int
    doses: list[int]
    changes: list[ChangePart]
    marks: list[MarkPart]
    levels: list[LevelPart]


Figure = (
    PartFigure
    | NumberFigure
    | TallyFigure
    | CurveFigure
    | FollowUpFigure
    | GroupedFigure
    | list[TermFigure]
    | list[StepFigure]
    | list[CourseFigure]
    | None
)


class CriterionPart(_Model):
    """What one requirement cost; `share` is its Shapley value."""

    rule: str
    title: str
    failed: int
    alone: int
    share: float
    unknown: int
    unknown_share: float


class AttritionPart(_Model):
    """Who did not meet the requirements at entry, and who cannot be judged."""

    of: int
    excluded: int
    undecided: int
    criteria: list[CriterionPart]


class PublishedPart(_Model):
    """A published figure beside the cohort's own."""

    figure: str
    of: str = Field(description="where this document has the same")
    published: str
    observed: float | None
    ci95: Interval
    agrees: bool | None = Field(description="to the printed precision; null: cannot be compared")
    within_interval: bool | None
    remark: str
    quote: str


class SetAsidePart(_Model):
    """A patient with a mistake, who is in no figure."""

    patient: str
    problems: list[str]


class NoticedPart(_Model):
    """Events kept as written that are worth a second look."""

    count: int
    places: list[str] = Field(description="where the first of them stand")


class ReportDocument(BaseModel):
    """A report; every other key is a section of the protocol's own."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Figure | dict[str, Figure]]

    n: int = Field(description="patients treated: those of whom the figures speak")
    screened: int = Field(description="patients on record")
    attrition: AttritionPart
    subgroups: dict[str, list[GroupedFigure]]
    published: list[PublishedPart]
    synthetic: bool
    set_aside: list[SetAsidePart]
    repeated: NoticedPart = Field(description="the same as another, word for word")
    disagreeing: NoticedPart = Field(
        description="contradicted by another record; the latest is read"
    )
    ignored: list[str]
    cut_off: str | None
    cohort: dict[str, str]
    protocol: dict[str, str]
    definitions: dict[str, Any]
    patients: dict[str, Any] | None = Field(
        description="who is behind each figure; null where there are more than 1,000 patients"
    )
    notice: str


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of a report."""
    return ReportDocument.model_json_schema()
