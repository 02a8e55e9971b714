"""The support team says what is exhausted, and asks; nothing changes until there is a yes (R37)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations import actions, notices, offered
from escalations.consent import consent_of
from escalations.models import Consent, Grant, Icm, PgMember
from incidents import actions as incidents
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import EXHAUSTED, asked, inside, joined
from tests.people import People


def test_who_works_on_it_is_asked_by_mail(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = asked(make_icm("acknowledged"), people)

    assert letters("request_consent") == {"pia": "pg"}
    assert inside(icm.incidents[0]) == {}
    assert consent_of(icm) == {"state": "asked", "ground": None}
    assert last_event(icm.incidents[0]).data["members"] == "Pia Aalto"


def test_while_nobody_has_it_all_who_may_take_it_are_asked(make_icm: MakeIcm, people: People) -> None:
    asked(make_icm(), people)

    assert letters("request_consent") == {"pia": "pg", "pete": "pg"}


def test_the_letter_says_why_and_what_each_side_sees_and_no_name_of_the_customer(
    make_icm: MakeIcm, people: People
) -> None:
    icm = asked(make_icm("acknowledged"), people)
    letter = notices.letter(Notification.objects.get(verb="request_consent"))

    assert letter is not None
    assert letter.subject == f"Would you speak with the customer? {icm.number}"
    assert EXHAUSTED in letter.text
    assert "Yes and no are both right answers" in " ".join(letter.text.split())
    for part in (letter.text, letter.html):
        assert not [word for word in ("Ada", "Lindqvist", "Contoso", "contoso.example") if word in part]


def test_asked_again_it_is_one_question_with_the_newer_words(make_icm: MakeIcm, people: People) -> None:
    icm = asked(make_icm("acknowledged"), people)
    actions.request_consent(icm, by=people.sen, exhausted="The customer rang; nothing is left to try.")

    assert Consent.objects.get().exhausted == "The customer rang; nothing is left to try."


def test_what_is_exhausted_has_to_be_said(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")

    with refused(NotValid, "exhausted"):
        actions.request_consent(icm, by=people.eva, exhausted=" ")


@pytest.mark.parametrize("name", ["ada", "lead", "max", "root", "gone"])
def test_it_is_the_support_teams_to_ask(make_icm: MakeIcm, people: People, name: str) -> None:
    icm = make_icm("acknowledged")

    with refused(NotAllowed):
        actions.request_consent(icm, by=people.by_name(name), exhausted=EXHAUSTED)


def test_a_closed_icm_and_one_without_an_open_incident_ask_nobody(make_icm: MakeIcm, people: People) -> None:
    over = make_icm("closed")
    with refused(NotPossible):
        asked(over, people)

    icm = make_icm("acknowledged")
    incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")
    with refused(NotPossible):
        asked(icm, people)


def test_of_several_customers_it_is_the_one_that_is_named(
    make_icm: MakeIcm, make: Make, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    other = make("work_in_progress", customer=people.max)
    with refused(NotValid, "incident"):
        actions.request_consent(icm, by=people.eva, exhausted=EXHAUSTED, incident=other)

    icm = actions.join(icm, by=people.eva, incident=other)
    actions.request_consent(icm, by=people.eva, exhausted=EXHAUSTED, incident=other)
    actions.consent(icm, by=pg.pia)

    assert inside(other) == {"pia": "consented"}
    assert inside(icm.incidents[0]) == {}, "a yes is for one customer, not for all that the ICM hits"


def test_who_is_in_already_is_not_asked(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    with refused(NotPossible):
        asked(icm, people)


def test_after_a_hand_over_by_name_that_one_is_asked_and_no_link_of_before_lives_again(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    for row in Notification.objects.filter(audience="pg"):
        assert notices.letter(row)
    icm = asked(actions.hand_over(icm, by=pg.pia, to=pg.leo), people)

    assert letters("request_consent") == {"leo": "pg"}
    assert [row.member for row in icm.consents.all()] == [pg.leo]
    assert all(notices.letter(row) for row in Notification.objects.filter(verb="request_consent"))
    assert Grant.objects.get(icm=icm, member=pg.pia).ended_at is not None


def test_after_it_was_given_back_the_others_of_the_team_are_asked(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    asked(actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=None), people)

    assert letters("request_consent") == {"pete": "pg"}


def test_a_colleague_who_was_only_brought_in_is_asked_where_it_was_handed_over_to_them(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    jane = PgMember.objects.create(email="jane@product.example", name="Jane Doe", is_registered=False)
    asked(actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=jane), people)

    assert letters("request_consent") == {"jane": "pg"}


def test_who_is_asked_is_found_in_as_many_questions_for_many_as_for_one(make_icm: MakeIcm, pg: ProductGroup) -> None:
    def around() -> CaptureQueriesContext:
        rows = list(Icm.objects.with_everything())
        with CaptureQueriesContext(connection) as queries:
            known = offered.around(rows)
        assert [each.workers for each in known.values()] == [[pg.leo]] * len(rows)
        return queries

    actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=pg.leo)
    for_one = len(around())
    for _each in range(3):
        actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=pg.leo)

    assert len(around()) == for_one
