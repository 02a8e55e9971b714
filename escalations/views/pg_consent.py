"""The product group's own part in a customer's conversation: yes, no, join, write, leave; one press each (R37)."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from escalations import actions
from escalations.forms import consenting as forms
from escalations.views.pg_door import PG_DOOR
from escalations.visits import Visit


@PG_DOOR.guard("POST")
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    return PG_DOOR.do(request, visit, forms.ConsentForm, actions.consent, again)


@PG_DOOR.guard("POST")
def decline_consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    return PG_DOOR.do(request, visit, forms.DeclineConsentForm, actions.decline_consent, again)


@PG_DOOR.guard("POST")
def ask_to_join(request: HttpRequest, visit: Visit) -> HttpResponse:
    return PG_DOOR.do(request, visit, forms.AskToJoinForm, actions.ask_to_join, again)


@PG_DOOR.guard("POST")
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    return PG_DOOR.do(request, visit, forms.LeaveForm, actions.leave, again)


@PG_DOOR.guard("POST")
def write_to_customer(request: HttpRequest, visit: Visit) -> HttpResponse:
    return PG_DOOR.do(request, visit, forms.WriteToCustomerForm, actions.write_to_customer, again)


def again(request: HttpRequest, visit: Visit, form: Form) -> HttpResponse:
    """The words once more, beside what is wrong with them."""
    verb = request.path.rstrip("/").rpartition("/")[2]
    return PG_DOOR.page(request, visit, "pg/thread_form.html", form=form, verb=verb)
