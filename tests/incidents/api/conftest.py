"""Tools that call the API as somebody, and a photograph of everything that a refusal must leave alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiToken, User
from incidents.models import Incident
from tests.aftermath import everything

ROOT = "/api/v1/"


class Tool:
    """Somebody's tool, with their token."""

    def __init__(self, user: User | None) -> None:
        self.headers = {"Authorization": f"Bearer {ApiToken.objects.issue(user)}"} if user else {}
        self.client = Client()

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(url(path), query or {}, headers={**self.headers, **named(headers)})

    def send(self, method: str, path: str, body: Any = None, kind: str = "application/json", **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, url(path), raw, kind, headers={**self.headers, **named(headers)})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def act(self, incident: Incident, action: str, body: Any = None, **headers: str) -> Any:
        return self.post(f"incidents/{incident.number}/actions/{action}/", body, **headers)

    def read(self, incident: Incident, part: str = "") -> Any:
        return self.get(f"incidents/{incident.number}/{part}").json()


def url(path: str) -> str:
    return path if path.startswith(("/", "http")) else ROOT + path


def named(headers: dict[str, str]) -> dict[str, str]:
    """if_match is If-Match."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def tool(db: None) -> Callable[[User | None], Tool]:
    return Tool


def photograph() -> list[list[tuple[Any, ...]]]:
    """Every row that an act could touch, the incidents' own tables first."""
    return list(everything().values())


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem document of a refusal; its form is the same for all of them."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail"} <= set(document)
    assert document["status"] == status
    assert document["detail"]
    return document
