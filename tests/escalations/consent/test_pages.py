"""The pages and tools around a customer's conversation: ours, the customer's, the product group's (R37)."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import ApiToken, User
from escalations import actions
from escalations.models import Icm, PgMember
from escalations.views.pg_part import parts_of
from incidents import actions as incidents
from incidents.models import Incident
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import EXHAUSTED, asked, inside, joined
from tests.people import People


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def icm(make_icm: MakeIcm) -> Icm:
    return make_icm("acknowledged")


@pytest.fixture
def incident(icm: Icm) -> Incident:
    return Incident.objects.get(pk=icm.incidents[0].pk)


# --- The support team -------------------------------------------------------------------------------------------------


def test_consent_is_asked_for_on_the_page_of_the_three_grounds(icm: Icm, incident: Incident, people: People) -> None:
    page = as_(people.eva).get(f"/workspace/incidents/{incident.number}/pg-consent/")
    assert "Pia Aalto is asked by mail" in text(page)
    assert "Not now: this is severity 3" in text(page)

    fields = {"exhausted": EXHAUSTED, "incident": incident.number, "version": icm.version}
    answer = as_(people.eva).post(f"/workspace/icms/{icm.number}/request-consent/", fields, follow=True)

    assert "Asked. The conversation stays as it is" in text(answer)
    assert "no answer yet, so not in" in text(answer)
    assert inside(incident) == {}


def test_what_is_missing_is_said_beside_its_field(icm: Icm, people: People) -> None:
    answer = as_(people.eva).post(f"/workspace/icms/{icm.number}/request-consent/", {"exhausted": ""})

    assert answer.status_code == 422
    assert "Say what was tried" in text(answer)


def test_at_severity_1_names_are_offered(icm: Icm, incident: Incident, people: People, pg: ProductGroup) -> None:
    incidents.assign(incident, by=people.eva, severity=1)
    page = as_(people.eva).get(f"/workspace/incidents/{incident.number}/pg-consent/")
    assert "Pete Ndiaye, PG engineer" in text(page)

    fields = {"member": pg.pete.email, "incident": incident.number}
    as_(people.eva).post(f"/workspace/icms/{icm.number}/add-to-thread/", fields)

    assert inside(incident) == {"pete": "severity_1"}


def test_who_is_in_is_taken_out_with_a_reason(icm: Icm, incident: Incident, people: People, pg: ProductGroup) -> None:
    joined(icm, people, pg.pia)
    assert "Take Pia Aalto out" in text(as_(people.eva).get(f"/workspace/incidents/{incident.number}/pg-consent/"))

    fields = {"member": pg.pia.email, "reason": "Done here."}
    as_(people.eva).post(f"/workspace/icms/{icm.number}/remove-from-thread/", fields)

    assert inside(incident) == {}


def test_the_composer_names_who_gets_it_with_their_ground(
    icm: Icm, incident: Incident, people: People, pg: ProductGroup
) -> None:
    before = text(as_(people.eva).get(f"/workspace/incidents/{incident.number}/"))
    assert "<b>Ada Lindqvist</b> will get this by email" in before

    joined(icm, people, pg.pia)
    after = text(as_(people.eva).get(f"/workspace/incidents/{incident.number}/"))

    assert "<b>Ada Lindqvist and Pia Aalto (PG: Asked, they agreed)</b> will get this by email" in after
    assert "joined the customer&#x27;s conversation" in after or "joined the customer's conversation" in after


def test_an_incident_without_an_icm_says_what_comes_first(people: People, make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("closed")
    page = as_(people.eva).get(f"/workspace/incidents/{icm.incidents[0].number}/pg-consent/")

    assert "This incident has no open ICM" in text(page)


# --- The customer -----------------------------------------------------------------------------------------------------


def test_the_customer_reads_the_guest_by_first_name_and_part(
    icm: Icm, incident: Incident, people: People, pg: ProductGroup
) -> None:
    joined(icm, people, pg.pia)
    actions.write_to_customer(Icm.objects.get(pk=icm.pk), by=pg.pia, body="Which partition key do you use?")

    page = text(as_(people.ada).get(f"/portal/incidents/{incident.number}/"))

    assert "<b>Pia, Query engineering</b> joined the conversation" in page
    assert "Pia, Query engineering wrote" in page
    assert "Which partition key do you use?" in page
    for word in ("Aalto", "product.example", "ICM-", "(PG", "product group", "consented", "Asked, they agreed"):
        assert word not in page


def test_they_read_that_the_guest_left_and_not_why(
    icm: Icm, incident: Incident, people: People, pg: ProductGroup
) -> None:
    after = joined(icm, people, pg.pia)
    actions.remove_from_thread(after, by=people.eva, member=pg.pia, reason="Too blunt.")

    page = text(as_(people.ada).get(f"/portal/incidents/{incident.number}/"))

    assert "<b>Pia, Query engineering</b> left the conversation" in page
    assert "Too blunt" not in page


def test_tools_read_the_same_names(icm: Icm, incident: Incident, people: People, pg: ProductGroup) -> None:
    joined(icm, people, pg.pia)
    actions.write_to_customer(Icm.objects.get(pk=icm.pk), by=pg.pia, body="Which partition key do you use?")

    def read(who: User, what: str) -> Any:
        headers = {"authorization": f"Bearer {ApiToken.objects.issue(who)}"}
        return Client(headers=headers).get(f"/api/v1/incidents/{incident.number}/{what}/").json()["results"]

    assert [said["by"] for said in read(people.ada, "messages")][-1] == "Pia, Query engineering"
    assert [said["by"] for said in read(people.eva, "messages")][-1] == "Pia Aalto"
    lines = [line for line in read(people.ada, "timeline") if "guest" in line["data"]]
    assert [line["verb"] for line in lines] == ["admit_guest", "write_as_guest"]
    assert all(line["data"] == {"guest": "Pia, Query engineering"} for line in lines)
    assert "Aalto" not in str(read(people.ada, "timeline"))


# --- Tools ------------------------------------------------------------------------------------------------------------


def test_consent_by_tool_and_how_it_reads(icm: Icm, people: People, pg: ProductGroup) -> None:
    tool = Client(headers={"authorization": f"Bearer {ApiToken.objects.issue(people.eva)}"})
    place = f"/api/v1/icms/{icm.number}/"
    assert tool.get(place).json()["consent"] == {"state": "none", "ground": None}

    answer = tool.post(f"{place}actions/request-consent/", {"exhausted": EXHAUSTED}, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["consent"] == {"state": "asked", "ground": None}

    actions.consent(Icm.objects.get(pk=icm.pk), by=pg.pia)
    assert tool.get(place).json()["consent"] == {"state": "granted", "ground": "consented"}

    fields = {"member": pg.pete.email}
    answer = tool.post(f"{place}actions/add-to-thread/", fields, content_type="application/json")
    assert answer.status_code == 409
    assert "not severity 1" in answer.json()["detail"]
    assert "add-to-thread" not in answer.json()["available_actions"]


# --- The product group ------------------------------------------------------------------------------------------------


def test_before_they_are_in_their_page_has_nothing_of_the_customer(icm: Icm, people: People, pg: ProductGroup) -> None:
    from_page = seat(asked(icm, people), pg.pia)

    assert "Would you speak with the customer?" in from_page
    assert "“Pia, Query engineering”" in from_page
    assert not [word for word in ("Ada", "Lindqvist", "contoso", "Since 09:40") if word in from_page]


def test_inside_they_read_the_public_words_alone(
    icm: Icm, incident: Incident, people: People, pg: ProductGroup
) -> None:
    incidents.add_note(incident, by=people.eva, body="They are nervous.")
    from_page = seat(joined(icm, people, pg.pia), pg.pia)

    assert "Since 09:40 nothing arrives." in from_page
    assert "Good morning, I have this now" in from_page
    assert "They are nervous" not in from_page
    assert "Leave the conversation" in from_page


def test_outside_there_is_a_quiet_way_to_join_and_none_for_a_link_for_reading(icm: Icm, pg: ProductGroup) -> None:
    assert "I would like to speak with the customer" in seat(icm, pg.pia)
    assert seat(icm, pg.pete) == ""


def seat(icm: Icm, member: PgMember) -> str:
    """The part of their page that is about the customer's conversation."""
    fresh = Icm.objects.with_everything().get(pk=icm.pk)
    return " ".join(render_to_string("pg/_thread.html", {"icm": fresh, **parts_of(fresh, member, None)}).split())
