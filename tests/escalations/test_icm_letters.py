"""What an ICM's acts say to the support team: the letters, and the lines on the incident's timeline."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from escalations import actions, notices
from escalations.models import Icm
from incidents.models import Event
from notifications.letters import Letter
from notifications.models import Notification
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People


@pytest.fixture
def lived(make_icm: MakeIcm, people: People, pg: ProductGroup) -> Icm:
    """Everything that can happen to one, whose incident is Eva's and which Eli opened nothing of."""
    icm = actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=pg.pete, body="Pete wrote the writer.")
    icm = actions.acknowledge(icm, by=pg.pete)
    icm = actions.request_information(icm, by=pg.pete, body="Which **build** is it?")
    icm = actions.provide_information(icm, by=people.eli, body="It is build 5.11.")
    icm = actions.update(icm, by=pg.pete, body="A lease is never given back.")
    icm = actions.mitigate(icm, by=pg.pete, body="Restarted by hand.")
    insight = "Start it in two regions."
    return actions.resolve(icm, by=pg.pete, resolution="by_design", body="As it is meant.", insight=insight)


def letter(verb: str, person: str = "eva@relief.example") -> Letter:
    row = Notification.objects.filter(verb=verb, audience="staff", address=person).latest("pk")
    found = notices.letter(row)
    assert found is not None
    return found


SUBJECTS = {
    "acknowledge": "Pete Ndiaye has ICM-{n} now",
    "request_information": "ICM-{n} needs you: Pete Ndiaye asks for information",
    "update": "News on ICM-{n} from Pete Ndiaye",
    "mitigate": "ICM-{n} is mitigated, says Pete Ndiaye",
    "resolve": "ICM-{n} needs you: resolved, by design",
    "hand_over": "ICM-{n} waits for a new owner",
}
WORDS = {
    "request_information": "Which **build** is it?",
    "update": "A lease is never given back.",
    "mitigate": "Restarted by hand.",
    "resolve": "Start it in two regions.",
    "hand_over": "Pete wrote the writer.",
}

# Looked at beside the verbs that they tell of
ELSEWHERE = {"consent", "decline_consent", "ask_to_join", "leave", "add_to_thread", "remove_from_thread"}
ELSEWHERE |= {"bring_in", "deny", "review_icm", "chase_engagement"}


def test_every_letter_of_ours_is_looked_at_below() -> None:
    told = {verb for (kind, verb), who in notices.READERS.items() if kind == "icm" and "staff" in who}

    assert told == set(SUBJECTS) | ELSEWHERE


@pytest.mark.parametrize("verb", SUBJECTS)
def test_a_letter_says_what_happened_and_leads_to_the_icm(lived: Icm, verb: str) -> None:
    found, number = letter(verb), lived.number.removeprefix("ICM-")

    assert found.subject == SUBJECTS[verb].format(n=number)
    assert len(found.subject) < 70
    assert WORDS.get(verb, "") in found.text
    for part in (found.text, found.html):
        assert f"/workspace/icms/{lived.number}/" in part
        assert f"Open {lived.number}" in part
        assert "You get this because you opened" in part
        assert "{" not in part.replace("{ ", "").split("<body>")[-1]
    assert lived.incidents[0].number in found.text
    assert "Contoso" in found.text


def test_the_html_part_has_the_words_as_they_are_meant(lived: Icm) -> None:
    assert "<strong>build</strong>" in letter("request_information").html


def test_who_owns_an_incident_that_it_hits_reads_why(lived: Icm, people: People) -> None:
    Icm.objects.filter(pk=lived.pk).update(opened_by=people.eli)
    assert "because you own an incident that" in letter("mitigate").text


def test_a_note_for_the_team_says_so(make_icm: MakeIcm, people: People) -> None:
    icm = actions.update(make_icm(), by=people.eli, body="They knew.", is_for_support=True)
    found = letter("update")

    assert found.subject == f"Eli Brandt noted something on {icm.number}"
    assert "the product group does not see it" in found.text


# --- The lines of the timeline ----------------------------------------------------------------------------------------

LINES = {
    "open_icm": "<b>You</b> opened {link}: Output stops after scaling to 12 units",
    "acknowledge": "<b>Pete Ndiaye</b> (product group) has {link} now",
    "request_information": "<b>Pete Ndiaye</b> (product group) asks for information on {link}. Action is needed.",
    "provide_information": "<b>Eli Brandt</b> answered on {link}",
    "update": "<b>Pete Ndiaye</b> (product group) wrote on {link}",
    "mitigate": "<b>Pete Ndiaye</b> (product group) mitigated {link}. Action is needed.",
    "resolve": "<b>Pete Ndiaye</b> (product group) resolved {link}: by design. Action is needed.",
    "hand_over": "<b>Pia Aalto</b> (product group) handed {link} over to Pete Ndiaye",
    "close": "<b>You</b> verified and closed {link}",
    "send_back": "<b>You</b> sent {link} back",
    "join": "<b>Eli Brandt</b> attached it to {link}: Output stops after scaling to 12 units",
}


@pytest.mark.parametrize("verb", LINES)
def test_each_act_has_its_line(lived: Icm, people: People, make: Make, verb: str) -> None:
    if verb == "close":
        actions.close(lived, by=people.eva, body="Seen.")
    if verb in {"send_back", "join"}:
        lived = actions.send_back(lived, by=people.eva, reason="No.")
    if verb == "join":
        actions.join(lived, by=people.eli, incident=make("work_in_progress"))
    event = Event.objects.filter(verb=verb).select_related("by", "message", "incident").latest("pk")

    assert LINES[verb].format(link=f'<a href="/workspace/icms/{lived.number}/">{lived.number}</a>') in line_of(
        event, people
    )


def line_of(event: Event, people: People) -> str:
    message = getattr(event, "message", None)
    context = {"event": event, "incident": event.incident, "reader": people.eva, "staff": True}
    with timezone.override("Europe/Amsterdam"):
        return " ".join(render_to_string(event.template, {**context, "message": message}).split())


def test_no_customer_reads_a_line_of_it(lived: Icm, people: People) -> None:
    seen = lived.incidents[0].events.visible_to(people.ada)
    assert not [event.verb for event in seen if event.verb in LINES]
