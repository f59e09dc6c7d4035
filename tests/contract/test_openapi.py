"""What both sides promise is what the code does."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def pinned(repository: Path) -> Any:  # noqa: ANN401 (JSON)
    return json.loads((repository / "contract/openapi.json").read_text("utf-8"))


def test_the_pinned_contract_is_the_one_of_the_routes(repository: Path) -> None:
    spec = importlib.util.spec_from_file_location("openapi", repository / "tools/openapi.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (repository / "contract/openapi.json").read_text("utf-8") == module.contract(), "routes and contract differ: just contract"


def test_every_route_says_what_it_does_and_how_it_fails(pinned: Any) -> None:  # noqa: ANN401 (JSON)
    for path, methods in pinned["paths"].items():
        for method, route in methods.items():
            assert route.get("description") or route.get("summary"), (method, path)
            assert route["responses"]["default"]["content"]["application/json"]["schema"]["$ref"].endswith("/Problem"), (method, path)


def test_nothing_a_caller_sends_is_open_to_unknown_members(pinned: Any) -> None:  # noqa: ANN401 (JSON)
    sent = {
        body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for methods in pinned["paths"].values()
        for route in methods.values()
        if (body := route.get("requestBody")) and "application/json" in body["content"]
    }
    assert sent
    for name in sent:
        assert pinned["components"]["schemas"][name]["additionalProperties"] is False, name


def test_no_address_takes_patient_data(pinned: Any) -> None:  # noqa: ANN401 (JSON)
    """Paths and queries are written to logs of proxies: identifiers and numbers only."""
    named = {p["name"] for methods in pinned["paths"].values() for route in methods.values() for p in route.get("parameters", ())}
    assert named <= {
        "study_uid", "series_uid", "sop_uid", "document_id", "item_id", "token_id", "upload_id", "index", "offset", "frame", "x", "y",
        "phase", "after", "limit", "oldest_first",
    }  # fmt: skip
