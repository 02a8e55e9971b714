"""Asking, answering and the lists of what waits, on pages (R30)."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from escalations import actions
from escalations.models import Consultation, TeamChannel
from incidents import actions as incident_actions
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, answered, ask, away
from tests.escalations.written import keep
from tests.people import People

LIST = "/workspace/consultations/"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def place(consultation: Consultation, verb: str = "") -> str:
    return f"{LIST}{consultation.number}/{verb}"


def form(incident: Incident, **more: str) -> dict[str, str]:
    return {"question": "How do I go on?", "area": "query", "audience": "colleagues", "reason": "", **more}


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_the_form_says_who_would_be_asked_and_who_is_away(people: People, working: Incident, pg: ProductGroup) -> None:
    away(people.sam)
    TeamChannel.objects.create(area=people.query, audience="smes", url="https://chat.example/q", label="#query")
    page = text(browser(people.eva), f"/workspace/incidents/{working.number}/consult/")

    assert "Sam Okoye" in page
    assert "away until" in page
    assert "nobody is there" in page, "no SME but Sam"
    assert "Pia Aalto" in page
    assert "https://chat.example/q" in page


def test_what_another_page_brings_along_stands_in_the_form(people: People, working: Incident) -> None:
    path = f"/workspace/incidents/{working.number}/consult/?question=Why%20so&audience=smes&reason=Skills"
    page = text(browser(people.eva), path)

    assert "Why so" in page
    assert re.search('<input[^>]*value="smes"[^>]*checked', page)
    assert ">\nSkills</textarea>" in page


def test_what_is_brought_along_or_chosen_now_wins_over_what_was_kept(people: People, working: Incident) -> None:
    kept = {"question": "An older one", "area": "query", "audience": "pg", "reason": "Skills"}
    keep(people.eva, "ask", working.number, **kept)
    path = f"/workspace/incidents/{working.number}/consult/"
    panel = browser(people.eva).get(f"{path}?area=inputs", headers={"HX-Request": "true"})
    assert "Who is there for Inputs" in panel.content.decode()

    page: Any = browser(people.eva).get(f"{path}?question=Why%20so&audience=smes&reason=")
    form = page.context["form"]
    assert {name: form[name].value() for name in kept} == {**kept, "question": "Why so", "audience": "smes"}
    nonsense: Any = browser(people.eva).get(f"{path}?audience=nobody")
    assert nonsense.context["form"]["audience"].value() == "pg"


def test_asking_leads_to_the_question(people: People, working: Incident) -> None:
    response = browser(people.eva).post(f"/workspace/incidents/{working.number}/consult/", form(working))

    assert response.status_code == 302
    asked = Consultation.objects.get()
    assert response["Location"] == place(asked)
    assert (asked.question, asked.audience, asked.asked_by) == ("How do I go on?", "colleagues", people.eva)


def test_a_form_that_is_sent_twice_asks_once(people: People, working: Incident) -> None:
    client, sent = browser(people.eva), {**form(working), "nonce": "once"}
    places = {client.post(f"/workspace/incidents/{working.number}/consult/", sent)["Location"] for _each in range(2)}

    assert len(places) == 1
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"question": ""}, {"area": ""}, {"audience": ""}, {"audience": "smes"}])
def test_what_is_missing_comes_back_with_what_was_typed(
    people: People, working: Incident, wrong: dict[str, str]
) -> None:
    before = everything()
    response = browser(people.eva).post(
        f"/workspace/incidents/{working.number}/consult/", {**form(working, question="A long story"), **wrong}
    )

    assert response.status_code == 422
    assert "question" in wrong or "A long story" in response.content.decode()
    assert everything() == before


def test_a_closed_incident_refuses_it(people: People, closed: Incident) -> None:
    before, client = everything(), browser(people.eva)
    path = f"/workspace/incidents/{closed.number}/consult/"

    assert client.get(path).status_code == 409
    assert client.post(path, form(closed)).status_code == 409
    assert everything() == before


# --- One --------------------------------------------------------------------------------------------------------------


def test_its_page_shows_question_ladder_and_incident(people: People, working: Incident) -> None:
    asked = actions.move_up(ask(working, people), by=people.eva, reason="None of them knows.")
    page = text(browser(people.sam), place(asked))

    for words in ("The writer starts and stops.", "None of them knows.", "asked now", working.title, "Your answer"):
        assert words in page


def test_an_answer_by_its_form(people: People, working: Incident) -> None:
    asked = ask(working, people)
    sent = {"body": "Read the lease log.", "icm_indicated": "yes", "version": str(asked.version)}
    response = browser(people.eli).post(place(asked, "answer/"), sent)

    assert (response.status_code, response["Location"]) == (302, place(asked))
    said = again(asked).answers.get()
    assert (said.by, said.body, said.icm_indicated) == (people.eli, "Read the lease log.", True)
    assert "An ICM is right" in text(browser(people.eva), place(asked))


def test_who_cannot_answer_is_told_who_can(people: People, working: Incident) -> None:
    asked = ask(working, people, "smes")
    page = text(browser(people.eli), place(asked))

    assert "Your answer" not in page
    assert "Sam Okoye" in page
    sent = {"body": "So.", "icm_indicated": "no"}
    assert browser(people.eli).post(place(asked, "answer/"), sent).status_code == 403


def test_an_answer_says_whether_an_icm_is_right(people: People, working: Incident) -> None:
    asked = ask(working, people)
    response = browser(people.eli).post(place(asked, "answer/"), {"body": "Read the lease log."})

    assert response.status_code == 422
    assert "Read the lease log." in response.content.decode()
    assert again(asked).state == "asked"


def test_an_older_page_answers_nothing_and_the_words_are_kept(people: People, working: Incident) -> None:
    asked = ask(working, people)
    actions.answer(asked, by=people.sen, body="So.", icm_indicated=False)
    sent = {"body": "Or so.", "icm_indicated": "no", "version": str(asked.version)}
    response = browser(people.eli).post(place(asked, "answer/"), sent)

    assert response.status_code == 409
    assert "Or so." in response.content.decode()
    assert again(asked).answers.count() == 1


def test_it_is_moved_up_and_taken_back_by_forms(people: People, working: Incident) -> None:
    asked, client = ask(working, people), browser(people.eva)
    assert client.post(place(asked, "move-up/"), {"reason": ""}).status_code == 422
    assert client.post(place(asked, "move-up/"), {"reason": "None of them knows."}).status_code == 302
    assert again(asked).audience == "smes"
    assert client.post(place(asked, "end/"), {}).status_code == 302
    assert again(asked).state == "ended"


def test_an_address_of_a_verb_leads_to_its_page(people: People, working: Incident) -> None:
    asked = ask(working, people)
    for verb in ("answer/", "move-up/", "end/"):
        assert browser(people.eli).get(place(asked, verb))["Location"] == place(asked)


# --- The lists --------------------------------------------------------------------------------------------------------


def test_what_waits_for_me_comes_first(
    monday: datetime, later: Any, people: People, make: Make, pg: ProductGroup
) -> None:
    slow, done, closing = make("work_in_progress"), make("work_in_progress"), make("solution_proposed")
    waits = ask(slow, people, question="Which one waits?")
    answered(done, people)
    ask(closing, people, question="Which one is closed?")
    incident_actions.accept_solution(closing, by=people.ada)
    with later(minutes=5):
        urgent = ask(make("work_in_progress", severity=1), people, question="Which one is urgent?")
        actions.move_up(urgent, by=people.eva, reason="At once.")
        page = text(browser(people.sam), LIST)

    assert "Which one waits?" in page
    assert page.index("Which one waits?") < page.index("Which one is urgent?"), "what is due first stands first"
    assert "starts and stops" not in page, "it is answered"
    assert "Which one is closed?" not in page, "nobody is asked about what is closed"
    assert "Which one is urgent?" not in text(browser(people.eli), LIST), "it is the SMEs' now"
    assert waits.number not in text(browser(people.eva), LIST), "she asked it herself"
    assert waits.number in text(browser(people.eva), f"{LIST}?show=asked")
    assert waits.number in text(browser(people.mia), f"{LIST}?show=all&state=asked")
    assert waits.number not in text(browser(people.mia), f"{LIST}?show=all&state=answered")


def test_the_menu_counts_what_waits_for_me(people: People, working: Incident) -> None:
    def counted(person: User) -> bool:
        return 'Consultations<span class="n">1</span>' in text(browser(person), "/workspace/absences/")

    asked = ask(working, people)
    assert counted(people.eli)
    assert not counted(people.eva)
    actions.answer(asked, by=people.sen, body="So.", icm_indicated=False)
    assert not counted(people.eli)


def test_the_list_goes_on_page_after_page(
    monday: datetime, people: People, working: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escalations.views.workspace.consultations.PAGE", 2)
    asked = [ask(working, people) for _each in range(5)]
    seen, path = [], f"{LIST}?show=all"
    for _page in range(3):
        page = browser(people.eva).get(path)
        seen += [row.number for row in page.context["rows"]]
        path = LIST + page.context["more"]

    assert seen == [each.number for each in reversed(asked)]


def test_the_incident_shows_what_was_asked_about_it(people: People, working: Incident) -> None:
    asked = answered(working, people, icm_indicated=True)

    assert f"/workspace/incidents/{working.number}/consultations/" in text(
        browser(people.eva), f"/workspace/incidents/{working.number}/"
    )
    panel = text(browser(people.eva), f"/workspace/incidents/{working.number}/consultations/")
    assert asked.number in panel
    assert "An ICM is right" in panel


def test_its_lines_stand_in_the_incidents_timeline(people: People, working: Incident, pg: ProductGroup) -> None:
    asked = actions.move_up(ask(working, people, "smes"), by=people.eva, reason="No time.")
    actions.answer(asked, by=pg.pia, body="Open one.", icm_indicated=True)
    page = text(browser(people.eva), f"/workspace/incidents/{working.number}/")

    for words in ("moved", "Pia Aalto", "an ICM is right", f'href="{place(asked)}"'):
        assert words in page
    customers = text(browser(people.ada), f"/portal/incidents/{working.number}/")
    for words in (asked.number, "No time.", "Pia Aalto", "Open one."):
        assert words not in customers


@pytest.mark.parametrize("name", ["ada", "lead", "root"])
def test_for_whoever_is_not_of_the_team_there_is_nothing(people: People, working: Incident, name: str) -> None:
    asked, client = ask(working, people), browser(people.by_name(name))
    before = everything()

    for path in (LIST, place(asked), f"/workspace/incidents/{working.number}/consult/", "/workspace/absences/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"question": "So?"}).status_code == 404
    assert client.post(place(asked, "answer/"), {"body": "So.", "icm_indicated": "no"}).status_code == 404
    assert everything() == before
