"""A consultation that reached the product group, by its link: question, what was checked, and their answer (R30)."""

from django import forms
from django.http import HttpRequest, HttpResponse

from escalations import actions
from escalations.forms.consultations import AnswerForm
from escalations.policy import CONSULTATION_RULES
from escalations.views.pg_door import PG_DOOR
from escalations.visits import Visit


@PG_DOOR.guard("GET")
def consultation(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page(request, visit, AnswerForm())


@PG_DOOR.guard("POST")
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    return PG_DOOR.do(request, visit, AnswerForm, actions.answer, page)


def page(request: HttpRequest, visit: Visit, form: forms.Form) -> HttpResponse:
    """Nothing that names the customer: the question, the area, which checks were made, and what was answered."""
    record, member = visit.record, visit.member
    answers = record.answers.select_related("by", "member")
    may = CONSULTATION_RULES["answer"](member, record) and record.hindrance("answer") is None
    context = {
        "consultation": record,
        "answers": answers,
        "mine": any(said.member_id == member.pk for said in answers),
        "checks": record.incident.standing_checks().values(),
        "may_answer": may,
        "form": form,
    }
    return PG_DOOR.page(request, visit, "pg/consultation.html", **context)
