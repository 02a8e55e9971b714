"""The people of a drill at their doors: signed in at the pages, or with a tool; each request as it goes over the wire.

Imports what needs a set up Django: import this after `bench.scratch.installation`.
"""

import json
from typing import Any
from urllib.parse import urlencode

from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from accounts.models import ApiToken, User
from bench.webserver import Call
from incidents import actions
from incidents.models import Incident
from tests.people import People

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Pages:
    """One person's browser: a session, and the cookie that forms are checked against."""

    def __init__(self, person: User, door: str = "portal") -> None:
        client = Client()
        client.force_login(person)
        self.door, self.csrf = door, _get_new_csrf_string()
        cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {"relief_csrf": self.csrf}
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def read(self, incident: Incident) -> Call:
        return Call("read", f"/{self.door}/incidents/{incident.number}/", b"", {"Cookie": self.cookie}, "GET")

    def act(self, incident: Incident, verb: str, **sent: Any) -> Call:
        return self.post(f"/{self.door}/incidents/{incident.number}/{verb.replace('_', '-')}/", verb, **sent)

    def report(self, **sent: Any) -> Call:
        return self.post("/portal/report/", "open_incident", **sent)

    def post(self, path: str, verb: str, **sent: Any) -> Call:
        body = urlencode({"csrfmiddlewaretoken": self.csrf, **sent}).encode()
        return Call(verb, path, body, {"Content-Type": FORM, "Cookie": self.cookie})


class Tool:
    """One person's tool, with a token of its own: tokens are limited, people are not."""

    def __init__(self, person: User) -> None:
        self.token = ApiToken.objects.issue(person)

    def read(self, incident: Incident) -> Call:
        return Call("read", f"/api/v1/incidents/{incident.number}/", b"", self.headers(), "GET")

    def act(self, incident: Incident, verb: str, headers: dict[str, str] | None = None, **sent: Any) -> Call:
        path = f"/api/v1/incidents/{incident.number}/actions/{verb.replace('_', '-')}/"
        return self.post(path, verb, headers, **sent)

    def write(self, incident: Incident, headers: dict[str, str] | None = None, **sent: Any) -> Call:
        return self.post(f"/api/v1/incidents/{incident.number}/messages/", "post_message", headers, **sent)

    def report(self, headers: dict[str, str] | None = None, **sent: Any) -> Call:
        return self.post("/api/v1/incidents/", "open_incident", headers, **sent)

    def post(self, path: str, verb: str, headers: dict[str, str] | None = None, **sent: Any) -> Call:
        return Call(verb, path, json.dumps(sent).encode(), self.headers() | (headers or {}))

    def headers(self) -> dict[str, str]:
        return {"Content-Type": JSON, "Authorization": f"Bearer {self.token}"}


def open_one(people: People) -> Incident:
    return actions.open_incident(by=people.ada, title="Output stops", description="Since 09:40.", severity=3)


def work_on_one(people: People) -> Incident:
    """An incident that Eva has answered."""
    incident = open_one(people)
    actions.assign(incident, by=people.eva, owner=people.eva, area=people.query, category="bug")
    return actions.respond(incident, by=people.eva, body="I have this.")


def propose_one(people: People, body: str = "Scale to twelve units.") -> Incident:
    """An incident with a solution in the customer's hands."""
    return actions.propose_solution(work_on_one(people), by=people.eva, kind="workaround", body=body)
