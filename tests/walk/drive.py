"""How a step of the walk is done: by an action's function, by a page's form, or by a call of the API."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.test import Client

from accounts.acting import NotAllowed, NotPossible, NotSignedIn, NotValid, Refusal, Stale
from accounts.models import Area, User
from incidents import actions
from incidents.models import Incident, Message, Solution, Task
from tests.kinds import KINDS
from tests.people import People
from tests.walk.model import Known, Person, Step
from tests.walk.shelf import row

DONE = 200
SHOWN_AGAIN = 299  # no status of a page: it neither refused nor led on
KINDS_OF_REFUSAL = {NotSignedIn: 401, NotAllowed: 403, Stale: 412, NotPossible: 409, NotValid: 400}
# What a door says for each of the model's refusals; what is not named here, it says as it is.
SAYS = {
    "action": {401: 403, 404: 403},  # a function is called for somebody who was found and admitted by a door
    "portal": {412: 409, 400: 422},
    "workspace": {412: 409, 400: 422},
    "api": {},
}
BY_MESSAGES = {"post_message": "public", "send_update": "public", "add_note": "internal"}
NOT_IN_A_BODY = {"statement", "task"}
IN_A_BODY = {"is_spam": "spam", "begins": "from"}
# Where a verb has not its own name for an address.
FORMS = {verb: f"tasks/{{task}}/{verb.removesuffix('_task')}/" for verb in ("finish_task", "decline_task")}
FORMS["delegate_task"] = "tasks/delegate/"
CALLS = {
    "delegate_task": "tasks/",
    "finish_task": "tasks/{task}/actions/done/",
    "decline_task": "tasks/{task}/actions/decline/",
}
# A function must be given it.
ASKS_FOR = {"propose_solution": "kind", "raise_flag": "flag", "lower_flag": "flag", "set_substate": "substate"}
STALE_TAG = '"00000000000000000000000000000000"'


def people_of_the_walk(people: People) -> dict[str, Person]:
    return {name: person(name, people.by_name(name)) for name in KINDS}


def person(name: str, user: User) -> Person:
    organisation = user.organization.name if user.organization else ""
    return Person(name, user.email, user.role, organisation, user.is_lead, user.is_active)


class Drive:
    """All the ways in, for everybody; nobody has a browser too."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.clients = {name: self.signed_in(name) for name in KINDS}
        self.nobody = Client()

    def signed_in(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people.by_name(name))
        return client

    def expects(self, step: Step, refused: int | None) -> int:
        return DONE if refused is None else SAYS[step.door].get(refused, refused)

    def open(self, step: Step) -> int:
        """Report a problem; by whichever door, the new incident is the newest."""
        match step.door:
            case "action":
                return answered(lambda: actions.open_incident(by=self.user(step.by), **self.for_function(step)))  # type: ignore[arg-type]
            case "api":
                return self.call(step, "/api/v1/incidents/")
            case "portal":
                return self.post(step, "/portal/report/")
            case _:
                return self.post(step, "/workspace/incidents/new/")

    def act(self, step: Step, pk: int) -> int:
        incident = Incident.objects.get(pk=pk)
        sent = Step(step.verb, step.by, step.at, self.named(step, pk), step.is_stale, step.door)
        match step.door:
            case "action":
                return self.by_function(sent, incident)
            case "api":
                return self.by_api(sent, incident)
            case _:
                return self.by_form(sent, incident)

    def named(self, step: Step, pk: int) -> dict[str, Any]:
        """What is sent, with the papers that the model counts from 0 named by their numbers."""
        papers: dict[str, QuerySet[Any]] = {
            "solution": Solution.objects.all(),
            "statement": Message.objects.filter(event__verb="state_problem"),
            "task": Task.objects.all(),
        }
        found = {name: numbered(rows, pk, step.given[name]) for name, rows in papers.items() if name in step.given}
        return {**step.given, **found}

    # --- By function -------------------------------------------------------------------------------------------------

    def by_function(self, step: Step, incident: Incident) -> int:
        incident.seen = incident.version - step.is_stale
        verb = getattr(actions, step.verb)
        return answered(lambda: verb(incident, by=self.user(step.by), **self.for_function(step)))

    def for_function(self, step: Step) -> dict[str, Any]:
        given = {name: value for name, value in step.given.items() if value is not None}
        if step.verb in ASKS_FOR:
            given.setdefault(ASKS_FOR[step.verb], "")
        if "area" in given:
            given["area"] = Area.objects.get(slug=given["area"])
        return {name: self.as_record(value) for name, value in given.items()}

    def as_record(self, value: Any) -> Any:
        if isinstance(value, Person):
            return self.user(value)
        return row(value) if isinstance(value, Known) else value

    def user(self, person: Person | None) -> User | None:
        return self.people.by_name(person.name) if person else None

    # --- By HTTP -----------------------------------------------------------------------------------------------------

    def by_api(self, step: Step, incident: Incident) -> int:
        address = f"/api/v1/incidents/{incident.number}/"
        if step.verb not in BY_MESSAGES:
            place = CALLS.get(step.verb, f"actions/{step.verb.replace('_', '-')}/")
            return self.call(step, address + place.format(**step.given), incident)
        visibility = step.given.get("visibility", BY_MESSAGES[step.verb])
        given = {**step.given, "visibility": None if visibility == "none" else visibility}
        return self.call(
            Step(step.verb, step.by, step.at, given, step.is_stale, "api"), f"{address}messages/", incident
        )

    def call(self, step: Step, path: str, incident: Incident | None = None) -> int:
        body = {name: as_text(value) for name, value in step.given.items() if name not in NOT_IN_A_BODY}
        body = {IN_A_BODY.get(name, name): value for name, value in body.items() if value is not None}
        headers = {"If-Match": stale_tag(step, incident)} if step.is_stale and incident else {}
        client = self.client(step.by)
        response = client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        return DONE if response.status_code in (200, 201) else response.status_code

    def by_form(self, step: Step, incident: Incident) -> int:
        place = FORMS.get(step.verb, f"{step.verb.replace('_', '-')}/").format(**step.given)
        path = f"/{step.door}/incidents/{incident.number}/{place}"
        return self.post(step, path, version=incident.version - step.is_stale)

    def post(self, step: Step, path: str, **more: Any) -> int:
        said = {name: value for name, value in step.given.items() if value is not None and value is not False}
        fields = {name: as_text(value) for name, value in said.items()}
        if step.verb == "open_incident" and "area" in fields and step.door in ("portal", "workspace"):
            fields["area"] = Area.objects.get(slug=fields["area"]).pk
        client = self.client(step.by)
        response = client.post(path, {**fields, **more})
        client.cookies.pop("messages", None)  # what was said is never shown here, and would only pile up
        return led_on(response)

    def client(self, person: Person | None) -> Client:
        return self.clients[person.name] if person else self.nobody


def numbered(rows: QuerySet[Any], pk: int, place: int) -> int:
    """The number of an incident's paper; where it has none at this place, that of another incident's, or nobody's."""
    own = list(rows.filter(incident=pk).order_by("pk").values_list("pk", flat=True))
    if 0 <= place < len(own):
        return int(own[place])
    others = rows.exclude(incident=pk).order_by("-pk").values_list("pk", flat=True)
    return int(others.first() or 0)


def answered(act: Callable[[], object]) -> int:
    try:
        act()
    except Refusal as refusal:
        return KINDS_OF_REFUSAL[type(refusal)]
    return DONE


def led_on(response: Any) -> int:
    """A page leads on when it is done, and to the sign-in page who is not signed in."""
    if response.status_code != 302:
        return SHOWN_AGAIN if response.status_code == DONE else int(response.status_code)
    return 401 if "/sign-in/" in response.headers["Location"] else DONE


def stale_tag(step: Step, incident: Incident) -> str:
    is_staff = step.by is not None and step.by.is_support
    return f'"{incident.version - 1}"' if is_staff else STALE_TAG


def as_text(value: Any) -> Any:
    if isinstance(value, Person):
        return value.email
    if isinstance(value, Known):
        return value.number
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")  # UTC, which is everybody's zone here
    return value.isoformat() if isinstance(value, date) else value
