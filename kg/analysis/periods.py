"""Early and late: whether papers name a concept more than they did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.analysis.dates import DateError, bin_name
from kg.analysis.namings import Namings, need_dates

#: Papers in which nothing changes, added to each concept: what few papers seem to show is drawn towards no change.
PRIOR = 10.0


@dataclass(frozen=True)
class Halves:
    """How many papers name each concept in the earlier and in the later half of the dated papers.

    Attributes:
        early: for each concept; ``late``: the same.
        early_papers: of all papers; ``late_papers``: the same.
        border: the month, as "2025-10", with which the later half begins.
    """

    early: NDArray[np.int64]
    late: NDArray[np.int64]
    early_papers: int
    late_papers: int
    border: str

    def growth(self) -> NDArray[np.float64]:
        """Return how many times the early share the late share is, drawn towards 1 for concepts of few papers.

        Each concept is given :data:`PRIOR` more papers that are spread like all papers (a Dirichlet prior), so that
        0 early and 3 late papers are a factor of 1.6, and 0 and 300 one of 61.
        """
        total = self.early_papers + self.late_papers
        late = (self.late + PRIOR * self.late_papers / total) / self.late_papers
        early = (self.early + PRIOR * self.early_papers / total) / self.early_papers
        factor: NDArray[np.float64] = np.round(late / early, 3)
        return factor


def halves(namings: Namings, what: str = "growth") -> Halves:
    """Split the papers whose month is known into an earlier and a later half, at the border of a month.

    Args:
        namings: of the graph.
        what: needs the halves, for the error.

    Raises:
        DateError: if no month is known, or only one.
    """
    need_dates(namings, what)
    months = namings.months
    dated = months[months >= 0]
    choices = np.unique(dated)[1:]
    if not len(choices):
        raise DateError(f"{what} needs papers of two months or more; all are of {bin_name(int(dated[0]), 'month')}")
    # The month border that divides most evenly; the earlier of two.
    uneven = [abs(int((dated < month).sum()) * 2 - len(dated)) for month in choices]
    border = int(choices[int(np.argmin(uneven))])
    incidence = namings.incidence()
    early, late = (months >= 0) & (months < border), months >= border
    return Halves(
        np.asarray(incidence[early].sum(axis=0)).ravel().astype(np.int64),
        np.asarray(incidence[late].sum(axis=0)).ravel().astype(np.int64),
        int(early.sum()),
        int(late.sum()),
        bin_name(border, "month"),
    )
