"""Which records are one paper, and what it then knows."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from kg.joining import group, merge
from kg.model import Paper

TITLE = "Attention Is All You Need"


def record(title: str = TITLE, **fields: Any) -> Paper:
    return Paper(title, **fields)


def grouped(*records: Paper) -> list[list[int]]:
    """Return which records are one paper, by their numbers; the same in whatever order they come."""
    results = set()
    for order in permutations(records):
        papers = group(order).values()
        results.add(tuple(sorted(tuple(sorted(records.index(r) for r in members)) for members in papers)))
    assert len(results) == 1
    return [list(members) for members in results.pop()]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (record(arxiv_id="1706.03762"), record("Another title", arxiv_id="1706.03762")),
        (record(doi="10.1/x"), record("Another title", doi="10.1/x")),
        (record(), record("attention is all you need.")),
        (record(), record("Ａttention—Is All: You Need")),
        (record(arxiv_id="1706.03762", year=2017), record(doi="10.1/x", year=2018)),
        (record(year=2017), record(year=2019)),
        (record(year=2017), record(abstract="x")),
        (record("模型"), record("模型!", abstract="x")),
    ],
)
def test_one_paper(a: Paper, b: Paper) -> None:
    assert grouped(a, b) == [[0, 1]]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (record(arxiv_id="1706.03762"), record(arxiv_id="1706.03763")),
        (record(doi="10.1/x"), record(doi="10.1/y")),
        (record(year=2017), record(year=2020)),
        (record(), record("Attention Is Not All You Need")),
        (record("?"), record("!")),
        (record("模型"), record("大模型")),
    ],
)
def test_two_papers(a: Paper, b: Paper) -> None:
    assert grouped(a, b) == [[0], [1]]


def test_id_joins_over_a_third_record() -> None:
    a, b = record(arxiv_id="1706.03762"), record("Another title", doi="10.1/x")
    assert grouped(a, b, record("A third", arxiv_id="1706.03762", doi="10.1/x")) == [[0, 1, 2]]


def test_record_that_fits_two_contradicting_papers_joins_neither() -> None:
    records = [record(arxiv_id="1706.03762"), record(arxiv_id="2001.00001"), record(), record(abstract="x")]
    assert grouped(*records) == [[0], [1], [2, 3]]


def test_a_stranger_of_the_same_title_does_not_part_two_that_agree() -> None:
    ours = {"authors": ("Ann Smith",), "year": 2020}
    records = [
        record(arxiv_id="2001.00001", **ours),
        record(doi="10.1/x", **ours),
        record(doi="10.1/y", authors=("Bob Jones",), year=2020),
    ]
    assert grouped(*records) == [[0, 1], [2]]


def test_merged_paper_keeps_what_else_it_is_known_by() -> None:
    preprint = record(arxiv_id="1706.03762", doi="10.48550/x", ids=("s2:1",), origin="arxiv")
    journal = record("All You Need, in a journal", arxiv_id="1706.03762", doi="10.1109/y")
    assert merge([preprint, journal]).ids == ("doi:10.1109/y", "s2:1", "title:all-you-need-in-a-journal")


def test_ids_of_papers_with_one_title_differ() -> None:
    papers = group([record(year=2010), record(year=2020), record("Attention is all you need", year=2030)])
    assert len(papers) == 3
    assert [id.removeprefix("title:attention-is-all-you-need") for id in papers] == ["", "-2020", "-2030"]


@pytest.mark.parametrize(
    ("fields", "id"),
    [
        ({"arxiv_id": "1706.03762", "doi": "10.1/x"}, "arxiv:1706.03762"),
        ({"doi": "10.1/x"}, "doi:10.1/x"),
        ({}, "title:attention-is-all-you-need"),
    ],
)
def test_id_is_the_best_that_is_known(fields: dict[str, str], id: str) -> None:
    assert list(group([record(**fields), record(abstract="x")])) == [id]


def test_merged_paper_has_the_fullest_of_each_field() -> None:
    records = [
        record("attention is all you need", abstract="Long text.", sources=("b",), references=("2", "1"), year=2019),
        record(abstract="Short.", arxiv_id="1706.03762", published="2017-06-12", url="u", sources=("a",)),
        record(doi="10.1/x", authors=("A", "B"), published="2017", venue="NIPS", sources=("a", "c"), references=("3",)),
        record(authors=("A",), published="2018-01-01"),
    ]
    for order in permutations(records):
        assert merge(list(order)) == Paper(
            title=TITLE,
            abstract="Long text.",
            authors=("A", "B"),
            published="2017-06-12",
            year=2017,
            venue="NIPS",
            url="u",
            arxiv_id="1706.03762",
            doi="10.1/x",
            references=("1", "2", "3"),
            sources=("a", "b", "c"),
        )
