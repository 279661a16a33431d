"""The law of settling, case by case as the contract words it."""

from cyclewise.inference.settlement import Settlement, settlement_of

DRUG = frozenset({"administer"})


def test_nothing_possible_settles_the_certain_action() -> None:
    assert settlement_of("administer", (), DRUG) == Settlement("administer", "administer", True, ())


def test_a_sure_hold_is_not_hidden_by_a_possible_stop() -> None:
    stop = ("discontinue",)
    assert settlement_of("withhold", stop, DRUG) == Settlement("withhold", "withhold", False, stop)


def test_a_dose_that_a_hold_may_forbid_is_not_given() -> None:
    said = settlement_of("administer", ("withhold",), DRUG)
    assert said == Settlement("insufficient-data", "administer", False, ("withhold",))


def test_a_wait_that_may_turn_into_a_dose_is_undecided() -> None:
    said = settlement_of("wait", ("discontinue", "administer"), DRUG)
    assert said == Settlement("insufficient-data", "wait", False, ("discontinue", "administer"))
