"""What ends a record ends what was being written about it; an answer that comes too late is not lost (D22)."""

from collections.abc import Callable
from typing import Any

import pytest

from escalations import actions
from escalations.models import Icm, PgMember
from incidents import actions as incident_actions
from incidents.actions.words import BODY
from incidents.models import Draft, Incident
from tests.aftermath import everything
from tests.conftest import Make, bring_to
from tests.escalations import asking, ladder
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.written import TYPED, browser, keep, of_csat, page_of
from tests.people import People

Ending = Callable[[People, Any], Any]
ENDS: dict[str, tuple[str, str, Ending]] = {
    "approved": ("discuss_csat", "eli", lambda people, csat: actions.approve_csat(csat, by=people.sam)),
    "declined": ("revise_csat", "eva", lambda people, csat: actions.decline_csat(csat, by=people.sam, reason="No.")),
    "its incident closed": ("decide_csat", "sam", lambda people, csat: close(csat.incident, people)),
}


def close(incident: Incident, people: People) -> Incident:
    incident = Incident.objects.get(pk=incident.pk)
    return incident_actions.withdraw(incident, by=people.ada, reason="It runs again.")


@pytest.mark.parametrize("end", ENDS)
def test_a_request_that_ends_takes_its_drafts_along(people: People, make: Make, end: str) -> None:
    form, who, happen = ENDS[end]
    csat, other = (asking.asked_about(make("work_in_progress"), people) for _each in range(2))
    for each in (csat, other):
        keep(people.by_name(who), form, each.number, **of_csat(each.number, form).text)
    happen(people, asking.again(csat))

    assert Draft.objects.get().form == f"{form}-{other.pk}"
    assert keep(people.by_name(who), form, csat.number, body=TYPED).status_code == 409
    assert Draft.objects.count() == 1


def test_so_does_a_question_that_is_taken_back(people: People, make: Make) -> None:
    asked = ladder.ask(make("work_in_progress"), people)
    keep(people.eli, "answer", asked.number, body=TYPED)
    actions.end(asked, by=people.eva)

    assert not Draft.objects.exists()
    assert keep(people.eli, "answer", asked.number, body=TYPED).status_code == 409


def test_so_does_an_icm_that_closes_but_for_what_shiproom_goes_on_with(people: People) -> None:
    icm = asking.in_shiproom(bring_to("work_in_progress", people), people)
    for form in ("update", "note", "review_icm"):
        assert keep(people.eva, form, icm.number, body=TYPED, lesson=TYPED).status_code == 200
    finish(icm, people)

    assert Draft.objects.get().form == f"review_icm-{icm.pk}"
    assert keep(people.eva, "update", icm.number, body=TYPED).status_code == 409


def finish(icm: Icm, people: People) -> None:
    member = PgMember.objects.get(role="engineer")
    icm = actions.acknowledge(Icm.objects.get(pk=icm.pk), by=member)
    actions.close(actions.resolve(icm, by=member, resolution="fixed", body="In 5.12."), by=people.eva, body="Seen.")


def test_what_is_written_about_an_incident_goes_when_it_closes(people: People, make: Make) -> None:
    incident, other = make("work_in_progress"), make("work_in_progress")
    for each in (incident, other):
        keep(people.eva, "ask", each.number, question=TYPED)
        keep(people.eva, "review_incident", each.number, guidance=TYPED)
    close(incident, people)

    assert set(Draft.objects.values_list("incident", flat=True)) == {other.pk}
    assert keep(people.eva, "ask", incident.number, question=TYPED).status_code == 409


@pytest.mark.parametrize("is_answered", [True, False])
def test_an_answer_to_the_product_group_does_not_stand_under_its_next_question(
    people: People, make_icm: MakeIcm, pg: ProductGroup, is_answered: bool
) -> None:
    icm = make_icm("needs_information")
    keep(people.eva, "provide_information", icm.number, body=TYPED)
    keep(people.eva, "update", icm.number, body="Hello Pia.")
    if is_answered:
        actions.provide_information(again(icm), by=people.eli, body="5.11")
        assert Draft.objects.get().form == f"update-{icm.pk}"
        assert keep(people.eva, "provide_information", icm.number, body=TYPED).status_code == 409
    else:
        actions.resolve(again(icm), by=pg.pia, resolution="fixed", body="In 5.12.")
        actions.send_back(again(icm), by=people.eli, reason="It stops still.")
    actions.request_information(again(icm), by=pg.pia, body="Which region?")

    assert TYPED not in page_of(people.eva, f"icms/{icm.number}/provide-information/")
    assert Draft.objects.get().form == f"update-{icm.pk}"


def again(icm: Icm) -> Icm:
    return Icm.objects.get(pk=icm.pk)


# --- An answer that comes too late ------------------------------------------------------------------------------------


def test_a_question_that_went_up_meanwhile_gives_the_words_back(people: People, working: Incident) -> None:
    asked = ladder.ask(working, people)
    keep(people.eli, "answer", asked.number, body=TYPED)
    actions.move_up(asked, by=people.eva, reason="It presses.")
    before = everything()
    sent = {"body": f"{TYPED} I know why.", "icm_indicated": "no", "nonce": "one-page"}
    answer = browser(people.eli).post(f"/workspace/consultations/{asked.number}/answer/", sent)
    page = answer.content.decode()

    assert (answer.status_code, everything()) == (403, before)
    assert f"{TYPED} I know why.</textarea>" in page
    assert "The SMEs of Query are asked now" in page
    assert "Save as a team note" in page
    assert f"{TYPED}</textarea>" in page_of(people.eli, f"consultations/{asked.number}/"), "the draft, on every reading"
    assert TYPED not in page_of(people.mia, f"consultations/{asked.number}/")


def test_and_they_can_be_left_with_the_incident(people: People, working: Incident) -> None:
    asked = ladder.ask(working, people)
    keep(people.eli, "answer", asked.number, body=TYPED)
    actions.move_up(asked, by=people.eva, reason="It presses.")
    address = f"/workspace/consultations/{asked.number}/keep-as-note/"
    assert f'action="{address}"' in page_of(people.eli, f"consultations/{asked.number}/")
    noted = browser(people.eli).post(address, {"body": TYPED, "nonce": "one-page"})

    assert (noted.status_code, noted["Location"]) == (302, f"/workspace/incidents/{working.number}/")
    assert TYPED in page_of(people.eva, f"incidents/{working.number}/")
    assert not Draft.objects.exists(), "it is not there to be left a second time"
    assert TYPED not in page_of(people.eli, f"consultations/{asked.number}/")


def test_which_costs_no_other_note_that_is_half_written_there(people: People, working: Incident) -> None:
    asked = ladder.ask(working, people)
    keep(people.eli, "answer", asked.number, body=TYPED)
    browser(people.eli).post(f"/workspace/incidents/{working.number}/drafts/add_note/", {"body": "A lease."})
    actions.move_up(asked, by=people.eva, reason="It presses.")
    browser(people.eli).post(f"/workspace/consultations/{asked.number}/keep-as-note/", {"body": TYPED})

    assert [(each.form, each.fields) for each in Draft.objects.all()] == [("add_note", {"body": "A lease."})]


@pytest.mark.parametrize("body", ["", "x" * (BODY + 1)])
def test_a_note_that_cannot_be_kept_costs_no_draft(people: People, working: Incident, body: str) -> None:
    asked = ladder.ask(working, people)
    keep(people.eli, "answer", asked.number, body=TYPED)
    actions.move_up(asked, by=people.eva, reason="It presses.")
    before = everything()
    answer = browser(people.eli).post(f"/workspace/consultations/{asked.number}/keep-as-note/", {"body": body})

    assert (answer.status_code, everything()) == (422, before)
    assert f"{body or TYPED}</textarea>" in answer.content.decode()
    assert 'href="#id_body"' in answer.content.decode()
