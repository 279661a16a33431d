"""The shape of the answer as a JSON object, which a machine can hold it against."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cyclewise.protocol.rule import Basis

ActionWord = Literal[
    "administer",
    "wait",
    "withhold",
    "discontinue",
    "complete",
    "follow-up",
    "ineligible",
    "insufficient-data",
]
TruthWord = Literal["met", "not met", "unknown"]
UrgencyWord = Literal["now", "before next dose", "routine"]


class Part(BaseModel):
    """A part of a JSON object that goes out: no key is left out, and none is added."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ProtocolPart(Part):
    """Which rules answered."""

    id: str
    version: str
    digest: str = Field(description="sha256 over every file of rules and knowledge that counts")


class DosePart(Part):
    """The dose of the next place in the schedule."""

    drug: str
    amount: float = Field(description="in `unit`, already reduced by `level`")
    unit: str
    per_m2: float | None = Field(description="null where the dose does not go by body surface")
    level: float = Field(description="proportion of the planned dose prescribed, 1.0 is all of it")
    mg: float | None = Field(description="null where height or weight is missing")
    bsa_m2: float | None = Field(description="body surface, to 0.01 m²; mg is from the unrounded")
    formula: str | None = Field(description="how the body surface was computed")


class TimingPart(Part):
    """The days of the next dose."""

    earliest: str | None
    due: str
    latest: str | None
    status: Literal["upcoming", "early", "due", "late"]


class AlertPart(Part):
    """Something to be told that changes no action."""

    rule: str
    summary: str
    urgency: UrgencyWord


class MissingPart(Part):
    """A fact that could change the answer."""

    fact: str
    why: str = Field(description="no record, too old, not usable, not known yet, not decisive, …")
    needed_by: list[str]
    ask: str


class DecidesPart(Part):
    """One result that would settle the answer by itself."""

    fact: str
    condition: str = Field(alias="if", description="the result, in words")
    then: ActionWord


class NextPart(Part):
    """What the answer would be on the due date if nothing more happened."""

    as_of: str
    action: ActionWord
    to_give: list[str]


class AssumptionPart(Part):
    """What nobody published and the answer leans on."""

    name: str
    text: str
    basis: Basis


class EvidencePart(Part):
    """The event a value was read from, or the event that explains why there is none."""

    date: str | None = Field(
        description="null where the event has no date; a month or a year as such"
    )
    concept: str
    value: str
    known: str | None


class ReasonPart(Part):
    """One node of the tree under a rule."""

    kind: Literal["all", "any", "not", "at least", "criterion"]
    text: str
    truth: TruthWord
    asks: str | None = Field(description="null for a group")
    fact: str | None
    value: float | str | None
    unit: str | None
    evidence: EvidencePart | None
    why: str | None = Field(description="why it is unknown; null unless it is")
    presumed: bool
    parts: list[ReasonPart]


class ItemPart(Part):
    """One item that a rule expects to be done."""

    item: str
    state: Literal["not applicable", "unknown", "upcoming", "open", "due", "overdue", "done"]
    opens: str | None = Field(description="the first day on which a result counts")
    due: str | None
    closes: str | None = Field(description="the last day on which a result counts")
    done_by: EvidencePart | None
    pending: EvidencePart | None = Field(description="what was taken and is not known yet")


class ExpectedPart(Part):
    """What a rule that expects something expects here."""

    items: list[ItemPart]
    when: ReasonPart | None = Field(description="where it is expected; null where it always is")


class SourcePart(Part):
    """What supports a rule."""

    cite: str
    basis: Basis
    quote: str | None


class RulePart(Part):
    """What one rule says here."""

    id: str
    title: str
    action: str
    truth: Literal["met", "not met", "unknown", "not applicable"]
    standing: Literal["in force", "overruled", "undecided", "not in force", "not applicable"]
    overruled_by: list[str]
    because: ReasonPart | ExpectedPart | None = Field(
        description="null where the rule does not apply; items where it expects something"
    )
    sources: list[SourcePart]
    until: ReasonPart | None = Field(description="what ends a hold in force, as it stands now")


class RecommendDocument(Part):
    """The protocol's next step for one patient, with every reason."""

    patient: str
    protocol: ProtocolPart
    as_of: str
    known: str
    phase: Literal["before", "on", "after"]
    action: ActionWord
    settled: bool
    may_become: list[ActionWord]
    summary: str
    cycle: int | None
    day: int | None
    dose: DosePart | None
    timing: TimingPart | None
    otherwise: ActionWord | None
    urgency: UrgencyWord
    deciding: list[str]
    alerts: list[AlertPart]
    missing: list[MissingPart]
    to_give: list[str]
    decides_alone: list[DecidesPart]
    next: NextPart | None
    presumed: list[str]
    assumptions: list[AssumptionPart]
    rules: list[RulePart]
    engines: str = Field(description="which engines answered, and why one is absent")
    notice: str
    choice: str = Field(
        description="which protocol answered where several give the patient's drug, else empty"
    )
