"""Yes, by who was asked: in the conversation from now on, on this ground (R37)."""

import re

from accounts.acting import NotPossible
from escalations import actions
from escalations.consent import consent_of
from incidents import actions as incidents
from incidents import notices
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import last_event, letters, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import asked, inside, joined, mailed
from tests.incidents.test_letters import FORBIDDEN, readable
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


def test_a_question_ends_with_its_incident_and_is_not_answered_after_a_reopening(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = asked(make_icm("acknowledged"), people)
    incident = incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")
    assert consent_of(icm) == {"state": "ended", "ground": None}

    incidents.reopen(incident, by=people.mia, reason="Closed in error.")
    with refused(NotPossible):
        actions.consent(icm, by=pg.pia)

    actions.consent(asked(icm, people), by=pg.pia)
    assert inside(incident) == {"pia": "consented"}


def test_every_letter_of_a_guest_is_the_customers_own_and_says_why_it_comes(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = Incident.objects.get(pk=icm.incidents[0].pk)
    incidents.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12 units.")
    rows = Notification.objects.filter(verb__in=["admit_guest", "propose_solution"], audience="customer")
    assert len(rows) == 4

    for row in rows:
        letter = notices.letter(row)
        assert letter is not None
        is_copy = row.ground == "consented"
        said = " ".join(letter.text.split())
        assert ("This is a copy of what Ada Lindqvist gets." in said) is is_copy
        assert ("/portal/" in letter.text) is not is_copy
        for part in (letter.subject, letter.text, readable(letter.html)):
            found = [word for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}\b", re.sub(r"http\S+", "", part))]
            assert found == []
            assert "Aalto" not in part
