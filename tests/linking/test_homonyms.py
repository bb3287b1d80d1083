"""Names that several real papers coined, among the pages and the 20,000 records: one node each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.linking import Linked
from kg.pipeline import extract

SHARED = Path(__file__).parents[3] / "shared"
CORPUS = SHARED / "corpus" / "arxiv-20k.jsonl.gz"
#: Titles of the pages, and arXiv ids of the records, that coin the same name.
COINED = {
    "Holmes": ("Holmes: Towards Distributed Training", "2606.23238", "2606.21963"),
    "PVP": ("PVP: Pre-trained Visual Parameter-Efficient Tuning", "2506.00481"),
    "CARMA": ("CARMA: Context-Aware Runtime Reconfiguration", "2511.03102"),
    "Archon": ("Archon: An Architecture Search Framework", "2605.30311"),
    "TokenFormer": ("TokenFormer: Rethinking Transformer Scaling", "2604.13737"),
    "SAGE": ("2606.18902", "2509.21928", "2507.07939", "2604.26630", "2605.12022"),
    "DREAM": ("2505.19201", "2504.18053"),
}
#: Records that only mention the name; the words of none of the papers above stand in them.
MENTIONED = {"SAGE": "2603.16207"}

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the records in ../shared are not here")


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    wanted = {id for ids in COINED.values() for id in ids} | set(MENTIONED.values())
    chosen = tmp_path_factory.mktemp("homonyms") / "chosen.jsonl"
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        chosen.write_text("".join(line for line in lines if json.loads(line)["arxiv_id"] in wanted), encoding="utf-8")
    graph, _ = extract([*map(str, sorted((SHARED / "seeds").glob("*.txt"))), str(chosen)])
    return graph


def introduced(linked: Linked, name: str) -> dict[str, set[str]]:
    """Return the concepts that bear a name, each with the papers that introduce it."""
    found: dict[str, set[str]] = {}
    for id, namings in linked.concepts.namings.items():
        for naming in namings:
            concept = linked.concepts.by_id[naming.concept]
            if naming.finding.role == "introduces" and concept.name.casefold() == name.casefold():
                found.setdefault(concept.id, set()).add(linked.papers[id].title)
    return found


@pytest.mark.parametrize("name", COINED)
def test_each_paper_that_coins_a_name_has_a_node_of_its_own(linked: Linked, name: str) -> None:
    concepts = introduced(linked, name)
    assert len(concepts) == len(COINED[name])
    assert all(len(titles) == 1 for titles in concepts.values())


@pytest.mark.parametrize("name", MENTIONED)
def test_a_paper_that_supports_no_meaning_gets_none_of_them_and_less_confidence(linked: Linked, name: str) -> None:
    (id,) = (id for id, paper in linked.papers.items() if paper.arxiv_id == MENTIONED[name])
    concepts = introduced(linked, name)
    named = [
        naming
        for naming in linked.concepts.namings[id]
        if linked.concepts.by_id[naming.concept].name.casefold() == name.casefold()
    ]
    assert named
    assert all(naming.concept not in concepts and naming.finding.confidence <= 0.7 for naming in named)
