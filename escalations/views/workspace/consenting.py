"""The product group in the customer's conversation, as the support team asks, adds and ends it (R37)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from escalations import actions
from escalations.drafted import drafts_among
from escalations.forms import consenting as forms
from escalations.thread import threads_about
from escalations.views.workspace.icm import view_of
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.shelves import Doing

DOINGS = (
    Doing(
        actions.request_consent,
        _("Ask for their consent"),
        _(
            "Who works on it is asked by mail to speak with the customer. Nothing changes in the conversation until "
            "they say yes; no answer means no."
        ),
        forms.RequestConsentForm,
    ),
    Doing(
        actions.add_to_thread,
        _("Add to the conversation"),
        _(
            "At severity 1, or by an approved CSAT escalation, somebody can be added by name. They get the customer's "
            "mail from now on, and the customer is told."
        ),
        forms.AddToThreadForm,
    ),
    Doing(
        actions.remove_from_thread,
        _("Take out of the conversation"),
        _("At once, also for mail that waits to be sent. They are told why; the customer sees that they left."),
        forms.RemoveFromThreadForm,
        is_grave=True,
    ),
)
ACTS = {doing.verb: view_of(doing) for doing in DOINGS}


@WORKSPACE.guard("GET")
def product_group(request: HttpRequest, number: str) -> HttpResponse:
    """The three grounds, for one incident: they asked, severity 1, or what was exhausted and their consent."""
    incident = WORKSPACE.find(request, number)
    threads = threads_about(incident, user_of(request))
    drafts = drafts_among(user_of(request), [thread.icm for thread in threads], "request_consent", on=incident)
    begun = [(thread, drafts.get(thread.icm.pk)) for thread in threads]
    return show(request, "icm/product_group.html", {"incident": incident, "threads": begun})
