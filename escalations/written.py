"""What is written above the incidents and kept until it is sent: each form's kind of record and its act (D22)."""

from dataclasses import dataclass
from typing import Any

from escalations.models import Icm
from incidents.models import Incident


@dataclass(frozen=True)
class Writing:
    """`of`: the kind of record that it is about; `verb`: the act that decides who may write here."""

    of: str
    verb: str


FORMS = {
    "ask": Writing("incident", "ask"),
    "request_csat": Writing("incident", "request_csat"),
    "review_incident": Writing("incident", "review_incident"),
    "answer": Writing("consultation", "answer"),
    "revise_csat": Writing("csat", "revise_csat"),
    # One text for the three answers: it stays, whichever button sends it by then.
    "decide_csat": Writing("csat", "decline_csat"),
    "discuss_csat": Writing("csat", "discuss_csat"),
    # Words to the product group, and a note that it never sees: one act, two forms
    "update": Writing("icm", "update"),
    "note": Writing("icm", "update"),
    "provide_information": Writing("icm", "provide_information"),
    "close": Writing("icm", "close"),
    "send_back": Writing("icm", "send_back"),
    "request_consent": Writing("icm", "request_consent"),
    "review_icm": Writing("icm", "review_icm"),
}
SENT_FROM = dict.fromkeys(("approve_csat", "ask_for_more", "decline_csat"), "decide_csat")
# The acts after which nobody can send what was written about their record; shiproom goes on with a closed ICM.
ENDINGS = {"approve_csat", "decline_csat", "void_csat", "end", "close"}
GOES_ON = {"review_icm"}
# The acts after which these words would stand under another question than the one that they answer.
OVERTAKEN = {verb: ["provide_information"] for verb in ("provide_information", "request_information")}


def form_of(verb: str) -> str:
    """The form that this verb's words are kept under, or nothing."""
    name = SENT_FROM.get(verb, verb)
    return name if name in FORMS else ""


def name_of(form: str, record: Any) -> str:
    """What the draft is called; one of an incident lies on it already."""
    return form if isinstance(record, Incident) else f"{form}-{record.pk}"


def incident_of(record: Any) -> Incident | None:
    """The incident that a draft lies on; an ICM hits several, so what is written to it lies on none."""
    if isinstance(record, Icm):
        return None
    found: Incident = record if isinstance(record, Incident) else record.incident
    return found


def ended_by(verb: str, kind: str) -> list[str]:
    """The forms whose words nobody can send any more once this was done to a record of this kind."""
    return about(kind) if verb in ENDINGS else OVERTAKEN.get(verb, [])


def about(kind: str) -> list[str]:
    """The forms that are about this kind of record, and end with it."""
    return [form for form, writing in FORMS.items() if writing.of == kind and form not in GOES_ON]
