"""Yes, by who was asked: in the conversation from now on, on this ground (R37)."""

from accounts.acting import NotPossible
from escalations import actions
from escalations.consent import consent_of
from incidents import actions as incidents
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import asked, inside, joined, mailed
from tests.people import People


def test_who_agrees_is_on_the_customers_mail_with_that_ground(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = icm.incidents[0]

    incidents.send_update(Incident.objects.get(pk=incident.pk), by=people.eva, body="We found the writer.")

    assert inside(incident) == {"pia": "consented"}
    assert mailed("send_update") == {"ada": "reporter", "pia": "consented"}
    assert consent_of(icm) == {"state": "granted", "ground": "consented"}
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_customer_is_told_in_their_own_words_and_the_owner_too(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    assert mailed("admit_guest") == {"ada": "reporter", "pia": "consented"}
    assert letters("consent") == {"eva": "staff"}
    assert last_event(icm.incidents[0]).data["guest"]["shown"] == "Pia, Query engineering"
    assert Incident.objects.get(pk=icm.incidents[0].pk).action_needed


def test_nobody_agrees_who_was_not_asked(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = asked(make_icm("acknowledged"), people)

    with refused(NotPossible):
        actions.consent(icm, by=pg.pete)


def test_an_unanswered_question_lets_nobody_in(make_icm: MakeIcm, people: People) -> None:
    icm = asked(make_icm("acknowledged"), people)
    incident = Incident.objects.get(pk=icm.incidents[0].pk)

    incidents.send_update(incident, by=people.eva, body="Still looking.")

    assert mailed("send_update") == {"ada": "reporter"}
    assert consent_of(icm) == {"state": "asked", "ground": None}


def test_a_closed_incident_lets_nobody_in(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = asked(make_icm("acknowledged"), people)
    incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")

    with refused(NotPossible):
        actions.consent(icm, by=pg.pia)


def test_a_closing_ends_it_and_a_reopening_asks_anew(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")
    assert consent_of(icm) == {"state": "ended", "ground": "consented"}

    incident = incidents.reopen(incident, by=people.mia, reason="Closed in error.")
    assert inside(incident) == {}
    assert replay_timeline(Incident.objects.all()).differences == []

    joined(icm, people, pg.pia)
    assert inside(incident) == {"pia": "consented"}
