"""The shape of a surveillance as a JSON object, which a machine can hold it against."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cyclewise.reasons.document import (
    ActionWord,
    AlertPart,
    AssumptionPart,
    EvidencePart,
    MissingPart,
    Part,
    ProtocolPart,
    ReasonPart,
    TruthWord,
    UrgencyWord,
)


class UrgentPart(Part):
    """Something to be done now."""

    text: str
    rules: list[str]


class SignPart(Part):
    """One sign as it stands."""

    fact: str
    title: str
    truth: TruthWord
    state: Literal[
        "present",
        "absent",
        "presumed absent",
        "explained otherwise",
        "never measured",
        "too old",
        "not known yet",
        "none that counts",
        "not usable",
        "cannot be told",
    ] = Field(description="`none that counts`: there are records, all outside the time that counts")
    found: str = Field(description="what was read, in words; empty where nothing is to be read")
    value: float | str | None
    unit: str | None
    evidence: EvidencePart | None = Field(
        description="the event it was read from, or that says why it is unknown"
    )
    explained_by: EvidencePart | None = Field(
        description="the event that explains it otherwise, so that it does not count"
    )
    matters_to: list[str] = Field(
        description="the sets of criteria, by fact, that wait for it; of an unknown sign only"
    )
    missing: list[MissingPart]
    because: ReasonPart


class RunPart(Part):
    """Days from one on which a set was met to another, none between on which it was not."""

    first: str
    last: str
    untold: int = Field(description="days between on which it could not be told")


class MeetsPart(Part):
    """One result that would by itself meet a set of criteria that is unknown."""

    fact: str
    condition: str = Field(alias="if", description="the result, in words")


class CriteriaPart(Part):
    """One set of criteria as it stands."""

    fact: str
    title: str
    stands: Literal["met", "not met", "unknown", "not applicable"]
    since: str | None = Field(description="the first day of the run that goes on; null unless met")
    runs: list[RunPart] = Field(
        description="when it was met, judged on each day by what is known now"
    )
    counts: str = Field(description="what of it is met, in words")
    verdict: str = Field(description="what an unknown set needs; why a set does not apply")
    rules_out: list[str] = Field(
        description="the fewest facts whose unremarkable results would rule an unknown set out"
    )
    decides_alone: list[MeetsPart]
    missing: list[MissingPart]
    applies: ReasonPart | None = Field(description="where it applies; null where it always does")
    because: ReasonPart | None = Field(description="null where it does not apply")


class StepPart(Part):
    """One grade that is reached or may be: what it asks, and how that stands."""

    grade: int
    name: str
    truth: TruthWord
    because: ReasonPart


class GradePart(Part):
    """A graded fact as it stands."""

    fact: str
    title: str
    lowest: int = Field(description="the highest grade surely reached, 0 for none")
    highest: int = Field(description="the highest grade that may be reached")
    called: str = Field(description="the grade by its name, or the grades that it may be")
    evidence: str = Field(description="the values it rests on, with their dates and baselines")
    information: str = Field(
        description="what the source says of this grade: information, never an order"
    )
    missing: list[MissingPart]
    steps: list[StepPart]


class PlanPart(Part):
    """One item of the plan."""

    rule: str
    item: str
    title: str
    state: Literal["not applicable", "unknown", "upcoming", "open", "due", "overdue", "done"]
    told: str = Field(description="the state with its days, in words")
    opens: str | None = Field(description="the first day on which a result counts")
    due: str | None
    closes: str | None = Field(description="the last day on which a result counts")
    done_by: EvidencePart | None
    pending: EvidencePart | None = Field(description="what was taken and is not known yet")
    summary: str
    urgency: UrgencyWord
    why: str = Field(description="what is missing where it is unknown whether it is expected")


class EntryPart(Part):
    """Something of one day ahead."""

    date: str
    happening: Literal["opens", "due", "dose"]
    rule: str
    items: list[str]
    summary: str
    urgency: UrgencyWord
    closes: str | None


class SourceReadPart(Part):
    """A source of what is shown, and how much of it was read."""

    cite: str
    title: str
    read: str


class MonitorDocument(Part):
    """What is watched of one patient on one day: alerts, signs, criteria, grades and the plan."""

    patient: str
    protocol: ProtocolPart
    as_of: str
    known: str
    phase: Literal["before", "on", "after"]
    days: int = Field(description="how many days ahead `calendar` looks")
    action: ActionWord = Field(description="as `recommend` says it")
    summary: str
    urgency: UrgencyWord
    urgent: list[UrgentPart] = Field(description="what has to be done now")
    alerts: list[AlertPart] = Field(description="`now` first")
    adds_up: list[str] = Field(description="what the signs add up to, one sentence each")
    signs: list[SignPart]
    criteria: list[CriteriaPart]
    severity: GradePart | None = Field(
        description="null where the protocol names none or no set of criteria is met"
    )
    grades: list[GradePart]
    plan: list[PlanPart]
    calendar: list[EntryPart] = Field(description="after `as_of`; the plan says what is due today")
    presumed: list[str]
    assumptions: list[AssumptionPart]
    sources: list[SourceReadPart]
    engines: str = Field(description="which engines answered, and why one is absent")
    notice: str
    choice: str = Field(
        description="which protocol answered where several give the patient's drug, else empty"
    )
