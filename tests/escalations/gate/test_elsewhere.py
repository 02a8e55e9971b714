"""What is no ground for an ICM opens in place, and is asked of whom it leads to with one press (R31)."""

from django.test import Client

from escalations import actions
from escalations.models import Consultation, GateRefusal, Icm, IcmDraft
from incidents.models import Incident
from tests.escalations.conftest import FACTS, MakeIcm
from tests.escalations.gate.conftest import DETAILS, Open, Visit, answered, saved, text, walk
from tests.people import People


def test_what_is_no_ground_opens_in_place_and_is_counted(at: Visit) -> None:
    answer = at("reason", {"ground": "query", "question": "How do I join two streams?"})

    assert answer.status_code == 422
    assert "Ask the SMEs for Query" in text(answer)
    assert "Sam Okoye" in text(answer)
    assert "How do I join two streams?" in text(answer)
    assert GateRefusal.objects.values_list("ground", "led_to").get() == ("query", "consultation")


def test_one_press_asks_with_everything_that_was_typed(at: Visit, incident: Incident) -> None:
    walk(at)
    at("reason", {"ground": "query"})

    at("consult-instead", {"ground": "query", "question": "How do I join two streams?"})

    asked = Consultation.objects.get()
    assert (asked.incident, asked.audience) == (incident, "smes")
    assert asked.question.startswith("How do I join two streams?")
    for words in ("The metric stays at 0.", *FACTS.values()):
        assert words in asked.question
    refusal = GateRefusal.objects.get()
    assert refusal.consultation == asked
    assert IcmDraft.objects.exists()


def test_who_asks_at_once_was_led_there_too(at: Visit) -> None:
    at("consult-instead", {"ground": "unsure_how_to_troubleshoot"})

    assert Consultation.objects.get().audience == "colleagues"
    assert GateRefusal.objects.get().consultation == Consultation.objects.get()


def test_only_a_reason_that_is_none_is_asked(at: Visit) -> None:
    assert at("consult-instead", {"ground": "bug_evidence"}).status_code == 422
    assert not Consultation.objects.exists()


def test_an_answer_that_says_icm_opens_the_gate_with_its_ground(at: Visit, incident: Incident, people: People) -> None:
    at("reason", {"ground": "query"})
    consultation = answered(incident, people, by=people.sam)

    client = Client()
    client.force_login(people.eva)
    page = text(client.get(f"/workspace/incidents/{incident.number}/icms/"))
    assert "Sam Okoye answered that an ICM is right." in page
    assert f"/icm/checked/?consultation={consultation.number}" in page

    page = text(at(f"checked?consultation={consultation.number}"))
    assert '<input type="hidden" name="ground" value="expert_indicated">' in page
    at("checked", {"ground": "expert_indicated", "consultation": consultation.number})
    at("team", {"kind": "feature_request"})
    at("details", DETAILS)
    at("read", saved(at))
    assert Icm.objects.get().consultation == consultation


def test_the_call_to_open_one_goes_once_it_was_followed(
    at: Visit, incident: Incident, people: People, opened: Open
) -> None:
    consultation = answered(incident, people, by=people.sam)
    client = Client()
    client.force_login(people.eva)
    places = (f"/workspace/incidents/{incident.number}/icms/", f"/workspace/consultations/{consultation.number}/")
    way_on = f"/icm/checked/?consultation={consultation.number}"
    assert all(way_on in text(client.get(place)) for place in places)

    icm = opened(ground="expert_indicated", consultation=consultation, evidence="")

    assert not any(way_on in text(client.get(place)) for place in places)
    assert all(icm.number in text(client.get(place)) for place in places)


def test_an_answer_after_the_icm_calls_for_another(incident: Incident, people: People, opened: Open) -> None:
    opened()
    answered(incident, people, by=people.sam)
    client = Client()
    client.force_login(people.eva)

    assert "Sam Okoye answered that an ICM is right." in text(
        client.get(f"/workspace/incidents/{incident.number}/icms/")
    )


def test_to_join_one_follows_the_answer_too(make_icm: MakeIcm, incident: Incident, people: People) -> None:
    answered(incident, people, by=people.sam)
    client = Client()
    client.force_login(people.eva)
    actions.join(make_icm(), by=people.eva, incident=incident)

    assert "answered that an ICM is right" not in text(client.get(f"/workspace/incidents/{incident.number}/icms/"))
