"""What an ICM's page asks of its reader alone: are they its ground; be in touch with a customer (R31, R40)."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiToken, User
from escalations import actions
from escalations.models import CsatRequest, Icm
from incidents import actions as incidents
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications import outbox
from notifications.models import Notification
from notifications.moment import at, now
from tests.aftermath import everything, letters, verbs
from tests.conftest import Make
from tests.escalations.asking import again, approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.gate.conftest import BUG
from tests.escalations.pg.conftest import ComeIn, Reader
from tests.escalations.pg.test_doing import nothing_changes
from tests.escalations.pg.test_page import said
from tests.escalations.thread import inside
from tests.people import People

WHERE = "Planning call on Monday, second point"


def sent(reader: Reader, verb: str, like: str, **fields: str) -> int:
    """As who has no such form would post it, with what another form of the page holds."""
    answer = reader.client.post(f"{reader.path}{verb}/", {**reader.form(f"{reader.path}{like}/"), **fields})
    return answer.status_code


# --- Named as the ground ----------------------------------------------------------------------------------------------


@pytest.fixture
def cited(make: Make, people: People, pg: ProductGroup) -> Icm:
    """Eli opens it for an incident of Eva's, on the word of Pam, whom nothing else about it would be written to."""
    asked: dict[str, Any] = {**BUG, "ground": "pg_indicated", "evidence": ""}
    return actions.open_icm(make("work_in_progress"), by=people.eli, pg_member=pg.pam, said_where=WHERE, **asked)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_is_named_reads_where_and_denies_it_by_one_press(
    cited: Icm, people: People, pg: ProductGroup, come_in: ComeIn
) -> None:
    reader = come_in(pg.pam, cited)
    assert WHERE in said(reader.text)
    assert "Eli" in said(reader.text)
    assert "I did not say that" in said(reader.text)

    text = reader.do("deny", body="I spoke of another one.")

    icm = Icm.objects.get()
    assert (reader.status, icm.is_ground_denied, icm.ground, icm.state) == (200, True, "pg_indicated", "open")
    assert 'id="done" role="status" tabindex="-1" autofocus' in text
    assert "knows now that you did not ask for it" in said(text)
    assert "deny" not in reader.offered
    assert letters("deny") == {"eva": "staff", "eli": "staff"}
    incident = Incident.objects.get()
    assert (verbs(incident)[-1], incident.action_needed) == ("deny", True)
    assert replay_timeline(Incident.objects.all()).differences == []


def test_our_page_and_tools_show_that_it_is_denied(cited: Icm, people: People, pg: ProductGroup) -> None:
    actions.deny(cited, by=pg.pam, body="I spoke of another one.")

    page = said(as_(people.eva).get(f"/workspace/icms/{cited.number}/").content.decode())
    assert "Denied" in page
    assert "Pam says they never asked for it" in page
    assert "I spoke of another one." in page
    tool = Client(headers={"authorization": f"Bearer {ApiToken.objects.issue(people.eva)}"})
    assert tool.get(f"/api/v1/icms/{cited.number}/").json()["denied_at"] is not None


def test_the_letter_of_who_is_named_brings_their_own_link(cited: Icm, pg: ProductGroup) -> None:
    outbox.deliver()
    row = Notification.objects.get(verb="cite")

    assert (row.address, row.audience) == (pg.pam.email, "pg")
    assert Notification.objects.filter(address=pg.pam.email).count() == 1
    assert set(cited.grants.get(member=pg.pam).verbs) >= {"deny"}


def test_nobody_else_is_asked_nor_can_deny_it(cited: Icm, pg: ProductGroup, come_in: ComeIn) -> None:
    reader = come_in(pg.pia, cited)
    assert "deny" not in reader.offered
    assert WHERE not in said(reader.text)

    with nothing_changes():
        assert sent(reader, "deny", "update") == 403


def test_denied_once_is_denied(cited: Icm, pg: ProductGroup, come_in: ComeIn) -> None:
    reader = come_in(pg.pam, cited)
    form = reader.form(f"{reader.path}deny/")
    actions.deny(cited, by=pg.pam)

    with nothing_changes():
        assert reader.client.post(f"{reader.path}deny/", {**form, "version": ""}).status_code == 409


def test_an_older_page_denies_nothing(cited: Icm, people: People, pg: ProductGroup, come_in: ComeIn) -> None:
    reader = come_in(pg.pam, cited)
    actions.update(cited, by=people.eva, body="It happens in North Europe too.")

    with nothing_changes():
        text = reader.do("deny", body="Mine.")
    assert reader.status == 409
    assert "Mine." in text


def test_whoever_has_only_the_mail_denies_nothing(cited: Icm, pg: ProductGroup) -> None:
    reader = Reader(pg.pam, cited)
    reader.get(reader.mail(re.compile(r"^http://\S+(/p/\S+)$", re.MULTILINE)))
    reader.post("/p/open/")
    assert WHERE in said(reader.text)  # what the mail said

    with nothing_changes():
        assert sent(reader, "deny", "send-code") == 403
    reader.get(f"{reader.path}deny/")
    assert not Icm.objects.get().is_ground_denied


# --- An unhappy customer ----------------------------------------------------------------------------------------------


@pytest.fixture
def owned(make_icm: MakeIcm) -> Icm:
    return make_icm("acknowledged")


@pytest.fixture
def request_(owned: Icm, people: People) -> CsatRequest:
    return approved(owned, people)


@pytest.fixture
def pia(request_: CsatRequest, owned: Icm, pg: ProductGroup, come_in: ComeIn) -> Reader:
    """Who owns it."""
    return come_in(pg.pia, owned)


def test_the_owner_is_asked_with_a_time_and_with_what_the_customer_feels(pia: Reader, request_: CsatRequest) -> None:
    words = said(pia.text)

    assert "Please be in touch with the customer" in words
    assert re.search(r"By 1\d:\d\d", words)
    assert "Frustrated, still constructive" in words
    assert "Two of our updates came late" in words
    assert "[CSAT Impacting] Output stops after scaling to 12 units" in words
    assert "engage-csat" in pia.offered


def test_one_press_joins_on_the_ground_of_the_escalation(
    pia: Reader, request_: CsatRequest, owned: Icm, people: People
) -> None:
    text = pia.do("engage-csat", join="on")

    incident = Incident.objects.get()
    assert inside(incident) == {"pia": "pg_requested"}
    assert again(request_).engaged_at is not None
    assert verbs(incident)[-2:] == ["admit_guest", "engage_csat"]
    assert replay_timeline(Incident.objects.all()).differences == []
    assert letters("engage_csat") == {"eva": "staff"}
    assert "You are in the customer's conversation" in html.unescape(text)
    assert 'id="done"' in text
    assert "joined the customer's conversation, as the CSAT escalation asks" in html.unescape(text)
    assert "engage-csat" not in pia.offered


def test_they_can_say_instead_that_they_are_in_touch(pia: Reader, request_: CsatRequest) -> None:
    text = pia.do("engage-csat", body="I rang them.")

    assert inside(Incident.objects.get()) == {}
    assert again(request_).engaged_at is not None
    assert "Support knows that you are in touch" in said(text)
    assert "I rang them." in said(text)
    assert Incident.objects.get().events.latest("seq").verb == "engage_csat"


def test_joining_or_writing_of_their_own_accord_is_being_in_touch(
    request_: CsatRequest, owned: Icm, pg: ProductGroup
) -> None:
    actions.ask_to_join(Icm.objects.get(), by=pg.ema)
    assert again(request_).engaged_at is None  # the owner was asked

    actions.ask_to_join(Icm.objects.get(), by=pg.pia)
    assert again(request_).engaged_at is not None
    assert inside(Incident.objects.get()) == {"ema": "pg_requested", "pia": "pg_requested"}
    assert letters("engage_csat") == {}


def test_who_is_in_already_is_in_touch_by_writing(owned: Icm, people: People, pg: ProductGroup) -> None:
    actions.ask_to_join(owned, by=pg.pia)
    request = approved(Icm.objects.get(), people)
    assert again(request).engaged_at is None

    actions.write_to_customer(Icm.objects.get(), by=pg.pia, body="Which build is it?")
    assert again(request).engaged_at is not None


def test_who_leads_reads_by_when_and_is_not_asked(
    request_: CsatRequest, owned: Icm, pg: ProductGroup, come_in: ComeIn
) -> None:
    reader = come_in(pg.ema, owned)
    assert "The ICM owner is asked to be in touch with the customer by" in said(reader.text)
    assert "engage-csat" not in reader.offered

    with nothing_changes():
        assert sent(reader, "engage-csat", "ask-to-join", version=str(again(request_).version), join="on") == 403
    assert inside(Incident.objects.get()) == {}


def test_it_is_said_once(pia: Reader, request_: CsatRequest, pg: ProductGroup) -> None:
    form = pia.form(f"{pia.path}engage-csat/")
    actions.engage_csat(again(request_), by=pg.pia)

    with nothing_changes():
        answer = pia.client.post(f"{pia.path}engage-csat/", {**form, "version": "", "join": "on"})
    assert answer.status_code == 409
    assert inside(Incident.objects.get()) == {}


def test_an_escalation_that_has_ended_asks_nobody(pia: Reader, request_: CsatRequest, people: People) -> None:
    form = pia.form(f"{pia.path}engage-csat/")
    actions.end_csat(again(request_), by=people.mia, reason="They are content.")

    before = everything()
    answer = pia.client.post(f"{pia.path}engage-csat/", {**form, "join": "on"})
    assert (answer.status_code, everything()) == (409, before)
    pia.get()
    assert "Please be in touch" not in said(pia.text)


def test_a_changed_request_is_a_conflict(pia: Reader, request_: CsatRequest) -> None:
    CsatRequest.objects.filter(pk=request_.pk).update(version=99)

    with nothing_changes():
        pia.do("engage-csat", join="on")
    assert pia.status == 409


def test_nobody_joins_what_is_closed(pia: Reader, request_: CsatRequest, people: People) -> None:
    form = pia.form(f"{pia.path}engage-csat/")
    incident = incidents.propose_solution(Incident.objects.get(), by=people.eva, kind="workaround", body="Scale down.")
    incidents.accept_solution(incident, by=people.ada)
    pia.get()
    assert 'name="join"' not in pia.text

    with nothing_changes():
        assert pia.client.post(f"{pia.path}engage-csat/", {**form, "join": "on"}).status_code == 409


def test_after_the_time_it_is_asked_once_more_on_page_by_letter_and_in_the_timeline(
    pia: Reader, request_: CsatRequest, owned: Icm, pg: ProductGroup
) -> None:
    with at((again(request_).engage_due_at or now()) + timedelta(minutes=1)):
        assert actions.sweep_csat() == 1
        letter = Notification.objects.get(verb="chase_engagement", address=pg.pia.email)
        assert letter.audience == "pg"
        incident = Incident.objects.get()
        assert (verbs(incident)[-1], incident.action_needed) == ("chase_engagement", True)
        assert replay_timeline(Incident.objects.all()).differences == []


def test_who_was_in_touch_meanwhile_is_not_reminded(pia: Reader, request_: CsatRequest, pg: ProductGroup) -> None:
    with at((again(request_).engage_due_at or now()) + timedelta(minutes=1)):
        actions.sweep_csat()
        actions.engage_csat(again(request_), by=pg.pia)
        outbox.deliver()

    rows = Notification.objects.filter(verb="chase_engagement", audience="pg")
    assert not rows.filter(state="sent").exists()


def test_a_closed_icm_asks_nobody(request_: CsatRequest, people: People, pg: ProductGroup) -> None:
    icm = actions.resolve(Icm.objects.get(), by=pg.pia, resolution="fixed")
    actions.close(icm, by=people.eva)

    with at((again(request_).engage_due_at or now()) + timedelta(minutes=1)):
        assert actions.sweep_csat() == 0
    assert letters("chase_engagement") == {}
