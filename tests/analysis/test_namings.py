"""Who names what: dates, spans, roles, broader concepts, and names as people write them."""

from __future__ import annotations

import pytest
from small_graphs import view_of

from kg.analysis.dates import DateError, bin_name, paper_date, parse, within
from kg.analysis.namings import load
from kg.analysis.narrower import named, with_narrower
from kg.analysis.types import concept_type, role
from kg.errors import UnknownName

PAPERS = {
    "arxiv:2401.00001": "introduces=method:m uses=technique:ptq hardware:a100",
    "arxiv:2402.00002": "method:m evaluated_on=hardware:a100 hardware:a100 task:t",
    "title:c": "technique:quantization",
}
BROADER = [("technique:ptq", "technique:quantization"), ("technique:quantization", "technique:compression")]


@pytest.mark.parametrize(
    ("known", "date"),
    [
        (("2024-03-11", "2401.00001", 2023), "2024-03-11"),
        (("2024-03-11T17:00:00Z", None, None), "2024-03-11"),
        (("2024", None, None), "2024"),
        (("2024-13-01", "2401.00001", None), "2024-01"),
        (("", "2313.00001", 2023), "2023"),
        (("", "math.GT/0309136", None), "2003-09"),
        (("soon", "", None), ""),
        ((None, None, 0), ""),
    ],
)
def test_date_of_a_paper(known: tuple[str | None, str | None, int | None], date: str) -> None:
    assert paper_date(*known) == date


def test_spans() -> None:
    dates = ["2023-12-31", "2024-01-01", "2024-02", "2024", "2025-01", ""]
    assert within(dates) == [True] * 6
    assert within(dates, since="2024") == [False, True, True, True, True, False]
    assert within(dates, until="2024-01") == [True, True, False, True, False, False]
    assert within(dates, since="2024-02-10", until="2024-02-20") == [False, False, True, True, False, False]
    assert [bin_name(2025 * 12 + 11, by) for by in ("month", "quarter", "year")] == ["2025-12", "2025-Q4", "2025"]


@pytest.mark.parametrize("text", ["24", "2024-1", "2024-02-30", "2024-13", "last week", "2024-01-01T00:00"])
def test_no_date(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, "--since")
    assert str(caught.value) == (
        f"--since: {text!r} is no date; give a year, a month or a day, such as 2024, 2024-03, 2024-03-11"
    )


def test_incidence() -> None:
    namings = load(view_of(PAPERS, broader=BROADER))
    assert namings.papers == sorted(PAPERS)
    assert namings.dates == ["2024-01", "2024-02", ""]
    assert namings.concepts == [
        "method:m",
        "technique:compression",
        "technique:ptq",
        "technique:quantization",
        "hardware:a100",
        "task:t",
    ]
    # Twice in two roles is once.
    assert namings.incidence().toarray().tolist() == [[1, 0, 1, 0, 1, 0], [1, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0]]
    assert len(namings.rows) == 8
    wider = namings.with_broader(view_of(PAPERS, broader=BROADER))
    assert wider.incidence().toarray().tolist() == [[1, 1, 1, 1, 1, 0], [1, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 0]]


def test_roles_filter_the_types_that_can_bear_them() -> None:
    namings = load(view_of(PAPERS, broader=BROADER))
    # Techniques and tasks are never evaluated on; methods neither.
    assert namings.incidence(["evaluated_on"]).toarray().tolist() == [
        [1, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 1, 1],
        [0, 0, 0, 1, 0, 0],
    ]
    assert namings.incidence(["introduces", "evaluated_on"]).toarray()[:, 0].tolist() == [1, 0, 0]


def test_a_span_of_namings() -> None:
    namings = load(view_of(PAPERS), since="2024-02")
    assert namings.papers == ["arxiv:2402.00002"]
    assert namings.incidence().toarray().tolist() == [[1, 0, 0, 1, 1]]
    with pytest.raises(DateError, match=r"^no paper since 2025: the dated ones are from 2024-01 to 2024-02$"):
        load(view_of(PAPERS), since="2025")
    with pytest.raises(DateError, match=r"^no paper since 2025 until 2026: no paper has a date$"):
        load(view_of({"title:c": "technique:q"}), since="2025", until="2026")


def test_an_empty_graph() -> None:
    namings = load(view_of({}))
    assert namings.incidence().shape == (0, 0)
    assert namings.with_broader(view_of({})).incidence().nnz == 0


def test_narrower_concepts() -> None:
    view = view_of(PAPERS, broader=[*BROADER, ("technique:compression", "technique:ptq")])  # a circle
    assert with_narrower(view, "technique:ptq") == {"technique:ptq", "technique:quantization", "technique:compression"}
    view = view_of(PAPERS, broader=BROADER)
    assert with_narrower(view, "technique:quantization") == {"technique:quantization", "technique:ptq"}
    assert with_narrower(view, "technique:nothing") == {"technique:nothing"}
    assert named(view, ["Quantisation", "method:m"]) == {"technique:quantization", "method:m"}
    assert named(view, ["quantization"], narrower=True) == {"technique:quantization", "technique:ptq"}
    assert named(view, []) == set()
    with pytest.raises(UnknownName, match=r"called 'qantization'; nearest: quantization \(technique:quantization\)"):
        named(view, ["qantization"])


def test_namings_of_a_circle_of_broader_concepts_end() -> None:
    view = view_of({"p": "technique:a"}, broader=[("technique:a", "technique:b"), ("technique:b", "technique:a")])
    assert load(view, narrower=True).incidence().toarray().tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("text", "label"), [("technique", "Technique"), ("DATASETS", "Dataset"), (" task ", "Task"), ("meth", "Method")]
)
def test_types(text: str, label: str) -> None:
    assert concept_type(text) == label


@pytest.mark.parametrize("text", ["", "t", "paper", "gadget"])
def test_unknown_types_list_all(text: str) -> None:
    with pytest.raises(UnknownName) as caught:
        concept_type(text)
    assert sorted(caught.value.nearest) == ["Dataset", "Hardware", "Method", "Task", "Technique"]


@pytest.mark.parametrize(
    ("text", "name"), [("uses", "uses"), ("Evaluated On", "evaluated_on"), ("COMPARES_WITH", "compares")]
)
def test_roles(text: str, name: str) -> None:
    assert role(text) == name
    with pytest.raises(UnknownName, match="no role is called 'sings'"):
        role("sings")
