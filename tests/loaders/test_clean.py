"""Cleaning: what every text of a source goes through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper
from loaders.base import Problem, arxiv_id, build, clean, doi, iso_date

ANY_TEXT = st.text(alphabet=st.characters() | st.sampled_from("\ud800\udfff\x00\x0c\x1c\x7f\x85\u2028\ufeff \n"))


@pytest.mark.parametrize(
    ("text", "cleaned", "mended"),
    [
        ("  a\n\tb\u00a0\u2003c ", "a b c", []),
        ("a\x00b\x9fc\ufeffd", "abcd", ["control characters removed"]),
        ("a\x0cb\x0bc\x85d\u2028e\u2029f\x1eg", "a b c d e f g", []),
        ("a \x00 b", "a b", ["control characters removed"]),
        ("\ud83d", "\ufffd", ["half characters (lone surrogates) replaced"]),
        ("\ud800\x00", "\ufffd", ["half characters (lone surrogates) replaced", "control characters removed"]),
        ("😀 naïve 模型", "😀 naïve 模型", []),
        ("", "", []),
    ],
)
def test_cleans_and_says_what_it_mended(text: str, cleaned: str, mended: list[str]) -> None:
    assert clean(text) == (cleaned, mended)


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_and_is_clean(text: str) -> None:
    cleaned, _ = clean(text)
    cleaned.encode()
    assert not [c for c in cleaned if unicodedata.category(c) == "Cc"]
    assert clean(cleaned) == (cleaned, [])


def test_all_fields_are_cleaned() -> None:
    (paper,) = build("x", "line 1", "T", "A.", venue="a\x00 \n b", authors=("x\ud800", "\x00"), references=(" r ",))
    assert isinstance(paper, Paper)
    assert (paper.venue, paper.authors, paper.references) == ("a b", ("x\ufffd",), ("r",))


def test_one_problem_tells_all_that_was_mended() -> None:
    _, problem = build("x", "line 1", "A\x00 title", "\x00")
    assert problem == Problem(
        "x", "line 1", "control characters removed; no abstract: only the title is read (A title)", kept=True
    )


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2205.14135", "2205.14135"),
        ("arXiv:0704.0001v1", "0704.0001"),
        ("https://arxiv.org/html/2205.14135/", "2205.14135"),
        ("see arXiv 2205.14135", "2205.14135"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("10.1109/ICCV.2019.01234", ""),
        ("2018.00745", ""),  # there is no month 18
        ("12205.14135", ""),
        ("2205.141355", ""),
        ("A survey of 2205.14135", ""),
    ],
)
def test_arxiv_ids(text: str, id: str) -> None:
    assert arxiv_id(text) == id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1145/ABC", "10.1145/abc"),
        ("doi: 10.1145/abc", "10.1145/abc"),
        ("http://dx.doi.org/10.1145/abc", "10.1145/abc"),
        ("11.1145/abc", ""),
        ("10.1145/a b", ""),
    ],
)
def test_dois(text: str, expected: str) -> None:
    assert doi(text) == expected


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022", "2022"),
        ("2022-05", "2022-05"),
        ("2022-05-27", "2022-05-27"),
        (" 2022-05-27 10:00 ", "2022-05-27"),
        ("27.05.2022", ""),
        ("20220527", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert iso_date(text) == date
