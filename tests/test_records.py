import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """Made here."""

    name: str
    amount: float = 1.0
    unit: str = "mg"


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """Made by the standard library."""

    name: str
    amount: float = 1.0
    unit: str = "mg"


@dataclass(frozen=True, slots=True)
class Shouted:
    """A class with words of its own."""

    name: str

    def __repr__(self) -> str:
        """Return the name, loudly."""
        return self.name.upper()

    def __hash__(self) -> int:
        """Return the same for all."""
        return 1


@dataclass(frozen=True)
class Gathered:
    """A class with room for more, whose list is made anew and whose size is worked out."""

    name: str
    found: list[str] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="", compare=False, repr=False)
    size: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Work out the size."""
        object.__setattr__(self, "size", len(self.found))

    @cached_property
    def shouted(self) -> str:
        """Return the name, loudly."""
        return self.name.upper()


def test_a_record_takes_its_values_by_place_by_name_and_by_default() -> None:
    made = Ours("bilirubin", unit="mg/dL")
    assert (made.name, made.amount, made.unit) == ("bilirubin", 1.0, "mg/dL")


values = st.tuples(st.text(), st.floats(allow_nan=False), st.text())


@given(one=values, other=values)
def test_records_are_equal_hashed_and_shown_as_those_of_the_standard_library(
    one: tuple[str, float, str], other: tuple[str, float, str]
) -> None:
    assert (Ours(*one) == Ours(*other)) == (Theirs(*one) == Theirs(*other))
    assert hash(Ours(*one)) == hash(Theirs(*one))
    assert repr(Ours(*one)) == repr(Theirs(*one)).replace("Theirs", "Ours")


def test_a_record_equals_nothing_of_another_class() -> None:
    other: object = Theirs("weight")
    assert Ours("weight") != other


@pytest.mark.parametrize(
    "change",
    [
        lambda made: setattr(made, "name", "other"),
        lambda made: setattr(made, "unheard_of", "other"),
        lambda made: delattr(made, "name"),
    ],
)
def test_a_record_cannot_be_changed(change: Callable[[Ours], None]) -> None:
    made = Ours("weight")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot"):
        change(made)
    assert made == Ours("weight")


def test_a_record_has_no_room_for_more() -> None:
    assert not hasattr(Ours("weight"), "__dict__")


def test_what_is_missing_or_too_much_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"Ours.__init__\(\) missing .*'name'"):
        Ours()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unheard_of"):
        Ours("weight", unheard_of=1)  # type: ignore[call-arg]


def test_a_record_can_be_replaced_matched_and_sent_elsewhere() -> None:
    made = dataclasses.replace(Ours("weight"), amount=71.5)
    match made:
        case Ours(name, amount, unit):
            assert (name, amount, unit) == ("weight", 71.5, "mg")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - written a moment ago
    assert [each.name for each in dataclasses.fields(made)] == ["name", "amount", "unit"]


def test_what_a_class_says_of_itself_stands() -> None:
    assert repr(Shouted("weight")) == "WEIGHT"
    assert hash(Shouted("weight")) == 1
    assert Shouted("weight") == Shouted("weight")


def test_a_list_is_made_anew_for_each_record() -> None:
    one, other = Gathered("a"), Gathered("b")
    one.found.append("weight")
    assert other.found == []


def test_what_is_no_part_of_a_record_is_neither_compared_nor_shown() -> None:
    one, other = Gathered("a", ["weight"], "first"), Gathered("a", ["weight"], "second")
    assert one == other
    assert one != Gathered("a", [])
    assert repr(one) == "Gathered(name='a', found=['weight'], size=1)"


def test_a_record_without_slots_is_as_fixed_and_keeps_what_it_worked_out() -> None:
    made = Gathered("a")
    assert made.shouted is made.shouted == "A"
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "b"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - written a moment ago


def test_a_field_without_a_value_comes_before_those_that_have_one() -> None:
    with pytest.raises(TypeError, match="In Misordered a field without a value"):

        @dataclass(frozen=True)
        class Misordered:
            """A class whose last field nobody could leave out."""

            name: str = ""
            amount: float  # type: ignore[misc]


def test_a_value_that_all_would_share_is_refused() -> None:
    with pytest.raises(ValueError, match="mutable default"):

        @dataclass(frozen=True, slots=True)
        class Shared:
            """A class whose list all its records would share."""

            found: list[str] = []  # noqa: RUF012 - that is the mistake


def test_what_is_worked_out_is_worked_out_again_in_another_process() -> None:
    made = "from cyclewise.protocol.criterion import Comparison; c = Comparison('is', ())"
    write = f"import pickle, sys; {made}; sys.stdout.buffer.write(pickle.dumps(c))"
    check = f"import pickle, sys; {made}; assert {{pickle.load(sys.stdin.buffer): 1}}[c] == 1"

    def run(code: str, seed: str, said: bytes = b"") -> bytes:
        words = [sys.executable, "-c", code]
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1] / "engine")}
        return subprocess.run(words, input=said, capture_output=True, check=True, env=env).stdout

    run(check, "2", run(write, "1"))
