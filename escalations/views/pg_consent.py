"""The product group's own part in a customer's conversation: yes, no, join, write, leave; one press each (R37)."""

from django.http import HttpRequest, HttpResponseBase

from escalations import actions
from escalations.forms import consenting as forms
from escalations.thread import file_for
from escalations.views.pg_door import PG_DOOR
from escalations.views.pg_icm import doing
from escalations.visits import Visit
from incidents.handing_out import hand_out

consent = doing(forms.ConsentForm, actions.consent)
decline_consent = doing(forms.DeclineConsentForm, actions.decline_consent)
ask_to_join = doing(forms.AskToJoinForm, actions.ask_to_join)
leave = doing(forms.LeaveForm, actions.leave)
write_to_customer = doing(forms.WriteToCustomerForm, actions.write_to_customer)


@PG_DOOR.guard("GET")
def file(request: HttpRequest, visit: Visit, key: str, name: str) -> HttpResponseBase:
    """By its key alone, for as long as they are in the conversation that it came with; the name is for people."""
    found = file_for(visit.record, visit.member, key)
    if found is None:
        return PG_DOOR.page(request, visit, "pg/gone.html", status=404)
    answer: HttpResponseBase = hand_out(found)
    return answer
