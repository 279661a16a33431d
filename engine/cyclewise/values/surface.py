"""Body surface, and the milligrams that it makes of a dose for a square metre."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.values.exact import digits12

Floats = npt.NDArray[np.float64]

MOSTELLER = "mosteller"
"""The formula's name, as every output spells it."""
_DIVISOR = 3600


def body_surface(height: Floats, weight: Floats) -> Floats:
    """Return body surfaces in m² by Mosteller, from centimetres and kilograms."""
    return digits12(np.sqrt(digits12(height * weight) / _DIVISOR))


def to_hundredths(mg: Floats) -> Floats:
    """Return milligrams rounded to two places, halves upwards as a pharmacist rounds."""
    return digits12(np.floor(digits12(mg * 100) + 0.5) / 100)


def milligrams(per_m2: float | Floats, surface: Floats) -> Floats:
    """Return what doses in mg/m² come to, to two places."""
    return to_hundredths(digits12(per_m2 * surface))
