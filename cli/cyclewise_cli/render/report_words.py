"""How the figures of a report are said: percentages, intervals, medians with their range."""

from __future__ import annotations

from cyclewise.cohort.comparison import Compared
from cyclewise.cohort.counting import Count, Number, Part
from cyclewise.cohort.step_curve import Estimate, Quantile
from cyclewise.reasons.numbers import rounded

NONE = "–"
NOT_ESTIMABLE = "not estimable"
_LEAST = 0.001


def percent(fraction: float | None, decimals: int = 1) -> str:
    """Return a fraction as a percentage."""
    return NONE if fraction is None else f"{100 * fraction:.{decimals}f} %"


def interval(low: float | None, high: float | None) -> str:
    """Return an interval of fractions as percentages, nothing where there is none."""
    if low is None and high is None:
        return ""
    ends = ("?" if each is None else f"{100 * each:.1f}" for each in (low, high))
    return " to ".join(ends) + " %"


def months(length: float | None) -> str:
    """Return a length in months."""
    return "not reached" if length is None else f"{length:.1f}"


def quantile_words(quantile: Quantile) -> str:
    """Return a median in months with its interval."""
    ends = (NONE if each is None else f"{each:.1f}" for each in (quantile.low, quantile.high))
    limits = f" ({' to '.join(ends)})" if quantile.low or quantile.high else ""
    return f"{months(quantile.time)}{limits}"


def estimate_words(estimate: Estimate) -> str:
    """Return an estimate with its interval."""
    if estimate.probability is None:
        return NOT_ESTIMABLE
    limits = interval(estimate.low, estimate.high)
    return f"{percent(estimate.probability)}{f' ({limits})' if limits else ''}"


def count_words(count: Count) -> str:
    """Return a measure as one line: 18 of 26 (69.2 %), or 46 (19 to 70)."""
    match count:
        case Part(_, share):
            limits = interval(share.low, share.high)
            if share.fraction is None:
                return "nobody"
            return f"{share.count} of {share.of} ({percent(share.fraction)}, CI {limits})"
        case Number():
            if count.median is None or count.low is None or count.high is None:
                return "nobody"
            ends = f"{rounded(count.low)} to {rounded(count.high)}"
            unit = f" {count.measure.unit}" if count.measure.unit else ""
            return f"{rounded(count.median)} ({ends}){unit}"
        case _:
            told = (
                f"{word} {number} ({percent(number / count.of)})"
                for word, number in count.counts.items()
            )
            return ", ".join(told) or "nobody"


def published_words(each: Compared) -> tuple[str, str, str, str]:
    """Return what was published, what was observed, its interval, and whether they agree."""
    figure = each.figure
    unit = f" {figure.unit}" if figure.unit else ""
    if each.observed is None:
        return figure.text, NOT_ESTIMABLE, "", "cannot be compared"
    limits = ""
    if each.low is not None and each.high is not None:
        limits = f"{each.low:.1f} to {each.high:.1f}{unit}"
    shown = f"{each.observed:.{figure.decimals + bool(each.observed % 1)}f}{unit}"
    if each.agrees:
        verdict = "agrees"
    elif each.inside:
        verdict = "differs, within the interval"
    else:
        verdict = "differs"
    return figure.text, shown, limits, verdict


def chance(probability: float) -> str:
    """Return the probability of a test by chance alone."""
    return "p < 0.001" if probability < _LEAST else f"p = {probability:.3f}"
