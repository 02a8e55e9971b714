"""The way of a bug: from the gate to the fix and back to the customer, each step by who takes it, their mail received.

Ada reports, Eva answers and investigates; the gate sends her to Sam first; the product group is asked, asks back,
speaks with the customer by consent and fixes it; Ada judges, and what is over opens for nobody any more.
"""

import pytest

from escalations.models import Consultation, Icm
from incidents.models import Guest, Incident
from tests.browser import journey, way
from tests.browser.cast import Cast, cast, pg
from tests.browser.inbox import LINK, html_of, link_of, text_of
from tests.browser.journey import press
from tests.escalations.standing import standing
from tests.incidents.test_words import forbidden_in, said
from tests.people import People

__all__ = ["cast", "pg"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROBLEM = journey.Report(
    title="No output since our job was scaled to 12 units",
    description="Since 07:40 the job writes nothing.\n\nBefore, it wrote a row for each event.",
)
EVIDENCE = "OutputEvents stays at 0 after each scaling, three times of three."
FACTS = {
    "Title": "Output stops after scaling to 12 units",
    "What does the customer lose?": "Nobody sees today's orders.",
    "Resource": "job-orders-eu",
    "Region": "westeurope",
    "From (UTC)": "2026-11-16 07:40",
    "To (UTC)": "2026-11-16 09:00",
    "What was expected?": "A row for each event.",
    "What happens instead?": "No row at all.",
    "How to reproduce it": "Scale a job with a partitioned output from 6 to 12 units.",
    "What do you ask of the product group?": "Find out why the writer does not start, and mend it.",
}
INDICATED = "The lease is kept by a dead worker: that is a bug."
FROM_PIA = "Hello, I build what your job writes with. I have found the lease that blocks it."


@pytest.fixture(autouse=True)
def _asked_before(cast: Cast, people: People) -> None:
    """Something like it was asked of the product group before."""
    standing(people)
    cast.forget_mail()


def test_the_way_of_a_bug(cast: Cast) -> None:
    number = reported(cast)
    consultation = led_to_an_expert(cast, number)
    icm = opened(cast, number, consultation)
    asked_back(cast, icm)
    spoken_with(cast, number, icm)
    fixed(cast, icm)
    accepted(cast, number)

    nothing_opens_any_more(cast, icm)
    no_word_of_ours(cast, number)
    assert cast.complaints == []


def reported(cast: Cast) -> str:
    """By Ada, taken and answered by Eva, and looked into."""
    number = journey.report(cast.ada, PROBLEM)
    journey.take_and_answer(cast.eva, number, "Good morning Ada, I have this now and compare your windows until ten.")
    assert "I have this now" in text_of(cast.to_ada.about(number))
    way.record(cast.eva, number, "diagnostics", "Checked", "OutputEvents is 0 from 07:40.")
    way.record(cast.eva, number, "guides", "Checked", "Guide 12, leases: nothing there fits.")
    way.record(cast.eva, number, "outage", "Ruled out", "None is going on in westeurope.")
    return number


def led_to_an_expert(cast: Cast, number: str) -> str:
    """Evidence is typed, then what is no ground chosen: it becomes a question to Sam that holds all of it."""
    page = way.begin_icm(cast.eva, number)
    page.get_by_label("Evidence of a bug").check()
    way.go_on(page, "What you checked")
    page.get_by_label("What shows that it is a bug?").fill(EVIDENCE)
    press(page, page.get_by_role("button", name="Save and leave"))
    page = way.begin_icm(cast.eva, number)
    consultation = way.ask_instead(page, "It is about writing a query", "Is that how units are shared?")

    question = Consultation.objects.get().question
    assert question.startswith("Is that how units are shared?")
    assert EVIDENCE in question
    assert Icm.objects.count() == 1
    mail = cast.to_sam.about(number)
    assert EVIDENCE in text_of(mail)
    way.answer(cast.sam, link_of(mail), INDICATED, "An ICM is right")
    return consultation


def opened(cast: Cast, number: str, consultation: str) -> str:
    """On Sam's word, as it came by mail: what was typed before still stands, and what is like it is seen first."""
    mail = cast.to_eva.about("answered your question")
    assert "An ICM is right" in text_of(mail)
    page = cast.eva.open(link_of(mail))
    assert page.url.endswith(f"/workspace/consultations/{consultation}/")
    press(page, page.get_by_role("link", name="Open an ICM"))
    assert page.get_by_text("ICMs like this one").is_visible()
    assert page.locator("a", has_text="Output stops after scaling to 12 units").is_visible()
    way.check_search(page, "One is like it, of another writer.")
    page.get_by_label("Why is this none of them?").fill("That one is about another writer.")
    way.go_on(page, "Who takes it")
    page.get_by_label("Bug").check()
    way.go_on(page, "Details")
    way.fill_facts(page, FACTS)
    page.get_by_label("Evidence", exact=True).fill(EVIDENCE)
    way.go_on(page, "Read it as they will")
    shown = page.get_by_label("The mail").inner_text()
    press(page, page.get_by_role("button", name="Open the ICM and tell Pete and Pia"))

    page.wait_for_url(f"**/workspace/incidents/{number}/")
    icm = Icm.objects.latest("pk")
    assert (icm.state, icm.ground, icm.facts["evidence"]) == ("open", "expert_indicated", EVIDENCE)
    assert icm.consultation is not None
    assert icm.consultation.number == consultation
    for inbox in (cast.to_pia, cast.to_pete):
        told = inbox.about(icm.number)
        assert "Find out why the writer does not start" in text_of(told)
        assert "Contoso" not in text_of(told)
    assert "Find out why the writer does not start" in shown
    return icm.number


def asked_back(cast: Cast, icm: str) -> None:
    """Pia comes in by her mail, takes it and asks; Eva answers; Pia says how it goes."""
    page = way.come_in(cast.pia, cast.to_pia)
    press(page, page.get_by_role("button", name="I have this"))
    way.say(page, "ask", "Ask support", body="Which build is it?")
    mail = cast.to_eva.about(icm)
    assert "Which build is it?" in text_of(mail)
    assert link_of(mail) == f"/workspace/icms/{icm}/"
    way.fulfil(cast.eva, icm, "Answer what they ask", "Build 11.4.2, in West Europe only.")

    page = way.come_back(cast.pia, link_of(cast.to_pia.about(icm)))
    assert page.get_by_role("heading", name="Build 11.4.2, in West Europe only.").is_visible()
    way.say(page, "post", "Post update", body="I see the lease.")
    assert "I see the lease." in text_of(cast.to_eva.about(icm))


def spoken_with(cast: Cast, number: str, icm: str) -> None:
    """Eva asks, Pia consents and writes; Ada reads it by mail and in the portal, under a name in her own words."""
    way.ask_consent(cast.eva, number, "Both workarounds, and the traces of two runs.")
    assert Guest.objects.count() == 0
    page = way.come_back(cast.pia, link_of(cast.to_pia.about("speak with the customer")))
    assert "Ada" not in page.content()
    press(page, page.get_by_role("button", name="Yes, I join"))
    assert "Before, it wrote a row for each event." in page.get_by_role("main").inner_text()
    way.write_to_customer(page, FROM_PIA)

    mail = cast.to_ada.about("Pia, Query engineering")
    assert FROM_PIA in text_of(mail)
    assert "Aalto" not in text_of(mail) + html_of(mail)
    page = cast.ada.open(link_of(mail))
    assert page.url.endswith(f"/portal/incidents/{number}/")
    assert page.locator("#conversation li", has_text=FROM_PIA).get_by_text("Pia, Query engineering").is_visible()
    assert "Aalto" not in page.content()


def fixed(cast: Cast, icm: str) -> None:
    """Mitigated, then fixed, by Pia; seen and closed by Eva."""
    page = way.come_back(cast.pia, link_of(cast.to_pia.about(icm)))
    way.say(page, "mitigated", "Say that it is mitigated", body="The writer is restarted by hand.")
    way.say(page, "fixed", "Say that it is fixed", body="A lease was kept.", build="11.4.3", reach="West Europe")
    assert "11.4.3" in text_of(cast.to_eva.about(icm))
    assert Icm.objects.numbered(icm).get().state == "resolved"
    way.fulfil(cast.eva, icm, "Verified: close it", "Seen working with 11.4.3.")
    closed = Icm.objects.numbered(icm).get()
    assert (closed.state, closed.resolution) == ("closed", "fixed")


def accepted(cast: Cast, number: str) -> None:
    journey.propose_solution(cast.eva, number, "conclusive fix", "1. Update to 11.4.3.\n2. Restart the job.")
    mail = cast.to_ada.about("A fix is ready")
    assert "Restart the job." in text_of(mail)
    assert link_of(mail) == f"/portal/incidents/{number}/"
    journey.accept_solution(cast.ada, number)
    incident = Incident.objects.numbered(number).get()
    assert (incident.state, incident.closed_as) == ("closed", "accepted")
    assert Guest.objects.there().count() == 0


def nothing_opens_any_more(cast: Cast, icm: str) -> None:
    """Neither Pia's newest link, nor her page in the browser that was let in."""
    page = way.come_back(cast.pia, cast.to_pia.newest(LINK))
    assert page.get_by_role("heading", name="This link is no longer valid").is_visible()
    page = cast.pia.open(f"/pg/icm/{icm}/")
    assert page.get_by_role("heading", name="This link is no longer valid").is_visible()
    assert FACTS["Title"] not in page.content()


def no_word_of_ours(cast: Cast, number: str) -> None:
    """What only the team says stands in none of Ada's mails and pages."""
    for mail in cast.to_ada.mails():
        heads = " ".join(str(mail[name] or "") for name in ("Subject", "From", "To", "Cc"))
        assert forbidden_in(f"{heads} {text_of(mail)} {said(html_of(mail))}") == set(), mail["Subject"]
    for path in ("/portal/", f"/portal/incidents/{number}/"):
        assert forbidden_in(said(cast.ada.open(path).content())) == set(), path
