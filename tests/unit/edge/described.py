"""Every route as the API describes it, for tests that ask the same of all of them."""

from collections.abc import Iterator
from typing import Any

from aics_app import api

DESCRIBED = api.app.openapi()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each."""
    for path, methods in DESCRIBED["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def schema_of(reference: str) -> dict[str, Any]:
    """What a `$ref` stands for."""
    found: dict[str, Any] = DESCRIBED["components"]["schemas"][reference.rpartition("/")[2]]
    return found
