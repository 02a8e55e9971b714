"""Every form above the incidents that keeps drafts: who writes what into it, where it stands, how it is sent."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import User
from escalations.meetings.days import today
from escalations.models import Icm
from incidents.models import Incident
from tests.conftest import bring_to
from tests.escalations import asking, ladder
from tests.escalations.standing import standing
from tests.people import People

TYPED = "Eighteen leases are stuck, and"
SCRIPT = {"Accept": "application/json"}
FEELING = {"sentiment": "angry", "prevention": "Asked sooner."}


@dataclass(frozen=True)
class Written:
    """One form: who writes what about which record, where it stands, and how it is sent."""

    who: str
    key: str
    page: str
    act: str
    words: dict[str, str]
    beside: dict[str, str]

    @property
    def text(self) -> dict[str, str]:
        return {name: f"{TYPED} {name}" for name in self.words}


def of(people: People, form: str) -> Written:
    """The form on its page, with all that it takes to send it."""
    match form:
        case "ask" | "review_incident":
            return of_incident(bring_to("work_in_progress", people), form)
        case "request_csat":
            icm = standing(people)
            incident = incident_of(icm)
            page = f"incidents/{incident.number}/csat/new/"
            return Written("eva", incident.number, page, page, {"why": ""}, {**FEELING, "icm": icm.number})
        case "revise_csat" | "decide_csat" | "discuss_csat":
            return of_csat(asking.asked_about(bring_to("work_in_progress", people), people).number, form)
        case "answer":
            key = ladder.ask(bring_to("work_in_progress", people), people).number
            page = f"consultations/{key}/"
            return Written("eli", key, page, f"{page}answer/", {"body": ""}, {"icm_indicated": "no"})
        case "review_icm":
            key = asking.in_shiproom(bring_to("work_in_progress", people), people).number
            decided = {"decision": "by_design", "risk_reason": "old"}
            words = {"lesson": "", "customer_words": ""}
            return Written("eva", key, "shiproom/", f"shiproom/{key}/review-icm/", words, decided)
        case _:
            return of_icm(standing(people, "resolved" if form in {"close", "send_back"} else "needs_information"), form)


def of_incident(incident: Incident, form: str) -> Written:
    if form == "ask":
        page = f"incidents/{incident.number}/consult/"
        chosen = {"area": "query", "audience": "colleagues"}
        return Written("eva", incident.number, page, page, {"question": ""}, chosen)
    page = f"morning/{today().isoformat()}/{incident.number}/"
    return Written("eva", incident.number, page, f"{page}review-incident/", {"guidance": ""}, {"course": "sme"})


def of_csat(key: str, form: str) -> Written:
    page = f"approvals/csat/{key}/"
    if form == "revise_csat":
        return Written("eva", key, f"{page}revise-csat/", f"{page}revise-csat/", {"why": "", "body": ""}, FEELING)
    if form == "decide_csat":
        return Written("sam", key, page, f"{page}decline-csat/", {"words": ""}, {})
    return Written("eli", key, page, f"{page}discuss-csat/", {"body": ""}, {})


def of_icm(icm: Icm, form: str) -> Written:
    page, name = f"icms/{icm.number}/", {"send_back": "reason", "request_consent": "exhausted"}.get(form, "body")
    if form == "request_consent":
        number = incident_of(icm).number
        place, beside = f"incidents/{number}/pg-consent/", {"incident": number}
        return Written("eva", icm.number, place, f"{page}request-consent/", {name: ""}, beside)
    if form in {"update", "note"}:
        return Written(
            "eva",
            icm.number,
            page,
            f"{page}update/",
            {name: ""},
            {"is_for_support": "on"} if form == "note" else {},
        )
    act = f"{page}{form.replace('_', '-')}/"
    return Written("eva", icm.number, act, act, {name: ""}, {})


def incident_of(icm: Icm) -> Incident:
    return icm.hits.select_related("incident").get().incident


def browser(user: User, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(user)
    return client


def keep(user: User, form: str, key: str, **fields: str) -> Any:
    """As the page's script does."""
    return browser(user, headers=SCRIPT).post(f"/workspace/drafts/{form}/{key}/", fields)


def kept(user: User, form: str, written: Written, **more: str) -> Any:
    return keep(user, form, written.key, **{**written.beside, **written.text, **more})


def page_of(user: User, path: str) -> str:
    answer = browser(user).get(f"/workspace/{path}")
    assert answer.status_code == 200
    return answer.content.decode()
