"""A claim: one question about all states, asked of the solver, and of patients by the kernel."""

from __future__ import annotations

from collections.abc import Callable

from cyclewise.proof.crowd import Crowd, Flags
from cyclewise.proof.standing import Standing
from cyclewise.proof.three import Proposition
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """That something happens nowhere, or that it happens somewhere.

    ``goal`` says it of a state, ``shown_by`` of each patient of a crowd; the two must mean the
    same. ``wanted``: it has to happen for some patient; otherwise it must not happen for any.
    ``about`` names what the claim is about in a sentence.
    """

    about: str
    goal: Callable[[Standing], Proposition]
    shown_by: Callable[[Crowd], Flags]
    wanted: bool = False
