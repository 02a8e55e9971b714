"""What of the forms above the incidents is kept, where they stand, and how a draft comes back into one (D22)."""

from collections.abc import Collection, Iterable
from typing import Any

from django.http import QueryDict

from accounts.models import User
from escalations.forms.consenting import RequestConsentForm
from escalations.forms.consultations import AnswerForm, AskForm
from escalations.forms.csat import FACTS, QUOTES, DecideCsatForm, DiscussCsatForm, RequestCsatForm, ReviseCsatForm
from escalations.forms.icms import CloseForm, ProvideInformationForm, SendBackForm, UpdateForm
from escalations.forms.meetings import ReviewIcmForm, ReviewIncidentForm
from escalations.models import Icm
from escalations.written import incident_of, name_of
from incidents import drafted
from incidents.actions.words import BODY, REASON
from incidents.forms.fields import KEY_DIGITS
from incidents.models import Draft, Incident

TICKED = "quotes"  # several values of one name, kept as one text
UNDECLARED = {**dict.fromkeys(FACTS, BODY), TICKED: REASON}  # what a form adds to itself as it is made
SENTIMENT = ("sentiment", "sentiment_words", "why", "prevention", "exceptionally_bad", "exceptional_because", TICKED)
OPENING = ("icm", "joined", "title", "kind", *FACTS, "new_because", "sme")
COURSE = ("course", "guidance", "who", "by_when", "task")
DECISION = ("decision", "who", "due_on", "actions", "customer_words", "lesson", "risk_reason")


class Place(drafted.Place):
    def limit(self, name: str) -> int:
        return UNDECLARED[name] if name in UNDECLARED else super().limit(name)


def place(page: str, form: Any, *fields: str) -> Place:
    return Place("workspace", f"escalations:{page}", form, fields)


PLACES = {
    "ask": place("ask", AskForm, "question", "area", "audience", "reason"),
    "request_csat": place("request_csat", RequestCsatForm, *SENTIMENT, *OPENING),
    "review_incident": place("morning_case", ReviewIncidentForm, *COURSE),
    "answer": place("consultation", AnswerForm, "body", "icm_indicated"),
    "revise_csat": place("revise_csat", ReviseCsatForm, *SENTIMENT, "title", "body"),
    "decide_csat": place("csat_request", DecideCsatForm, "words", "leadership"),
    "discuss_csat": place("csat_request", DiscussCsatForm, "body"),
    "update": place("icm", UpdateForm, "body"),
    "note": place("icm", UpdateForm, "body"),
    "provide_information": place("provide_information", ProvideInformationForm, "body"),
    "close": place("close", CloseForm, "body"),
    "send_back": place("send_back", SendBackForm, "reason"),
    "request_consent": place("request_consent", RequestConsentForm, "exhausted"),
    "review_icm": place("shiproom", ReviewIcmForm, *DECISION),
}


def typed(place: Place, sent: QueryDict) -> dict[str, str]:
    """What of a form is kept; raises NotValid by field."""
    found = drafted.typed(place, sent)
    if TICKED in found:
        keys = [key for key in sent.getlist(TICKED) if key.isascii() and key.isdigit() and len(key) <= KEY_DIGITS]
        found[TICKED] = " ".join(keys[:QUOTES])
    return found


def drafts_of(user: User, record: Any, forms: Collection[str], on: Incident | None = None) -> dict[str, Draft]:
    """What this person has not sent yet of these forms, by form; one query."""
    names = {name_of(form, record): form for form in forms}
    rows = Draft.objects.written_by(user).filter(incident=on or incident_of(record), form__in=names)
    return {names[draft.form]: draft for draft in rows}


def drafts_among(user: User, icms: Iterable[Icm], form: str, on: Incident | None = None) -> dict[int, Draft]:
    """The same of one form that stands on a page for several ICMs, by their keys; one query."""
    keys = {name_of(form, icm): icm.pk for icm in icms}
    rows = Draft.objects.written_by(user).filter(incident=on, form__in=keys)
    return {keys[draft.form]: draft for draft in rows}


def begun(draft: Draft | None) -> dict[str, Any]:
    """What a form begins with; what was emptied stays empty."""
    if draft is None:
        return {}
    fields: dict[str, Any] = dict(draft.fields)
    return {**fields, **({TICKED: fields[TICKED].split()} if TICKED in fields else {})}
