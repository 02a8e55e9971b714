"""An unhappy customer: asked for, approved beside the letter, announced, answered, reviewed; and nothing of it theirs.

Eva asks, Sam approves what he reads, the EM, the PM and the ICM's owner get exactly that by mail; by design needs words
for the customer, and shiproom decides. Ada's pages, mails and readings say nothing of it (R2, R39 to R41).
"""

from email.message import EmailMessage

import pytest
from playwright.sync_api import Page

from escalations.models import CsatRequest, Icm, ShiproomReview
from incidents import actions as incidents
from tests.browser import csat, journey, way
from tests.browser.cast import Cast, cast, pg
from tests.browser.inbox import html_of, link_of, text_of
from tests.escalations.conftest import MakeIcm, make_icm
from tests.escalations.test_no_word_to_customers import values_of
from tests.incidents.test_words import forbidden_in, said
from tests.people import People

__all__ = ["cast", "make_icm", "pg"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHY = "Two of our updates came late, and we asked for the same logs twice."
PREVENTION = "Opened the ICM on Monday evening, when the trace already showed it."
ADVICE = "Ring them first."
INSIGHT = "A job starts its writers one after the other, so that no row is written twice. Scale in steps of two."

FOR_ADA = "Please scale by two units at a time: each of your writers then waits for the one before, and no row is lost."


@pytest.fixture
def icm(make_icm: MakeIcm, people: People, cast: Cast) -> Icm:
    """In Pia's hands; Ada has said how she feels. The mail of all that is read and gone."""
    found = make_icm("acknowledged")
    incidents.post_message(found.incidents[0], by=people.ada, body="This is the third time that we ask.")
    cast.forget_mail()
    return found


def test_the_way_of_an_unhappy_customer(cast: Cast, icm: Icm) -> None:
    number = icm.incidents[0].number
    letter = asked_and_approved(cast, number, icm)
    announced(cast, icm, letter)
    answered_by_design(cast, icm)
    reviewed(cast, number, icm)

    told_the_customer(cast, number)
    nothing_of_it_is_theirs(cast, number)
    assert cast.complaints == []


def asked_and_approved(cast: Cast, number: str, icm: Icm) -> csat.Letter:
    """By Eva, and by Sam from his mail, with the letter beside his decision."""
    request = csat.ask(cast.eva, number, icm.number, why=WHY, prevention=PREVENTION)
    mail = cast.to_sam.about(number)
    page = cast.sam.open(link_of(mail))
    assert page.url.endswith(f"/workspace/approvals/csat/{request}/")
    letter = csat.letter_on(page)
    assert cast.to_pia.mails() == []
    csat.approve(page, ADVICE)

    assert CsatRequest.objects.get().state == "approved"
    assert page.get_by_text(ADVICE).first.is_visible()
    return letter


def announced(cast: Cast, icm: Icm, letter: csat.Letter) -> None:
    """To the EM, the PM and the owner, each in an envelope of their own, with what Sam read and no more."""
    assert letter.to == "Ema Kral (engineering manager), Pam Reyes (product manager)"
    assert letter.cc == "Pia Aalto (ICM owner)"
    for inbox in (*cast.leaders, cast.to_pia):
        mails = inbox.mails()
        assert len(mails) == 1
        is_what_was_read(mails[0], letter, icm)
    assert Icm.objects.get(pk=icm.pk).is_csat_impacting
    assert ADVICE in text_of(cast.to_eva.about(icm.incidents[0].number))


def is_what_was_read(mail: EmailMessage, letter: csat.Letter, icm: Icm) -> None:
    exact = f"{icm.number} : A CSAT Impacting IcM has been assigned to your component area"
    assert (letter.subject, str(mail["Subject"]).strip()) == (exact, exact)
    assert str(mail["Cc"]) == "Pia Aalto <pia@product.example>"
    assert [words for words in letter.words if bare(words) not in bare(said(html_of(mail)))] == []
    for words in (WHY, PREVENTION, f"[CSAT Impacting] {icm.title}", icm.incidents[0].number, "Eva Novak"):
        assert words in text_of(mail)
    whole = " ".join((*map(str, mail.values()), text_of(mail), html_of(mail)))
    assert "Ada" not in whole
    assert "contoso" not in whole.lower()


def bare(words: str) -> str:
    """Without its gaps, which are others where a word of a line is bold."""
    return "".join(words.split())


def answered_by_design(cast: Cast, icm: Icm) -> None:
    """Without words for the customer it is refused, and stays as it is; with them it is resolved."""
    page = way.come_in(cast.pia, cast.to_pia)
    assert page.get_by_text("CSAT Impacting").first.is_visible()
    way.say(page, "designed", "Say that it is by design", body="The writers start one by one.")
    assert page.title().startswith("Error: ")
    assert Icm.objects.get(pk=icm.pk).state == "acknowledged"
    way.say(page, "designed", "Say that it is by design", insight=INSIGHT)
    fresh = Icm.objects.get(pk=icm.pk)
    assert (fresh.state, fresh.resolution, fresh.insight) == ("resolved", "by_design", INSIGHT)


def reviewed(cast: Cast, number: str, icm: Icm) -> None:
    """Mia sees it in shiproom with all that the meeting needs, and the decision takes it off."""
    page = cast.mia.open("/workspace/shiproom/")
    entry = page.locator(f"li#{icm.number}").inner_text()
    for words in (f"[CSAT Impacting] {icm.title}", "Frustrated", WHY, number, "Pia Aalto", "By design"):
        assert words in entry, entry
    decision = {"decision": "By design, with insight", "lesson": PREVENTION, "sign": "Unanswered messages"}
    page = csat.decide(cast.mia, icm.number, **decision)
    assert "By design needs the insight" in page.locator(".errsum").inner_text()
    page = csat.decide(cast.mia, icm.number, **decision, customer_words=INSIGHT)
    assert page.locator(f"li#{icm.number}").count() == 0
    assert ShiproomReview.objects.get().decision == "by_design"


def told_the_customer(cast: Cast, number: str) -> None:
    """Only now does Ada hear anything, and it is the answer, in Eva's own words."""
    assert cast.to_ada.mails() == []
    journey.propose_solution(cast.eva, number, "workaround", FOR_ADA)
    assert FOR_ADA in text_of(cast.to_ada.about(number))


def nothing_of_it_is_theirs(cast: Cast, number: str) -> None:
    """In what Ada sees and hears of her pages, in the readings behind them and of a tool, and in her mail."""
    one = f"/portal/incidents/{number}/"
    for path in ("/portal/", "/portal/incidents/", one, "/portal/report/", "/portal/known-problems/", "/contact/"):
        page = cast.ada.open(path)
        page.wait_for_load_state("networkidle")
        assert forbidden_in(said(page.content())) == set(), path
    reading = f"/api/v1/incidents/{number}/"
    for path in (reading, f"{reading}timeline/", f"{reading}messages/", "/live/portal/", f"/live{one}"):
        assert forbidden_in(values_of(read(page, cast.ada.address + path))) == set(), path
    for mail in cast.to_ada.mails():
        heads = " ".join(str(value) for value in mail.values())
        assert forbidden_in(f"{heads} {text_of(mail)} {said(html_of(mail))}") == set()


def read(page: Page, address: str) -> object:
    """As Ada's own browser fetches it, signed in as she is."""
    answer = page.request.get(address)
    assert answer.ok, address
    return answer.json()
