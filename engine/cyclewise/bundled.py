"""Find the rules and the knowledge that ship with the program."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def bundled(kind: Literal["rules", "knowledge"]) -> Path:
    """Return the folder of the bundled rules or knowledge.

    A wheel carries them inside the package; a checkout keeps them at its root,
    where clinicians review them.
    """
    inside = _PACKAGE / f"{kind}_data"
    return inside if inside.is_dir() else _CHECKOUT / kind
