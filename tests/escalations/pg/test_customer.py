"""A PG member's page tells who the customer is while they are in the conversation, and at no other time (R37)."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from escalations import actions
from escalations.models import Icm
from incidents import actions as incidents
from incidents.models import Attachment, Guest, Incident
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.pg.conftest import ComeIn, Reader
from tests.escalations.pg.test_doing import nothing_changes
from tests.escalations.pg.test_page import said
from tests.escalations.thread import asked, inside
from tests.people import People

NAME, ORGANISATION, TITLE = "Ada Lindqvist", "Contoso", "Zeeland harbour"
GREETING = "Dear Ms Lindqvist, which build is it?"


@pytest.fixture
def icm(make_icm: MakeIcm) -> Icm:
    icm = make_icm("acknowledged")
    Incident.objects.update(title=TITLE)
    return icm


@pytest.fixture
def pia(icm: Icm, pg: ProductGroup, come_in: ComeIn) -> Reader:
    return come_in(pg.pia, icm)


def now_is() -> Icm:
    return Icm.objects.get()


def shown(reader: Reader) -> set[str]:
    """What of the customer the page tells."""
    words = said(reader.get())
    return {each for each in (NAME, ORGANISATION, TITLE) if each in words}


def test_nothing_before_everything_inside_and_nothing_after_leaving(pia: Reader) -> None:
    assert shown(pia) == set()

    pia.do("ask-to-join", reason="To see it happen.")
    assert shown(pia) == {NAME, ORGANISATION, TITLE}
    assert "@contoso.example" not in pia.text  # they write here, and never to an address

    pia.do("leave")
    assert shown(pia) == set()


def test_being_asked_tells_nothing_yet(pia: Reader, icm: Icm, people: People) -> None:
    asked(icm, people)
    assert shown(pia) == set()

    pia.do("decline-consent", reason="Not my part.")
    assert shown(pia) == set()
    assert "Support knows." in said(pia.get(f"{pia.path}?done=decline_consent"))


def test_a_ground_alone_tells_nothing(pia: Reader, people: People, pg: ProductGroup) -> None:
    """At severity 1 anybody can be added by name; who was not is told no name (R37)."""
    incidents.assign(Incident.objects.get(), by=people.eva, severity=1)
    assert shown(pia) == set()

    actions.add_to_thread(now_is(), by=people.eva, member=pg.pia)
    assert shown(pia) == {NAME, ORGANISATION, TITLE}


def test_it_goes_when_support_takes_them_out(pia: Reader, people: People, pg: ProductGroup) -> None:
    pia.do("ask-to-join")
    actions.remove_from_thread(now_is(), by=people.eva, member=pg.pia, reason="Done here.")

    assert shown(pia) == set()


def test_it_goes_when_the_incident_is_closed(pia: Reader, people: People) -> None:
    pia.do("ask-to-join")
    incident = incidents.propose_solution(Incident.objects.get(), by=people.eva, kind="workaround", body="Scale down.")
    incidents.accept_solution(incident, by=people.ada)

    assert shown(pia) == set()


def test_it_is_for_who_is_inside_and_for_nobody_else_of_the_same_icm(
    pia: Reader, icm: Icm, pg: ProductGroup, come_in: ComeIn, people: People
) -> None:
    pia.do("ask-to-join")
    pia.do("write-to-customer", body=GREETING)
    approved(now_is(), people)  # so that Ema gets a link of her own
    ema = come_in(pg.ema, icm)

    assert shown(ema) == set()
    assert GREETING not in said(ema.text)
    assert "Pia Aalto wrote to the customer" in said(ema.text)
    assert GREETING in said(pia.get())
    pia.do("leave")
    assert GREETING not in said(pia.get())


# --- Only for this question -------------------------------------------------------------------------------------------


def test_a_yes_for_one_question_ends_with_the_words_to_the_customer(pia: Reader, icm: Icm, people: People) -> None:
    asked(icm, people)
    pia.get()
    assert "Only for this question" in said(pia.text)
    text = pia.do("consent", only_once="on")
    assert "once; with that you are out again" in said(text)
    assert inside(Incident.objects.get()) == {"pia": "consented"}

    text = pia.do("write-to-customer", body="Which partition key do you use?")

    assert "out of the conversation again" in said(text)
    assert Incident.objects.get().messages.latest("pk").body == "Which partition key do you use?"
    assert inside(Incident.objects.get()) == {}
    assert now_is().consents.get().state == "ended"
    assert shown(pia) == set()


def test_a_whole_yes_stays(pia: Reader, icm: Icm, people: People) -> None:
    asked(icm, people)
    pia.get()
    pia.do("consent")
    pia.do("write-to-customer", body="Which partition key do you use?")

    assert inside(Incident.objects.get()) == {"pia": "consented"}


def test_words_that_say_nothing_come_back_in_their_place(pia: Reader, icm: Icm, people: People) -> None:
    asked(icm, people)
    pia.get()
    pia.do("consent", only_once="on")

    with nothing_changes():
        text = pia.do("write-to-customer", body=" ")
    assert pia.status == 422
    assert "Write to the customer first" in said(text)
    assert 'class="errsum" role="alert" tabindex="-1" data-focus autofocus' in text
    pointed = re.findall(r'<li><a href="#(\w+)">', text)
    assert pointed
    assert all(f'id="{place}"' in text for place in pointed)
    assert Guest.objects.there().exists()


# --- Files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(icm: Icm, people: People, settings: Any, tmp_path: Any) -> dict[str, str]:
    """One of the customer's and one of the team's: the address of each by its name."""
    trace, note = SimpleUploadedFile("trace.log", b"Stopped at 07:40."), SimpleUploadedFile("ours.log", b"Between us.")
    incidents.post_message(Incident.objects.get(), by=people.ada, body="The trace.", files=[trace])
    incidents.add_note(Incident.objects.get(), by=people.eva, body="Ours.", files=[note])
    return {each.name: f"/pg/icm/{icm.number}/files/{each.key}/{each.name}" for each in Attachment.objects.all()}


def status(reader: Reader, address: str) -> int:
    return reader.client.get(address).status_code


def test_the_customers_files_are_for_who_is_inside(pia: Reader, files: dict[str, str]) -> None:
    assert status(pia, files["trace.log"]) == 404

    pia.get()
    pia.do("ask-to-join")
    assert files["trace.log"] in pia.text
    answer = pia.client.get(files["trace.log"])
    assert (answer.status_code, b"".join(answer)) == (200, b"Stopped at 07:40.")
    assert answer["Content-Disposition"].startswith("attachment")
    assert status(pia, files["ours.log"]) == 404

    pia.get()
    pia.do("leave")
    assert status(pia, files["trace.log"]) == 404
