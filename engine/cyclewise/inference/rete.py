"""The second engine: durable-rules fires the rules over truth values, and every guard is here.

The library is fast enough and, outside a narrow subset, unsafe; DECISIONS.md says what was seen.
The subset: one flat fact of small whole numbers at a time, asserted, drained and retracted in one
session; rules that are an AND of equalities; at most 48 rules together, one of which always fires
and so proves that the engine ran. The C module is called directly and under a lock, because its
Python layer starts threads that cannot be stopped.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import product
from types import ModuleType

from cyclewise.inference.settlement import Settlement, settlement_of
from cyclewise.logic.condition import Condition
from cyclewise.logic.condition import criteria as numbers_in
from cyclewise.logic.terms import MOST_CRITERIA, MOST_TERMS, terms_of
from cyclewise.values.truth import Truth

Pattern = tuple[int, ...]
"""One truth a criterion or action, in order: 0 not met, 1 unknown, 2 met."""

_MODULE = "durable_rules_engine"
_TOUCH = "touch"
_TYPE = "typ"
_SESSION = "s"

# Reentrant, because the garbage collector may end one rule set while another is firing.
_LOCK = threading.RLock()


class BrokenEngine(Exception):  # noqa: N818 - it is the engine that is broken, not an input
    """durable-rules did something that no rule set within the guards can do."""


def available() -> str | None:
    """Return why durable-rules cannot be used, in one sentence; None where it can."""
    try:
        import_module(_MODULE)
    except ModuleNotFoundError:
        return "durable-rules is not installed."
    except ImportError as failure:
        return f"durable-rules is installed and does not load: {failure}."
    return None


class Ruleset:
    """At most 47 rules and the one that always fires, in a session of their own.

    It is compiled when it first fires. After any failure what is left of it is never touched
    again, and the next firing compiles a new one.
    """

    def __init__(self, name: str, rules: Mapping[str, Iterable[tuple[int, int]]]) -> None:
        """Take each rule as the places of the pattern it tests, with the truth they must have."""
        if len(rules) > MOST_TERMS:
            raise ValueError(f"{name} has {len(rules)} rules, and {MOST_TERMS} may stand together.")
        self.name = name
        self._rules = {rule: dict(term) for rule, term in rules.items()}
        self._handle: int | None = None
        self._ending: weakref.finalize[..., Ruleset] | None = None

    def fire(self, pattern: Pattern) -> frozenset[str]:
        """Return the rules that fire on a pattern.

        Raises BrokenEngine where durable-rules raises, does not run, or fires what is not there.
        """
        with _LOCK:
            try:
                return self._fired(pattern)
            except Exception as failure:
                self._abandon()
                raise BrokenEngine(_complaint(self.name, pattern, failure)) from failure
            except BaseException:
                self._abandon()
                raise

    def _fired(self, pattern: Pattern) -> frozenset[str]:
        engine = import_module(_MODULE)
        handle = self._compiled(engine)
        fact = json.dumps(_fact(pattern))
        fired = _drain(engine, handle, fact, most=len(self._rules) + 1)
        if _TOUCH not in fired:
            raise RuntimeError("the rule that always fires did not")
        strange = set(fired) - self._rules.keys() - {_TOUCH}
        if strange or len(set(fired)) < len(fired):
            raise RuntimeError(f"it fired {', '.join(fired)}")
        return frozenset(fired) - {_TOUCH}

    def _compiled(self, engine: ModuleType) -> int:
        if self._handle is None:
            handle: int = engine.create_ruleset("truths", json.dumps(self._definition()))
            self._handle = handle
            self._ending = weakref.finalize(self, _end, engine, handle)
            self._ending.atexit = False
        return self._handle

    def _definition(self) -> dict[str, object]:
        typed = {_TYPE: 1}
        written: dict[str, object] = {_TOUCH: {"all": [{"m": typed}]}}
        for rule, term in self._rules.items():
            tests = [{_field(place): value} for place, value in sorted(term.items())]
            written[rule] = {"all": [{"m": {"$and": [typed, *tests]}}]}
        return written

    def _abandon(self) -> None:
        """Leave the C rule set to the process: after a failure even deleting it may crash."""
        if self._ending is not None:
            self._ending.detach()
        self._handle = self._ending = None


def _field(place: int) -> str:
    return f"c_{place}"


def _fact(pattern: Pattern) -> dict[str, object]:
    fields = {_field(place): int(value) for place, value in enumerate(pattern)}
    return {"id": 1, "sid": _SESSION, _TYPE: 1, **fields}


def _drain(engine: ModuleType, handle: int, fact: str, *, most: int) -> list[str]:
    """Assert a fact, take every firing, retract it; return the names of the rules that fired."""
    fired: list[str] = []
    refused, session = engine.assert_fact(handle, fact)
    if refused:
        raise RuntimeError(f"it refused a fact (code {refused})")
    started = engine.start_action_for_state(handle, session)
    result = started and started[1]
    while result:
        fired.append(next(iter(json.loads(result))))
        if len(fired) > most:
            raise RuntimeError("it did not stop firing")
        result = engine.complete_and_start_action(handle, session)
    refused, _ = engine.retract_fact(handle, fact)
    if refused:
        raise RuntimeError(f"it kept a fact (code {refused})")
    return fired


def _end(engine: ModuleType, handle: int) -> None:
    """Give back a rule set that has fired, its session first; one that never fired would crash."""
    with _LOCK:
        engine.delete_state(handle, _SESSION)
        engine.delete_ruleset(handle)


def _complaint(name: str, pattern: Pattern, failure: Exception) -> str:
    spelt = ", ".join(Truth(value).word for value in pattern)
    return (
        f"durable-rules failed on {name} with the truths {spelt}: {failure}. "
        "Run the program again, and report this line if it comes back."
    )


class FiredCondition:
    """A condition compiled to rules of its own: those for met, and those for not met."""

    def __init__(self, name: str, condition: Condition[int], criteria: int) -> None:
        """Compile a condition whose criteria are numbered from 0; ``criteria`` counts them."""
        if not set(numbers_in(condition)).issubset(range(min(criteria, MOST_CRITERIA))):
            raise ValueError(f"{name} asks for a criterion that is not among its {criteria}.")
        terms = terms_of(condition)
        met = {f"met_{number}": term for number, term in enumerate(terms.met)}
        not_met = {f"not_met_{number}": term for number, term in enumerate(terms.not_met)}
        self.name = name
        self.criteria = criteria
        self._met = met.keys()
        self._rules = Ruleset(name, met | not_met)
        self._known: dict[Pattern, Truth] = {}

    def fire(self, pattern: Pattern) -> Truth:
        """Return the truth of the condition, from what fires; each pattern fires once.

        Raises BrokenEngine, and ValueError for a pattern of another length or other values.
        """
        _check(pattern, self.criteria)
        if pattern not in self._known:
            self._known[pattern] = self._truth(pattern, self._rules.fire(pattern))
        return self._known[pattern]

    def _truth(self, pattern: Pattern, fired: frozenset[str]) -> Truth:
        met, not_met = fired & self._met, fired - self._met
        if met and not_met:
            both = RuntimeError("it says both met and not met")
            raise BrokenEngine(_complaint(self.name, pattern, both))
        if met:
            return Truth.MET
        return Truth.NOT_MET if not_met else Truth.UNKNOWN


class FiredSettling:
    """Settling as a second stratum: one rule for each outcome that the actions can have."""

    def __init__(self, ranks: tuple[str, ...], gives_drug: frozenset[str]) -> None:
        """Compile the law for the actions of one phase, strongest first."""
        self.name = f"settling {' / '.join(ranks)}"
        self.ranks = ranks
        self._outcomes: dict[str, Settlement] = {}
        terms: dict[str, tuple[tuple[int, int], ...]] = {}
        for place, certain in enumerate(ranks):
            for stronger in product((Truth.NOT_MET, Truth.UNKNOWN), repeat=place):
                rule = f"settled_{len(terms)}"
                terms[rule] = tuple(enumerate((*stronger, Truth.MET)))
                possible = tuple(ranks[at] for at, state in enumerate(stronger) if state)
                self._outcomes[rule] = settlement_of(certain, possible, gives_drug)
        self._shards = [
            Ruleset(self.name, {rule: terms[rule] for rule in shard})
            for shard in _sharded(tuple(terms))
        ]
        self._known: dict[Pattern, Settlement] = {}

    def fire(self, pattern: Pattern) -> Settlement:
        """Return what stands where each action is asked for (2), may be (1) or is not (0).

        Raises BrokenEngine, also where no action is certain, and ValueError as conditions do.
        """
        _check(pattern, len(self.ranks))
        if pattern not in self._known:
            self._known[pattern] = self._settlement(pattern)
        return self._known[pattern]

    def _settlement(self, pattern: Pattern) -> Settlement:
        fired = frozenset[str]().union(*(shard.fire(pattern) for shard in self._shards))
        if len(fired) != 1:
            several = RuntimeError(f"{len(fired)} outcomes fired where one must")
            raise BrokenEngine(_complaint(self.name, pattern, several))
        return self._outcomes[next(iter(fired))]


def _sharded(rules: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [rules[at : at + MOST_TERMS] for at in range(0, len(rules), MOST_TERMS)]


def _check(pattern: Pattern, places: int) -> None:
    if len(pattern) != places or not {0, 1, 2}.issuperset(pattern):
        raise ValueError(f"A pattern has {places} truths of 0, 1 or 2, and this one is {pattern}.")
