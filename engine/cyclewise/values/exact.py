"""Arithmetic that comes out as on paper: every step is rounded to 12 significant digits.

In floats 1.05 / 0.7 is not 1.5 and a gain of exactly 5 % is sometimes more than 5 %; a limit
compared with such a number gives the wrong answer exactly where it matters.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

_DIGITS = 12
_PAPER = Context(prec=_DIGITS)
# Powers of ten up to 22 are exact as floats, so scaling up or down by them rounds only once.
_EXACT_POWER = 22
_TENS = np.array([float(10**power) for power in range(_EXACT_POWER + 1)])
_LOW, _HIGH = 10.0 ** (_DIGITS - 1), 10.0**_DIGITS
# Scaling is off by less than this; nearer to a half than this, decimals must decide.
_DOUBT = 1e-3
_WHOLE = 2.0**53
# With five digits before the point and six after it, a number has 11 and stays what it is.
_SMALL, _FINE = 1e5, 1e6

# So many numbers are rounded one by one in less time than two dozen array operations take.
_FEW = 8


@overload
def digits12(number: float) -> float: ...
@overload
def digits12(number: Floats) -> Floats: ...
def digits12(number: float | Floats) -> float | Floats:
    """Return the float nearest to the number rounded to 12 significant digits.

    Halves go to the even digit; zero, infinity and nan stay what they are.
    """
    if isinstance(number, np.ndarray):
        return _rounded(np.asarray(number, np.float64))
    return _by_decimal(float(number))


@overload
def ratio(of: float, to: float) -> float: ...
@overload
def ratio(of: Floats, to: Floats) -> Floats: ...
def ratio(of: float | Floats, to: float | Floats) -> float | Floats:
    """Return ``of`` as a multiple of ``to``; nan where ``to`` is 0."""
    above, below = np.asarray(of, np.float64), np.asarray(to, np.float64)
    with np.errstate(all="ignore"):
        quotient = np.where(below == 0, np.nan, above / below)
    return _like(of, to, _rounded(quotient))


@overload
def difference(of: float, less: float) -> float: ...
@overload
def difference(of: Floats, less: Floats) -> Floats: ...
def difference(of: float | Floats, less: float | Floats) -> float | Floats:
    """Return ``of`` minus ``less``, to the last of the 12 digits of the larger of the two.

    Rounding the small rest of two large numbers to 12 digits of its own would keep the noise:
    1112.0 - 1111.9 would stay 0.0999999999999.
    """
    left, right = np.asarray(of, np.float64), np.asarray(less, np.float64)
    with np.errstate(all="ignore"):
        rest = np.asarray(left - right)
        larger = np.maximum(np.abs(left), np.abs(right))
        up, down, usable = _scales(larger)
        whole = np.rint(rest * up / down)
        tidy = np.where(usable, whole / up * down, rest)
    return _like(of, less, _rounded(tidy))


@overload
def relative_change(new: float, old: float) -> float: ...
@overload
def relative_change(new: Floats, old: Floats) -> Floats: ...
def relative_change(new: float | Floats, old: float | Floats) -> float | Floats:
    """Return the change from ``old`` to ``new`` as a fraction of ``old``; nan where that is 0."""
    before = np.asarray(old, np.float64)
    change = ratio(difference(np.asarray(new, np.float64), before), before)
    return _like(new, old, change)


def log_reduction(of: Floats, before: Floats) -> Floats:
    """Return how many powers of ten lie from ``before`` down to ``of``.

    Without end where one is nought, nan where both are: nothing says by how much they differ.
    """
    left, right = np.asarray(of, np.float64), np.asarray(before, np.float64)
    with np.errstate(all="ignore"):
        quotient = np.where(left == 0, np.where(right == 0, np.nan, np.inf), ratio(right, left))
        return _rounded(np.log10(quotient))


def fixed(numbers: Floats, places: int) -> Integers:
    """Return decimals as integers, scaled by that many places, so that sums of them are exact.

    Raises ValueError where a number is nan or too large to be held so.
    """
    scaled = np.rint(digits12(np.asarray(numbers, np.float64)) * 10.0**places)
    if not np.all(np.abs(scaled) <= _WHOLE):
        raise ValueError(f"A number is missing or too large to be summed to {places} places.")
    return scaled.astype(np.int64)


def total(numbers: Iterable[float]) -> float:
    """Return the sum of the numbers as they are written, without any rounding on the way."""
    exact = [Decimal(repr(float(number))).as_tuple() for number in numbers]
    if any(not isinstance(each.exponent, int) for each in exact):
        raise ValueError("A number to be summed is missing or infinite.")
    powers = [int(each.exponent) for each in exact]
    lowest = min(powers, default=0)
    whole = sum(
        (-1) ** each.sign * int("".join(map(str, each.digits))) * 10 ** (power - lowest)
        for each, power in zip(exact, powers, strict=True)
    )
    return digits12(float(Decimal(whole).scaleb(lowest)))


def _rounded(numbers: Floats) -> Floats:
    if numbers.size <= _FEW:
        flat = [_by_decimal(number) for number in numbers.ravel().tolist()]
        return np.array(flat, np.float64).reshape(numbers.shape)
    with np.errstate(all="ignore"):
        size = np.abs(numbers)
        if np.all((size < _SMALL) & (np.rint(size * _FINE) / _FINE == size)):
            return numbers
        up, down, usable = _scales(size)
        scaled = size * up / down
        whole = np.rint(scaled)
        doubtful = np.abs(scaled - np.floor(scaled) - 0.5) < _DOUBT
        sure = usable & (scaled >= _LOW) & (scaled < _HIGH) & ~doubtful
        result = np.where(sure, np.copysign(whole / up * down, numbers), numbers)
    rest = ~sure & np.isfinite(numbers) & (size > 0)
    if rest.any():
        result[rest] = [_by_decimal(float(number)) for number in numbers[rest]]
    return result


def _scales(size: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Return by what to multiply and divide to have 12 digits before the point, and where."""
    usable = np.isfinite(size) & (size > 0)
    places = _DIGITS - 1 - np.floor(np.log10(np.where(usable, size, 1.0)))
    usable &= np.abs(places) <= _EXACT_POWER
    index = np.where(usable, places, 0).astype(np.int64)
    return _TENS[np.maximum(index, 0)], _TENS[np.maximum(-index, 0)], usable


def _by_decimal(number: float) -> float:
    # As it is written, so that a half is a half whatever its nearest binary number is.
    return float(_PAPER.create_decimal(repr(number)))


def _like(one: float | Floats, other: float | Floats, result: Floats) -> float | Floats:
    """Return a plain float where both operands were plain."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return result
    return float(result)
