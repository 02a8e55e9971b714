"""How a step above the incidents is done: by an action, a page of the workspace, a tool's call, or a mailed link."""

import json
from itertools import count
from typing import Any

from django.test import Client

from accounts.acting import NotAllowed, NotPossible, NotSignedIn, NotValid, Refusal, Stale
from accounts.models import User
from escalations import actions, links
from escalations.models import Code, Consultation, CsatRequest, EscalationEvent, PgMember
from escalations.models import Icm as IcmRow
from incidents import models as incidents
from notifications.models import Notification
from tests.escalations.conftest import FACTS
from tests.kinds import KINDS
from tests.people import People
from tests.walk.above.model import MEMBERS, Icm, Incident, Question, Request, Step

DONE = 200
# What an ICM is about was before any walk begins.
BEFORE = {"window_start": "2026-10-01T07:00:00Z", "window_end": "2026-10-01T09:00:00Z"}
STATUS = ((NotSignedIn, 401), (NotAllowed, 403), (Stale, 412), (NotPossible, 409), (NotValid, 400))
ROWS: dict[type, Any] = {
    Incident: incidents.Incident,
    Icm: IcmRow,
    Question: Consultation,
    Request: CsatRequest,
}
CREATES: dict[str, Any] = {"open_icm": IcmRow, "ask": Consultation, "request_csat": CsatRequest}
# Which verbs have an address, by door, and where it is not the verb's own name.
BY_ICM = (
    *("join", "provide_information", "close", "send_back", "notify_again"),
    *("request_consent", "add_to_thread", "remove_from_thread"),
)
PLACES: dict[str, str] = {
    **{verb: f"icms/{{}}/actions/{verb.replace('_', '-')}/" for verb in BY_ICM},
    "open_icm": "icms/",
    "update": "icms/{}/updates/",
    "ask": "consultations/",
    "request_csat": "csat-requests/",
    **{verb: f"consultations/{{}}/actions/{verb.replace('_', '-')}/" for verb in ("answer", "move_up", "end")},
    **{f"{verb}_csat": f"csat-requests/{{}}/actions/{verb}/" for verb in ("approve", "decline", "end")},
    "ask_for_more": "csat-requests/{}/actions/ask-for-more/",
}
PAGES = {verb: f"/workspace/icms/{{}}/{verb.replace('_', '-')}/" for verb in (*BY_ICM, "update")}
PAGES |= {verb: f"/workspace/consultations/{{}}/{verb.replace('_', '-')}/" for verb in ("answer", "move_up", "end")}
LINKED = (
    *("acknowledge", "request_information", "update", "mitigate", "resolve", "hand_over", "answer"),
    *("consent", "decline_consent", "ask_to_join", "leave", "write_to_customer"),
)
NOT_SENT = ("is_whole",)
_places = count(1)


class Above:
    """Everybody's ways in."""

    def __init__(self, people: People, members: dict[str, PgMember]) -> None:
        self.people, self.members = people, members
        self.clients = {name: Client() for name in KINDS}
        for name, client in self.clients.items():
            client.force_login(people.by_name(name))

    def doer(self, name: str) -> User | PgMember:
        return PgMember.objects.get(pk=self.members[name].pk) if name in MEMBERS else self.people.by_name(name)

    def row(self, about: Any) -> Any:
        return ROWS[type(about)].objects.get(pk=about.pk)

    def act(self, step: Step, visitor: Client | None = None) -> int:
        match step.door:
            case "api":
                return self.by_api(step)
            case "page":
                return self.by_page(step)
            case "link":
                assert visitor is not None
                return self.by_link(step, visitor)
        return answered(lambda: self.by_action(step))

    def made(self, verb: str) -> int:
        """The number of what was begun last."""
        return int(CREATES[verb].objects.latest("pk").pk) if verb in CREATES else 0

    # --- By action ---------------------------------------------------------------------------------------------------

    def by_action(self, step: Step) -> Any:
        record = self.row(step.about)
        if step.verb not in ("open_icm", "ask", "review_incident"):
            record.seen = record.version - step.is_stale
        if step.verb == "request_csat":
            return actions.request_csat(icm=record, by=self.doer(step.who), **self.named(step))  # type: ignore[arg-type]
        return getattr(actions, step.verb)(record, by=self.doer(step.who), **self.named(step))

    def named(self, step: Step) -> dict[str, Any]:
        given = {name: value for name, value in step.given.items() if name not in NOT_SENT and value is not None}
        if "is_whole" in step.given:
            given["facts"] = facts(step)
        return {name: self.as_row(name, value) for name, value in given.items()}

    def as_row(self, name: str, value: Any) -> Any:
        if type(value) in ROWS:
            return self.row(value)
        if name == "area":
            return self.people.query if value == "query" else self.people.inputs
        is_member = name in ("member", "to", "pg_member") and value in MEMBERS
        return self.doer(value) if is_member else value

    # --- Over HTTP ---------------------------------------------------------------------------------------------------

    def by_api(self, step: Step) -> int:
        body = {name: self.as_text(name, value) for name, value in self.sent(step).items()}
        if step.verb in ("open_icm", "ask"):
            body["incident"] = self.row(step.about).number
        if step.verb == "request_csat":
            body["icm"] = self.row(step.about).number
        if "is_whole" in step.given:
            body["facts"] = facts(step)
        record = self.row(step.about)
        headers = {"If-Match": f'"{record.version - 1}"'} if step.is_stale else {}
        path = "/api/v1/" + PLACES[step.verb].format(record.number)
        answer = self.clients[step.who].post(path, json.dumps(body), content_type="application/json", headers=headers)
        return DONE if answer.status_code in (200, 201) else answer.status_code

    def by_page(self, step: Step) -> int:
        record = self.row(step.about)
        fields = {name: self.as_field(name, value) for name, value in self.sent(step).items()}
        path = PAGES[step.verb].format(record.number)
        client = self.clients[step.who]
        answer = client.post(path, {"version": record.version - step.is_stale, **fields})
        client.cookies.pop("messages", None)
        if answer.status_code == 302:
            return 401 if "/sign-in/" in answer.headers["Location"] else DONE
        return 412 if step.is_stale and answer.status_code == 409 else answer.status_code

    def sent(self, step: Step) -> dict[str, Any]:
        return {name: value for name, value in step.given.items() if name not in NOT_SENT and value is not None}

    def as_text(self, name: str, value: Any) -> Any:
        if type(value) in ROWS:
            return self.row(value).number
        return self.members[value].email if name in ("member", "to", "pg_member") and value in MEMBERS else value

    def as_field(self, name: str, value: Any) -> Any:
        if name == "icm_indicated":
            return "yes" if value else "no"
        return self.as_text(name, value)

    # --- By a link ---------------------------------------------------------------------------------------------------

    def visitor(self, who: str, about: Any) -> Client | None:
        """Their browser, after the whole way from the newest letter about it: button, code, record; none without one.

        What this writes (the visit itself) is no part of the step.
        """
        letter, member, record = self.letter(who, about), self.members[who], self.row(about)
        if letter is None or not (address := links.address_for(member, record, letter)):
            return None
        number = next(_places)
        client = Client(REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        opened = client.post("/p/open/", {"token": address.rpartition("/p/")[2]})
        if opened.status_code != 303:
            return None
        place = opened.headers["Location"]
        client.post(f"{place}send-code/")
        code = Code.objects.filter(session__member=member).latest("pk")
        entered = client.post(f"{place}enter-code/", {"code": links.digits_of(code)})
        return client if entered.status_code == 303 and client.get(place).status_code == 200 else None

    def letter(self, who: str, about: Any) -> Notification | None:
        kind = "icm" if isinstance(about, Icm) else "consultation"
        events = EscalationEvent.objects.filter(kind=kind, record_id=about.pk)
        letters = Notification.objects.filter(kind="escalation", audience="pg", address=self.members[who].email)
        return letters.filter(record_id__in=list(events.values_list("pk", flat=True))).order_by("-pk").first()

    def by_link(self, step: Step, visitor: Client) -> int:
        record = self.row(step.about)
        fields = {name: self.as_field(name, value) for name, value in self.sent(step).items()}
        place = f"/pg/{record.KIND}/{record.number}/{step.verb.replace('_', '-')}/"
        answer = visitor.post(place, {"version": record.version - step.is_stale, **fields})
        if answer.status_code == 303:
            return DONE
        return 412 if step.is_stale and answer.status_code == 409 else answer.status_code


def facts(step: Step) -> dict[str, str]:
    facts = {**FACTS, **BEFORE}
    return facts if step.given["is_whole"] else {**facts, "impact": ""}


def answered(act: Any) -> int:
    try:
        act()
    except Refusal as refusal:
        return next(status for kind, status in STATUS if isinstance(refusal, kind))
    return DONE
