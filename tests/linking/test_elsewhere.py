"""Names that one paper introduces are found in the others, though extraction passed over them there."""

from __future__ import annotations

from naming import edges, linked, named, pairs

from kg.model import Paper

COINED = Paper("ZibraNet-2: fast serving", "We introduce ZibraNet-2.")
OTHER = Paper("Slow serving", "In such a scenario ZibraNet-2 suffers. The ZibraNet-2-like and xZibraNet-2 do not.")
INTRODUCTION = (COINED, [named(COINED, "ZibraNet-2", role="introduces")])


def test_a_name_that_extraction_passed_over_is_found() -> None:
    graph = linked(INTRODUCTION, (OTHER, []))
    assert pairs(graph, "USES") == [(OTHER.id, "method:zibranet-2")]
    (edge,) = edges(graph, "USES")
    assert edge.properties["evidence"] == ["In such a scenario ZibraNet-2 suffers."]
    assert edge.properties["confidence"] < 0.7
    assert pairs(graph, "CITES") == [(OTHER.id, COINED.id)]


def test_what_extraction_found_is_left_as_it_is() -> None:
    found = named(OTHER, "ZibraNet-2 suffers", role="uses")
    graph = linked(INTRODUCTION, (OTHER, [found]))
    assert pairs(graph, "USES") == [(OTHER.id, "method:zibranet-2-suffers")]


def test_a_name_that_two_papers_coin_is_looked_for_in_none() -> None:
    again = Paper("ZibraNet-2: of animals", "We introduce ZibraNet-2.")
    graph = linked(INTRODUCTION, (again, [named(again, "ZibraNet-2", role="introduces")]), (OTHER, []))
    assert pairs(graph, "USES") == []


def test_plain_words_and_capitals_are_not_looked_for() -> None:
    for name in ("Zibra", "ZIBRA", "zibra"):
        coined = Paper(f"{name}: fast serving", "Serving.")
        other = Paper("Slow serving", f"In such a scenario {name} suffers.")
        graph = linked((coined, [named(coined, name, role="introduces")]), (other, []))
        assert pairs(graph, "USES") == []


def test_the_title_must_begin_with_the_name() -> None:
    user = Paper("A Sandwich ZibraNet-2 Architecture", "Serving.")
    graph = linked((user, [named(user, "ZibraNet-2", role="introduces")]), (OTHER, []))
    assert pairs(graph, "USES") == []
    report = Paper("ZibraNet-2 Technical Report", "Serving.")
    graph = linked((report, [named(report, "ZibraNet-2", role="introduces")]), (OTHER, []))
    assert pairs(graph, "CITES") == [(OTHER.id, report.id)]


def test_a_name_of_which_extraction_was_less_sure_becomes_as_sure() -> None:
    graph = linked(INTRODUCTION, (OTHER, [named(OTHER, "ZibraNet-2", role="compares", confidence=0.45)]))
    (edge,) = edges(graph, "COMPARES_WITH")
    assert edge.properties["confidence"] == 0.6
    assert pairs(graph, "CITES") == [(OTHER.id, COINED.id)]
