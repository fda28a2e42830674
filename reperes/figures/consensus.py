"""How far people agree on an ordinal scale. Source: Tastle and Wierman (2007), International Journal of Approximate
Reasoning 45.
"""

from collections.abc import Sequence
from math import log2


def consensus(answers: Sequence[int], *, lowest: int, highest: int) -> float | None:
    """1 when all say the same, 0 when half sits at each end; None without answers.

    Raises ValueError for an answer outside the scale, or a scale of one step.
    """
    if highest <= lowest or any(not lowest <= answer <= highest for answer in answers):
        raise ValueError(f"answers must lie between {lowest} and {highest}")
    if not answers:
        return None
    mean, width = sum(answers) / len(answers), highest - lowest
    return 1 + sum(log2(1 - abs(answer - mean) / width) for answer in answers) / len(answers)
