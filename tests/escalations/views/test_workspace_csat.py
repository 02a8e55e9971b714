"""CSAT requests on pages: asking, deciding with the letter in sight, ending; and the risk before them (R38, R39)."""

from typing import Any

import pytest
from django.test import Client

from escalations import actions
from escalations.models import CsatRequest, Icm, PgMember, RiskDismissal
from incidents import actions as incidents
from incidents.actions.rating import say_unhappy
from incidents.models import Incident
from tests.aftermath import everything, letters
from tests.escalations.asking import WORDS, again, approved, ask
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup, investigate
from tests.people import People

SENT = {**WORDS, "icm": "", "kind": "bug", "nonce": "n-1"}


@pytest.fixture
def at_work(client: Client, people: People) -> Any:
    def signed_in(who: str) -> Client:
        client.force_login(people.by_name(who))
        return client

    return signed_in


def place(request: CsatRequest, verb: str = "") -> str:
    return f"/workspace/approvals/csat/{request.number}/" + (f"{verb}/" if verb else "")


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def decision(request: CsatRequest, **words: str) -> dict[str, str]:
    """What the page's form sends."""
    fresh = again(request)
    return {"version": str(fresh.version), "text": fresh.text_hash, "words": "", **words}


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_the_form_asks_and_leads_to_the_request(at_work: Any, make_icm: MakeIcm) -> None:
    icm = make_icm()
    address = f"/workspace/incidents/{icm.incidents[0].number}/csat/new/"
    assert icm.number in page(at_work("eva"), address)

    response = at_work("eva").post(address, {**SENT, "icm": icm.number})
    assert response.status_code == 302
    assert response["Location"] == place(CsatRequest.objects.get())
    assert letters("request_csat") == {"sam": "staff"}


def test_sent_twice_it_is_asked_once(at_work: Any, make_icm: MakeIcm) -> None:
    icm = make_icm()
    address = f"/workspace/incidents/{icm.incidents[0].number}/csat/new/"
    first, second = (at_work("eva").post(address, {**SENT, "icm": icm.number}) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert CsatRequest.objects.count() == 1


def test_without_an_icm_what_it_opens_is_asked_for(
    at_work: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    investigate(working, people)
    address = f"/workspace/incidents/{working.number}/csat/new/"
    sent = {**SENT, **FACTS, "icm": "new", "title": "Output stops", "new_because": "No other is about it."}
    response = at_work("eva").post(address, sent)

    assert response.status_code == 302
    assert CsatRequest.objects.get().opening["title"] == "Output stops"
    shown = page(at_work("sam"), response["Location"])
    assert "There is no ICM yet" in shown


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(at_work: Any, make_icm: MakeIcm) -> None:
    icm = make_icm()
    before = everything()
    address = f"/workspace/incidents/{icm.incidents[0].number}/csat/new/"
    response = at_work("eva").post(address, {**SENT, "prevention": "", "icm": "join", "joined": "ICM-1"})

    assert response.status_code == 422
    shown = response.content.decode()
    assert WORDS["why"] in shown
    assert "There is no such ICM." in shown
    assert everything() == before


def test_nobody_asks_about_what_is_closed(at_work: Any, closed: Incident) -> None:
    response = at_work("eva").get(f"/workspace/incidents/{closed.number}/csat/new/")

    assert response.status_code == 409


# --- Deciding ---------------------------------------------------------------------------------------------------------


def test_the_sme_sees_the_case_and_the_letter_as_it_will_be_sent(
    at_work: Any, make_icm: MakeIcm, people: People
) -> None:
    request = ask(make_icm("acknowledged"), people)
    shown = page(at_work("sam"), place(request))

    for words in ("Frustrated, still constructive", WORDS["why"], WORDS["prevention"], "Approve and send"):
        assert words in shown
    assert "Ema Kral (engineering manager), Pam Reyes (product manager)" in shown
    assert "Pia Aalto (ICM owner)" in shown
    assert "A CSAT Impacting IcM has been assigned to your component area" in shown
    assert "sends one letter to 3 people" in shown


@pytest.mark.parametrize("who", ["eva", "eli", "mia"])
def test_who_cannot_decide_is_offered_nothing_to_decide(
    at_work: Any, make_icm: MakeIcm, people: People, who: str
) -> None:
    request = ask(make_icm(), people)

    assert "Approve and send" not in page(at_work(who), place(request))


def test_approving_with_what_the_page_showed(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm("acknowledged"), people)
    response = at_work("sam").post(place(request, "approve-csat"), decision(request, words="Ring them first."))

    assert response.status_code == 302
    assert (again(request).state, again(request).answer) == ("approved", "Ring them first.")
    assert "Ring them first." in page(at_work("eva"), place(request))


def test_a_page_that_is_out_of_date_approves_nothing(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    seen = decision(request)
    actions.revise_csat(request, by=people.eva, **{**WORDS, "why": "Worse now."})
    before = everything()

    assert at_work("sam").post(place(request, "approve-csat"), seen).status_code == 409
    without_version = {**seen, "version": ""}
    assert at_work("sam").post(place(request, "approve-csat"), without_version).status_code == 409
    assert at_work("sam").post(place(request, "approve-csat"), {"words": ""}).status_code == 409
    assert everything() == before


def test_what_is_exceptionally_bad_is_agreed_to_or_not(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm("acknowledged"), people, exceptionally_bad=True)
    answer = at_work("sam").post(place(request, "approve-csat"), decision(request))
    assert answer.status_code == 422

    at_work("sam").post(place(request, "approve-csat"), decision(request, leadership="no"))
    assert (again(request).state, again(request).leadership_wanted) == ("approved", False)


def test_declining_and_asking_for_more_need_words(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    for verb in ("decline-csat", "ask-for-more"):
        assert at_work("sam").post(place(request, verb), decision(request)).status_code == 422

    assert (
        at_work("sam").post(place(request, "ask-for-more"), decision(request, words="Who says so?")).status_code == 302
    )
    assert "Who says so?" in page(at_work("eva"), place(request))
    revise = place(request, "revise-csat")
    assert WORDS["why"] in page(at_work("eva"), revise)
    sent = {**WORDS, "why": "Their CIO wrote.", "version": str(again(request).version)}
    assert at_work("eva").post(revise, sent).status_code == 302
    assert again(request).why == "Their CIO wrote."


def test_without_an_em_the_page_says_so_before_anybody_presses(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    PgMember.objects.filter(role="em").update(is_active=False)

    assert "has no engineering manager in the directory" in page(at_work("sam"), place(request))
    assert at_work("sam").post(place(request, "approve-csat"), decision(request)).status_code == 409


def test_a_manager_ends_it_with_a_reason(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = approved(make_icm("acknowledged"), people)
    version = str(again(request).version)

    assert at_work("mia").post(place(request, "end-csat"), {"version": version}).status_code == 422
    sent = {"version": version, "reason": "They are content now."}
    assert at_work("mia").post(place(request, "end-csat"), sent).status_code == 302
    assert again(request).state == "ended"


# --- Lists and marks --------------------------------------------------------------------------------------------------


def test_approvals_lists_what_waits_for_whom_and_the_menu_counts_it(
    at_work: Any, make_icm: MakeIcm, people: People
) -> None:
    ask(make_icm(), people)
    mine = page(at_work("sam"), "/workspace/approvals/")
    assert '<span class="n hot">1</span>' in mine
    assert "No one is waiting for you" not in mine

    others = page(at_work("eva"), "/workspace/approvals/")
    assert "No one is waiting for you" in others
    assert "Waiting for others" in others


def test_the_incident_says_how_it_stands(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    address = f"/workspace/incidents/{icm.incidents[0].number}/"
    request = ask(icm, people)
    assert "An SME is asked whether this is CSAT impacting" in page(at_work("eva"), address)

    actions.approve_csat(request, by=people.sam)
    shown = page(at_work("eva"), address)
    assert "<h1>[CSAT Impacting] Output stops after scaling</h1>" in shown
    assert f"CSAT impacting, with {icm.number}" in shown


@pytest.mark.parametrize(
    "path",
    [
        *("/workspace/queue/open/", "/workspace/incidents/", "/workspace/search/?q=scaling", "/workspace/approvals/"),
        *("/workspace/tasks/", "/workspace/jump/?q=scaling"),
    ],
)
def test_every_list_says_the_marked_title(at_work: Any, make_icm: MakeIcm, people: People, path: str) -> None:
    from_icm = make_icm("acknowledged")
    incident = from_icm.incidents[0]
    incidents.delegate_task(incident, by=people.eva, title="Read it", assignee=people.eli)
    approved(from_icm, people)

    shown = page(at_work("eli"), path).replace("<mark>", "").replace("</mark>", "")
    assert "[CSAT Impacting] Output stops after scaling" in shown


def test_the_file_of_a_list_says_it_too(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("acknowledged"), people)
    response = at_work("eva").get("/workspace/queue/open/?format=csv")

    assert b"[CSAT Impacting] Output stops after scaling" in b"".join(response.streaming_content)


# --- Risk -------------------------------------------------------------------------------------------------------------


def test_the_owner_alone_is_asked_quietly_and_can_put_it_away(at_work: Any, working: Incident, people: People) -> None:
    say_unhappy(working, by=people.ada, words="The same logs again.")
    address = f"/workspace/incidents/{working.number}/"
    question = "Ada may be unhappy. Escalate before this closes?"
    assert question in page(at_work("eva"), address)
    assert question not in page(at_work("eli"), address)

    assert at_work("eva").post(f"{address}dismiss-risk/", {"reason": ""}).status_code == 302
    assert not RiskDismissal.objects.exists()
    at_work("eva").post(f"{address}dismiss-risk/", {"reason": "I rang her."})
    assert question not in page(at_work("eva"), address)
    assert "I rang her." in page(at_work("mia"), "/workspace/csat-risk/")


def test_the_list_says_why(at_work: Any, working: Incident, people: People) -> None:
    say_unhappy(working, by=people.ada, words="The same logs again.")
    shown = page(at_work("mia"), "/workspace/csat-risk/")

    assert working.number in shown
    assert "They say they are not happy with how this is going" in shown
    assert "The same logs again." in shown


def test_nobody_at_risk_reads_so(at_work: Any, monday: Any, working: Incident) -> None:
    assert "No customer seems unhappy" in page(at_work("mia"), "/workspace/csat-risk/")


def test_an_icm_is_not_marked_by_looking(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    before = everything()
    for verb in ("", "approve-csat", "decline-csat", "ask-for-more", "end-csat", "discuss-csat"):
        at_work("sam").get(place(request, verb))

    assert everything() == before
    assert not Icm.objects.filter(is_csat_impacting=True).exists()


def test_the_icms_page_says_how_the_customer_feels_and_why(at_work: Any, make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    request = approved(icm, people)
    text = page(at_work("eva"), f"/workspace/icms/{icm.number}/")
    for said in ("Frustrated, still constructive", request.why, request.prevention):
        assert said in text

    actions.end_csat(again(request), by=people.mia, reason="They are content.")
    assert request.why not in page(at_work("eva"), f"/workspace/icms/{icm.number}/")
