"""The gate's five steps, and the approval beside its letter, with no mouse in the room."""

import pytest

from escalations.models import CsatRequest, Icm
from incidents.models import Incident
from tests.browser import keys
from tests.browser.conftest import Open
from tests.escalations.asking import asked_about
from tests.escalations.conftest import ProductGroup, pg
from tests.people import People

__all__ = ["pg"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FACTS = {
    "Title": "Output stops after scaling to 12 units",
    "What does the customer lose?": "Orders are late.",
    "Resource": "job-orders-eu",
    "Region": "westeurope",
    "From (UTC)": "2026-11-16 07:40",
    "To (UTC)": "2026-11-16 09:00",
    "What was expected?": "A row for each event.",
    "What happens instead?": "No row.",
    "How to reproduce it": "Scale it from 6 to 12 units.",
    "Evidence": "OutputEvents is 0.",
    "What do you ask of the product group?": "Mend it.",
}
CHECKS = {
    "Diagnostics": ("checked", "OutputEvents is 0 from 07:40."),
    "Troubleshooting guides": ("checked", "Guide 12 does not fit."),
    "Search for ICMs": ("checked", "None is like it."),
    "Outage": ("ruled out", "None is going on."),
}


def test_from_the_incident_to_the_open_icm(window: Open, people: People, pg: ProductGroup, working: Incident) -> None:
    eva = window(people.eva)
    eva.open(f"/workspace/incidents/{working.number}/icm/")
    keys.choose(eva, "Evidence of a bug", "Evidence of a bug")
    keys.press(eva, "What you checked")
    keys.write(eva, "What shows that it is a bug?", "It stays at 0, three times of three.")
    for outcome, evidence in CHECKS.values():
        keys.choose(eva, outcome.capitalize(), outcome.capitalize())
        keys.write(eva, "Evidence", evidence)
    keys.press(eva, "Who takes it")
    keys.choose(eva, "Quota increase", "Bug")
    keys.press(eva, "Details")
    for label, words in FACTS.items():
        keys.write(eva, label, words)
    keys.press(eva, "Read it as they will")
    keys.press(eva, "Open the ICM and tell")

    icm = Icm.objects.get()
    assert (icm.state, icm.facts["impact"], icm.title) == ("open", "Orders are late.", FACTS["Title"])
    assert {check.outcome for check in working.standing_checks().values()} == {"checked", "ruled_out"}
    assert eva.complaints == []


def test_enter_goes_on_and_does_not_leave(window: Open, people: People, pg: ProductGroup, working: Incident) -> None:
    eva = window(people.eva)
    eva.open(f"/workspace/incidents/{working.number}/icm/reason/")
    keys.choose(eva, "Evidence of a bug", "Evidence of a bug")
    keys.enter(eva)
    assert eva.page.url.endswith("/icm/checked/")

    eva.open(f"/workspace/incidents/{working.number}/icm/details/")
    keys.write(eva, "Title", "Output stops")
    keys.enter(eva)
    assert eva.page.url.endswith("/icm/details/"), "with what is to be put right"
    assert eva.complaints == eva.faults() == []


def test_an_approval_is_given_with_the_letter_read(
    window: Open, people: People, pg: ProductGroup, working: Incident
) -> None:
    request = asked_about(working, people)
    sam = window(people.sam)
    sam.open("/workspace/approvals/")
    keys.press(sam, request.number)
    keys.write(sam, "Your advice to Eva", "Ring them first.")
    keys.press(sam, "Approve and send")

    assert CsatRequest.objects.get().state == "approved"
    assert Icm.objects.get().is_csat_impacting
    assert sam.complaints == []
