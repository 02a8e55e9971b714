"""An answer says what to do next and whether an ICM is indicated, and wants the incident's owner (R15, R30)."""

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale
from accounts.models import Expertise
from escalations import actions
from incidents import actions as incident_actions
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters, refused
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, answered, ask, away, become
from tests.people import People


def test_a_colleague_answers_and_action_is_needed(working: Incident, people: People) -> None:
    done = answered(working, people, icm_indicated=True)

    assert done.state == "answered"
    assert done.due_at is None
    assert done.is_icm_indicated
    working.refresh_from_db()
    assert working.action_needed
    assert working.state == "work_in_progress"
    assert letters("answer") == {"eva": "staff"}
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_answer_and_its_rung_are_kept(working: Incident, people: People) -> None:
    done = answered(working, people)
    said = done.answers.get()

    assert (said.by, said.audience, said.body, said.icm_indicated) == (
        people.eli,
        "colleagues",
        "Read the lease log.",
        False,
    )
    assert done.rungs.get().outcome == "answered"
    assert (last_event(working).verb, last_event(working).message.body) == ("answer", "Read the lease log.")


def test_who_asked_and_who_owns_it_are_told(working: Incident, people: People) -> None:
    asked = actions.ask(working, by=people.sen, area=people.query, audience="colleagues", question="How do I go on?")
    actions.answer(asked, by=people.eli, body="So.", icm_indicated=False)

    assert letters("answer") == {"sen": "staff", "eva": "staff"}


def test_who_asked_cannot_answer(working: Incident, people: People) -> None:
    asked = ask(working, people)

    with refused(NotAllowed):
        actions.answer(asked, by=people.eva, body="I know it now.", icm_indicated=False)


@pytest.mark.parametrize("name", ["ada", "lead", "root", "gone"])
def test_only_the_team_answers(working: Incident, people: People, name: str) -> None:
    asked = ask(working, people)

    with refused(NotAllowed):
        actions.answer(asked, by=people.by_name(name), body="So.", icm_indicated=True)


def test_on_the_smes_rung_an_sme_of_the_area_answers_and_the_refusal_says_who(
    working: Incident, people: People
) -> None:
    asked = ask(working, people, "smes")

    with refused(NotAllowed) as refusal:
        actions.answer(asked, by=people.eli, body="So.", icm_indicated=False)
    assert "Sam Okoye" in refusal.value.reason
    assert actions.answer(asked, by=people.sam, body="So.", icm_indicated=True).state == "answered"


def test_an_sme_of_another_area_does_not(working: Incident, people: People) -> None:
    Expertise.objects.filter(user=people.sam).update(area=people.inputs)
    Expertise.objects.create(user=become(people.sen, "sme"), area=people.query)
    asked = ask(working, people, "smes")

    with refused(NotAllowed):
        actions.answer(asked, by=people.sam, body="So.", icm_indicated=False)


def test_on_the_last_rung_the_product_group_answers(working: Incident, people: People, pg: ProductGroup) -> None:
    asked = ask(working, people, "pg")

    with refused(NotAllowed):
        actions.answer(asked, by=people.eli, body="So.", icm_indicated=False)
    done = actions.answer(asked, by=pg.pia, body="Open one: it is the writer.", icm_indicated=True)
    assert (done.state, done.answers.get().doer) == ("answered", pg.pia)
    assert last_event(working).data["who"]["name"] == "Pia Aalto"
    working.refresh_from_db()
    assert working.action_needed


def test_the_product_group_answers_only_what_came_to_it(working: Incident, people: People, pg: ProductGroup) -> None:
    asked = ask(working, people)

    with refused(NotAllowed):
        actions.answer(asked, by=pg.pia, body="So.", icm_indicated=True)


def test_an_sme_whose_time_is_over_may_answer_still(working: Incident, people: People, pg: ProductGroup) -> None:
    asked = actions.move_up(ask(working, people, "smes"), by=people.eva, reason="It is urgent.")

    assert actions.answer(asked, by=people.sam, body="So.", icm_indicated=False).state == "answered"


def test_who_is_away_may_answer_all_the_same(working: Incident, people: People) -> None:
    away(people.eli)

    assert answered(working, people).state == "answered"


def test_another_may_add_to_it_and_the_last_word_counts(working: Incident, people: People) -> None:
    done = answered(working, people, icm_indicated=True)
    added = actions.answer(done, by=people.sen, body="No: it is by design.", icm_indicated=False)

    assert added.answers.count() == 2
    assert not added.is_icm_indicated


def test_words_are_needed(working: Incident, people: People) -> None:
    asked = ask(working, people)

    with refused(NotValid, "body"):
        actions.answer(asked, by=people.eli, body=" ", icm_indicated=False)


def test_an_older_page_answers_nothing(working: Incident, people: People) -> None:
    asked = ask(working, people)
    asked.seen = asked.version
    actions.answer(again(asked), by=people.sen, body="So.", icm_indicated=False)

    with refused(Stale):
        actions.answer(asked, by=people.eli, body="Or so.", icm_indicated=True)


def test_what_ended_is_not_answered(working: Incident, people: People) -> None:
    ended = actions.end(ask(working, people), by=people.eva)

    with refused(NotPossible):
        actions.answer(ended, by=people.eli, body="So.", icm_indicated=False)


def test_nothing_is_answered_about_a_closed_incident(proposed: Incident, people: People) -> None:
    asked = ask(proposed, people)
    incident_actions.accept_solution(proposed, by=people.ada)

    with refused(NotPossible):
        actions.answer(asked, by=people.eli, body="So.", icm_indicated=False)
