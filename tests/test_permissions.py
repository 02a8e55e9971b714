"""Every address, by every kind of person: the expected answers are written by hand in permissions.txt (R1, T11)."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from accounts.actions import deactivate
from accounts.models import ApiToken, Calendar, Region, User
from escalations.models import Absence, AllowedDomain, FactTemplate, LetterTemplate, PgMember, TeamChannel
from incidents import actions
from incidents.models import Attachment, Incident, MessageTemplate, SavedView
from notifications.models import Notification
from notifications.moment import now
from tests.conftest import Make, bring_to
from tests.escalations.asking import asked_about, in_shiproom
from tests.escalations.ladder import answered as answered_question
from tests.escalations.ladder import ask as ask_colleagues
from tests.escalations.standing import standing
from tests.knowledge import asked, down, planned, published
from tests.people import People

HEAD, *ROWS = [
    line.split()
    for line in Path(__file__).with_name("permissions.txt").read_text().splitlines()
    if line.strip() and not line.startswith("#")
]
WHO = HEAD[2:]
NOWHERE = "INC-9999999"
EXEMPT = {"Session"}  # it is the visitor's own


class World:
    """An incident of Ada's in Eva's hands, a solution and a statement waiting for Ada, and everybody signed in."""

    def __init__(self, people: People) -> None:
        User.objects.filter(pk=people.gone.pk).update(is_active=True)
        gone = User.objects.get(pk=people.gone.pk)
        incident = actions.open_incident(by=people.ada, title="Output stops", description="Since 09:40.", severity=3)
        actions.assign(incident, by=gone, owner=gone, area=people.query, category="bug")
        actions.respond(incident, by=gone, body="I have this.", files=[SimpleUploadedFile("trace.log", b"Stopped.")])
        actions.add_note(incident, by=gone, body="A lease.", files=[SimpleUploadedFile("trace.log", b"A lease.")])
        signed = {name: people.by_name(name) for name in WHO if name not in {"anon", "gone"}} | {"gone": gone}
        self.cookies = {name: signed_in(user).cookies for name, user in signed.items()}
        self.tokens = {name: bearer(user) for name, user in signed.items()}
        deactivate(gone)
        actions.transfer_ownership(incident, by=people.mia, owner=people.eva, reason="Gina left us.")
        actions.state_problem(incident, by=people.eva, body="Nothing is written.")
        actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.sam)
        self.incident = actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")
        self.names = {
            "problem": published(people).number,
            "change": planned(people).number,
            "rca": asked(people).number,
            "outage": down(people).number,
            "number": self.incident.number,
            "task": str(self.incident.tasks.get().pk),
            "letter": str(Notification.objects.latest("pk").pk),
            "file": Attachment.objects.get(visibility="public").key,
            "note": Attachment.objects.get(visibility="internal").key,
            "person": str(people.ada.pk),
            "calendar": str(Calendar.objects.get().pk),
            "plan": str(people.plan.pk),
            "area": str(people.query.pk),
            "slug": people.query.slug,
            "template": str(MessageTemplate.objects.create(name="Hello", audience="public", body="Hello.").pk),
            "region": str(Region.objects.latest("pk").pk),
            "organization": str(people.ada.organization_id),
            "csat": asked_about(bring_to("work_in_progress", people), people).number,
            "shiproom": in_shiproom(bring_to("work_in_progress", people), people).number,
            "naming": str(FactTemplate.objects.create(kind="bug", lines="").pk),
            "wording": str(LetterTemplate.objects.create(key="csat_impacting", body="Hello {names}.").pk),
            "saved": str(SavedView.objects.create(owner=people.eva, name="Mine", view="open").pk),
            "shared": str(SavedView.objects.create(owner=people.eva, name="Ours", view="open", is_shared=True).pk),
            # Consultations
            "consultation": ask_colleagues(self.incident, people).number,
            "answered": answered_question(bring_to("work_in_progress", people), people).number,
            "channel": str(TeamChannel.objects.create(audience="smes", url="https://chat.example/", label="#smes").pk),
            # ICMs
            "icm": standing(people, "needs_information").number,
            "resolved": standing(people, "resolved").number,
            "member": str(PgMember.objects.latest("pk").pk),
            "domain": str(AllowedDomain.objects.create(name="product.example").pk),
            "absence": str(Absence.objects.create(user=people.sam, since=now(), until=now() + timedelta(days=1)).pk),
        }

    def send(self, method: str, path: str, who: str, **changes: str) -> HttpResponse:
        """By a page of this person's, or their tool; each call is a visit of its own, whatever the last one did."""
        is_tool = path.startswith("api/") and path not in PAGES_OF_THE_API
        client = Client(raise_request_exception=False, headers=self.tokens.get(who) if is_tool else None)
        if not is_tool:
            client.cookies = deepcopy(self.cookies.get(who, client.cookies))
        address = path.format(**{**self.names, **changes})
        answer: Any = client.generic(method, f"/{address}".replace("//", "/"), b"", JSON if is_tool else FORM)
        return whole(answer)


def whole(answer: Any) -> HttpResponse:
    """A file is read to its end, which closes it."""
    if not answer.streaming:
        return answer  # type: ignore[no-any-return]
    return HttpResponse(b"".join(answer.streaming_content), status=answer.status_code, headers=answer.headers)


FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PAGES_OF_THE_API = {"api/v1/docs/"}


def bearer(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {ApiToken.objects.issue(user)}"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def world(people: People) -> World:
    return World(people)


@pytest.fixture
def undone() -> Callable[[Callable[[], HttpResponse]], HttpResponse]:
    """Send it, and undo what it did."""

    def run(send: Callable[[], HttpResponse]) -> HttpResponse:
        with transaction.atomic():
            response = send()
            transaction.set_rollback(True)
        return response

    return run


Undone = Callable[[Callable[[], HttpResponse]], HttpResponse]
DOORS = ["portal", "workspace", "api", "admin", "other"]


def door_of(path: str) -> str:
    first = path.partition("/")[0]
    return first if first in DOORS else "other"


@pytest.mark.parametrize("door", DOORS)
def test_everybody_gets_the_answer_that_is_written_down(world: World, undone: Undone, door: str) -> None:
    wrong = []
    for method, path, *cells in [row for row in ROWS if door_of(row[1]) == door]:
        for who, expected in zip(WHO, cells, strict=True):
            status = undone(lambda: world.send(method, path, who)).status_code  # noqa: B023 - called at once
            if expected not in {str(status), "any"}:
                wrong.append(f"{method} {path} by {who}: {status}, not {expected}")

    assert wrong == []


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        if isinstance(pattern, URLPattern):
            yield route


def test_no_address_is_left_out() -> None:
    listed = {resolve("/" + re.sub(r"{\w+}", "1", row[1]).removeprefix("/")).route.removeprefix("^") for row in ROWS}

    assert set(routes()) - listed == set()


def test_each_address_says_what_reading_and_what_writing_gives() -> None:
    sent = {(row[0], row[1]) for row in ROWS}

    assert len(sent) == len(ROWS)
    assert {path for _method, path in sent} == {path for method, path in sent if method == "GET"}
    assert {path for _method, path in sent} == {path for method, path in sent if method == "POST"}


# --- Hidden is the same as absent ------------------------------------------------------------------------------------

STRANGERS = {"ada", "bob", "max", "eva", "root"}  # one of each kind to whom something is hidden


def test_what_is_hidden_looks_like_what_does_not_exist(world: World) -> None:
    hidden = [(row[0], row[1], who) for row in ROWS for who, cell in zip(WHO, row[2:], strict=True) if cell == "404"]
    asked = [cell for cell in hidden if "{number}" in cell[1] and cell[2] in STRANGERS]
    different = []
    for method, path, who in asked:
        ours, nobodys = world.send(method, path, who), world.send(method, path, who, number=NOWHERE)
        if bare(ours, world.incident.number) != bare(nobodys, NOWHERE):
            different.append(f"{method} {path} by {who}")

    assert len(asked) > 100
    assert different == []


def bare(response: HttpResponse, number: str) -> tuple[int, dict[str, str], str]:
    """Without what is different each time: the number that was asked for, references, nonces and tokens."""
    text = response.content.decode().replace(number, "INC-…")
    text = re.sub(r"\b[0-9a-f]{8}\b", "reference", text)
    text = re.sub(r"\b[A-Za-z0-9]{64}\b", "token", text)
    text = re.sub(r'value="[\w-]{20,}"', 'value="…"', text)
    return response.status_code, dict(response.headers), text


# --- Reading changes nothing -----------------------------------------------------------------------------------------

PATHS = sorted({row[1] for row in ROWS})
FAULTS = {500, 501, 502}


def rows_of_every_table() -> dict[str, list[tuple[Any, ...]]]:
    found = [model for model in apps.get_models() if model.__name__ not in EXEMPT]
    return {model._meta.label: sorted(model._default_manager.values_list(), key=repr) for model in found}


def visitor(path: str) -> str:
    """Whoever gets furthest there."""
    return {"portal": "ada", "admin": "root"}.get(door_of(path), "eva")


def test_reading_changes_no_row_in_any_table(world: World) -> None:
    before = rows_of_every_table()
    for path in PATHS:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert world.send(method, path, visitor(path)).status_code not in FAULTS, path

    assert rows_of_every_table() == before


def test_no_other_method_changes_anything_either(world: World) -> None:
    before = rows_of_every_table()
    listed = {(row[0], row[1]) for row in ROWS}
    for path in PATHS:
        for method in {"PUT", "PATCH", "DELETE", "TRACE"} - {method for method, of in listed if of == path}:
            assert world.send(method, path, visitor(path)).status_code not in FAULTS, path

    assert rows_of_every_table() == before


def test_that_check_sees_a_change(world: World, people: People) -> None:
    before = rows_of_every_table()
    actions.keep_open(world.incident, by=people.ada)

    assert rows_of_every_table() != before


def test_a_method_is_not_overridden_by_a_header(world: World, people: People) -> None:
    client = signed_in(people.ada)
    before = rows_of_every_table()
    address = f"/portal/incidents/{world.incident.number}/withdraw/"
    overridden = {"X-HTTP-Method-Override": "POST"}
    response = client.get(address, {"_method": "POST", "reason": "x"}, headers=overridden)

    assert response["Location"] == f"/portal/incidents/{world.incident.number}/"
    assert rows_of_every_table() == before


# --- Records that a body names ----------------------------------------------------------------------------------------


def test_another_incident_that_a_body_names_is_hidden_alike(world: World, people: People, make: Make) -> None:
    """Staff see all incidents, so only what does not exist is unknown; a customer's body names none."""
    other = bring_to("new", people)
    unknown = {"reason": "The same.", "duplicate_of": NOWHERE}
    before = Incident.objects.get(pk=other.pk).version
    client = Client(headers=world.tokens["eva"])
    address = f"/api/v1/incidents/{other.number}/actions/discard/"
    response = client.post(address, unknown, content_type="application/json")

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"duplicate_of"}
    assert Incident.objects.get(pk=other.pk).version == before


def test_the_table_is_about_these_settings() -> None:
    assert not settings.DEBUG
    assert not settings.DEMO
