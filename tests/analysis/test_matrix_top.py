"""Counting pairs, and ranking concepts."""

from __future__ import annotations

import math

import pytest
from small_graphs import view_of

from kg.analysis import matrix, top
from kg.analysis.pairs import PairError
from kg.errors import PaperkgError, UnknownName

PAPERS = {
    "a": "technique:lora technique:ptq hardware:gpu",
    "b": "technique:lora hardware:gpu introduces=hardware:chip task:t",
    "c": "technique:ptq hardware:a100",
    "d": "technique:lora",
    "e": "hardware:gpu dataset:d",
}
BROADER = [("hardware:a100", "hardware:gpu")]
DATES = {"a": "2024-01-05", "b": "2024-02", "c": "2024-03-01", "d": "2024-04-02", "e": "2024-05"}


def test_matrix_by_hand() -> None:
    found = matrix(view_of(PAPERS, broader=BROADER), "technique", "hardware")
    assert [(row["name"], row["papers"]) for row in found.rows] == [("lora", 2), ("ptq", 2)]
    assert [(column["name"], column["papers"]) for column in found.columns] == [("gpu", 2), ("a100", 1), ("chip", 1)]
    assert found.counts == [[2, 0, 1], [1, 1, 0]]
    assert found.papers == 3
    cells = {(cell.row, cell.column): cell for cell in found.cells}
    assert sorted(cells) == [(0, 0), (0, 2), (1, 0), (1, 1)]
    # Five namings of techniques, five of hardware; papers a, b and c have 2 x 1, 1 x 2 and 1 x 1 of both.
    assert cells[0, 0].expected == round(3 * 3 * (2 + 2 + 1) / (5 * 5), 2)
    # The paper that names less else comes first.
    assert [paper["id"] for paper in cells[0, 0].examples] == ["a", "b"]
    assert cells[0, 0].examples[0] == {"id": "a", "title": "On a"}


def test_matrix_with_narrower_concepts() -> None:
    found = matrix(view_of(PAPERS, broader=BROADER), "technique", "hardware", narrower=True)
    assert [column["name"] for column in found.columns] == ["gpu", "a100", "chip"]
    assert found.counts == [[2, 0, 1], [2, 1, 0]]


def test_matrix_of_one_type_is_symmetric_and_leaves_out_the_concept_itself() -> None:
    found = matrix(view_of(PAPERS), "technique", "technique")
    assert found.counts == [[0, 1], [1, 0]]
    assert found.papers == 1


def test_matrix_limits_roles_concepts_and_spans() -> None:
    view = view_of(PAPERS, broader=BROADER, dates=DATES)
    assert matrix(view, "technique", "hardware", rows=1, columns=1).counts == [[2]]
    introduced = matrix(view, "technique", "hardware", roles=["introduces"])
    # No paper introduces a technique here, and techniques can be introduced: they are filtered too.
    assert introduced.cells == []
    tried = matrix(view, "task", "hardware", roles=["INTRODUCES"])
    assert [column["name"] for column in tried.columns] == ["chip"]
    one = matrix(view, "technique", "hardware", concepts={"hardware:a100"})
    assert [row["name"] for row in one.rows] == ["ptq"]
    assert one.counts == [[1]]
    late = matrix(view, "technique", "hardware", since="2024-03")
    assert [(late.rows[cell.row]["name"], cell.papers) for cell in late.cells] == [("ptq", 1)]
    with pytest.raises(PairError, match="task:t is of type Task; the matrix is of Technique and Hardware"):
        matrix(view, "technique", "hardware", concepts={"task:t"})
    with pytest.raises(UnknownName, match="no type of concept is called 'x'"):
        matrix(view, "x", "hardware")


def test_matrix_of_what_nobody_names() -> None:
    found = matrix(view_of(PAPERS), "method", "dataset")
    assert (found.rows, found.columns, found.counts, found.cells, found.papers) == ([], [], [], [], 0)


def test_top_by_papers() -> None:
    found = top(view_of(PAPERS, broader=BROADER), "techniques")
    assert [(one.name, one.papers, one.share) for one in found.concepts] == [("lora", 3, 0.6), ("ptq", 2, 0.4)]
    assert found.concepts[0].growth is None
    rolled = top(view_of(PAPERS, broader=BROADER), "hardware", narrower=True)
    assert [(one.name, one.papers) for one in rolled.concepts] == [("gpu", 4), ("a100", 1), ("chip", 1)]
    assert len(top(view_of(PAPERS), "hardware", limit=1).concepts) == 1
    assert top(view_of(PAPERS), "method").concepts == []


def test_top_by_growth() -> None:
    found = top(view_of(PAPERS, dates=DATES), "technique", ["growth", "papers"])
    # Papers a and b before March, c, d and e after: the month that divides five papers most evenly.
    assert (found.border, found.early_papers, found.late_papers) == ("2024-03", 2, 3)
    assert [(one.name, one.early, one.late) for one in found.concepts] == [("ptq", 1, 1), ("lora", 2, 1)]
    for one in found.concepts:
        late, early = (one.late + 10 * 3 / 5) / 3, (one.early + 10 * 2 / 5) / 2
        assert one.growth == pytest.approx(late / early, abs=0.001)


@pytest.mark.parametrize(
    ("by", "dates", "message"),
    [
        (["growth"], {}, "growth needs dates, and no paper of this graph has a month"),
        (
            ["growth"],
            dict.fromkeys(PAPERS, "2024-01-07"),
            "growth needs papers of two months or more; all are of 2024-01",
        ),
        (["size"], {}, "no measure is called 'size'; nearest: papers, growth, centrality"),
    ],
)
def test_top_refuses(by: list[str], dates: dict[str, str], message: str) -> None:
    with pytest.raises(PaperkgError) as caught:
        top(view_of(PAPERS, dates=dates), "technique", by)
    assert str(caught.value).startswith(message)


def test_growth_draws_few_papers_towards_no_change() -> None:
    papers = {f"p{n:03}": "technique:new" if n >= 97 else "technique:old" if n in (3, 60) else "" for n in range(100)}
    dates = {paper: f"2024-{1 + int(paper[1:]) // 50:02}-01" for paper in papers}
    growth = {one.name: one.growth for one in top(view_of(papers, dates=dates), "technique", ["growth"]).concepts}
    # Three late papers and none early are no proof: (3 + 5) / 50 to (0 + 5) / 50.
    assert growth == {"new": pytest.approx(8 / 5), "old": 1.0}
    assert math.isfinite(growth["new"] or 0)
