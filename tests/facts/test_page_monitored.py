"""What a protocol watches must exist and be of the kind it is watched as."""

from __future__ import annotations

import pytest
from tests.watched import clinic, watched

from cyclewise.documents.problem import BadInput
from cyclewise.protocol.monitored import Monitored


@pytest.mark.parametrize(
    ("monitored", "said"),
    [
        (watched(signs=["yelow"]), "Unknown fact “yelow”."),
        (watched(criteria=["severity.2"]), "Unknown fact “severity.2”."),
        (watched(signs=["lab"]), "“lab” is not met or not met: it has a value."),
        (watched(criteria=["severity"]), "“severity” is not met or not met: it has a value."),
        (watched(severity="two_signs"), "“two_signs” has no grades."),
        (watched(grades=["lab"]), "“lab” has no grades."),
    ],
)
def test_what_cannot_be_watched_is_refused(monitored: Monitored, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        clinic(monitored)
    assert said in str(refused.value)


def test_a_misspelt_sign_is_met_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="Did you mean “yellow”"):
        clinic(watched(signs=["yelow"]))
