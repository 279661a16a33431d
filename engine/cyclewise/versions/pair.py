"""The two versions of a protocol that are asked, and the same one as it stood on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.facts.program import Program
from cyclewise.protocol.protocol import ParameterValue, Protocol
from cyclewise.records import dataclass


@dataclass(frozen=True)
class Pair:
    """An older and a newer version, each linked; patients are read by what the newer knows."""

    old: Program
    new: Program

    @property
    def drug(self) -> str:
        """Return the drug that both give."""
        return self.old.protocol.schedule.drug

    def refuse_other_drugs(self) -> None:
        """Raise BadInput where the versions give different drugs: no patient is given both."""
        drugs = [each.protocol.schedule.drug for each in (self.old, self.new)]
        if drugs[0] != drugs[1]:
            message = f"These protocols give different drugs: {drugs[0]} and {drugs[1]}."
            remedy = "Compare them in words only, without --cohort."
            raise BadInput([problem_at("--cohort", message, remedy)])

    def bare(self) -> Pair:
        """Return both without what this process has worked out for itself."""
        return Pair(replace(self.old), replace(self.new))


def as_it_stood(protocol: Protocol, day: int) -> Protocol:
    """Return a protocol with the parameters in force on a day, and no amendment left to come."""
    values: dict[str, ParameterValue] = dict(protocol.parameters)
    for amendment in sorted(protocol.amendments, key=lambda each: each.day):
        if amendment.day <= day:
            values |= _amended(values, amendment.values, amendment.title)
    return replace(protocol, parameters=values, amendments=())


def _amended(
    values: Mapping[str, ParameterValue], texts: Mapping[str, str], title: str
) -> dict[str, ParameterValue]:
    return {
        name: replace(values[name], text=text, because=f"Amended: {title}")
        for name, text in texts.items()
    }
