"""Schemathesis asks the API all that its description allows, and what it does not: no failure of the server, and every
answer as described."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import HealthCheck, given, settings

import queries
from viz.live.endpoints import ENDPOINTS
from viz.live.security import MOST_BODY
from viz.live.web import application

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what it imports
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance


@pytest.fixture(scope="module")
def described(live):
    # Its client calls the server by this name.
    app = application(live, queries, title="examples", hosts=["testserver"], look_every=0)
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not-allowed"])
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=[endpoint.path for endpoint in ENDPOINTS])
def test_the_api_keeps_its_description(described, endpoint, mode):
    operation = described[f"/api{endpoint.path}"][endpoint.method]
    if mode is GenerationMode.NEGATIVE and not endpoint.parameters:
        return  # nothing that could be wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    def ask(case):
        response = case.call()
        assert response.status_code < 500, response.text
        # What fits the description may still be no Cypher, or ask for a path from a node to itself.
        excluded = [positive_data_acceptance] if response.status_code == 422 else []
        if response.status_code == 413:
            # A refusal as the description has it, but unknown to the check of refusals; it must be a true one.
            assert len(response.request.body) > MOST_BODY
            excluded.append(negative_data_rejection)
        case.validate_response(response, excluded_checks=excluded)

    ask()
