"""What a customer is offered while they report: published knowledge and their own people's, never another's (R25)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from incidents import actions
from incidents.actions.outages import end_outage
from incidents.actions.problems import edit_problem, hide_problem, remove_problem
from incidents.models import Incident
from incidents.views.portal.suggest import MOST_A_MINUTE
from tests.aftermath import everything
from tests.incidents.search.conftest import report as report
from tests.knowledge import down, known, published
from tests.people import People

URL = "/portal/suggest/"
TYPED = "Our copper valve leaks since noon"
Suggest = Callable[..., str]


@pytest.fixture
def suggest(client: Client, people: People) -> Suggest:
    """What somebody is offered for what they typed."""

    def offered(words: str = TYPED, name: str = "ada", status: int = 200, field: str = "q") -> str:
        client.force_login(people.by_name(name))
        cache.clear()
        before = everything()
        answer = client.get(URL, {field: words})
        assert answer.status_code == status
        assert everything() == before
        return answer.content.decode()

    return offered


def nothing(html: str) -> bool:
    return "<li>" not in html and "suggest-heading" not in html


def test_a_published_known_problem_is_offered_with_its_workaround(suggest: Suggest, people: People) -> None:
    problem = published(people, title="Valves of copper leak", symptoms="It drips <b>now</b>.")
    edit_problem(problem, by=people.sam, workaround="Close **it**, <script>x</script>.")
    html = suggest()

    assert f"/portal/known-problems/{problem.number}/" in html
    assert "<mark>Valves</mark> of <mark>copper</mark>" in html
    assert "It drips &lt;b&gt;now&lt;/b&gt;." in html
    assert "<strong>it</strong>" in html
    assert "<script" not in html
    assert "1 thing that we know of is like what you typed." in html
    assert suggest(field="title") == html, "the form's own field"


@pytest.mark.parametrize(
    "words", ["", " ", "valve", "copper leak", "\x00", "the and of it", "%", "'; --", "<script>x</script>"]
)
def test_too_little_or_nothing_in_common_is_answered_with_nothing(suggest: Suggest, people: People, words: str) -> None:
    published(people, title="Valves of copper leak")

    assert nothing(suggest(words))


def test_one_word_in_common_is_chance_and_a_code_is_none(suggest: Suggest, people: People) -> None:
    published(people, title="Valves leak", symptoms="It says ORA-01555.")

    assert nothing(suggest("The valves are painted green"))
    assert not nothing(suggest("What does ORA-01555 mean here"))


def test_however_long_it_is_it_is_answered(suggest: Suggest, people: People) -> None:
    published(people, title="Valves of copper leak")

    assert not nothing(suggest(TYPED + " word" * 1_000))
    assert nothing(suggest("x" * 5_000))


def test_what_is_not_published_or_gone_for_good_is_not_offered(suggest: Suggest, people: People) -> None:
    known(people, title="Copper valve leaks")
    assert nothing(suggest())
    problem = published(people, title="Copper valve leaks")
    assert not nothing(suggest())
    assert nothing(suggest(name="ada")) is False
    hide_problem(problem, by=people.sam)
    assert nothing(suggest())
    remove_problem(published(people, title="Copper valve leaks"), by=people.sam)
    assert nothing(suggest())


def test_an_outage_is_offered_where_it_is_and_while_it_goes_on(suggest: Suggest, people: People) -> None:
    europe = people.ada.organization.region  # type: ignore[union-attr]
    outage = down(people, title="zebra-gateway", public_text="Copper valves leak.", regions=[europe])
    html = suggest()
    assert "Inputs: we have an outage" in html
    assert "<mark>Copper</mark>" in html
    assert "zebra-gateway" not in html
    assert nothing(suggest(name="max"))
    end_outage(outage, by=people.eli)
    assert nothing(suggest())


def test_their_own_open_problem_comes_first_with_who_reported_it(
    suggest: Suggest, people: People, report: Callable[..., Incident]
) -> None:
    published(people, title="Valves of copper leak")
    own = report("Copper valve leaks", by=people.ada)
    html = suggest(name="lead")

    assert html.index(f"/portal/incidents/{own.number}/") < html.index("/portal/known-problems/")
    assert "reported by Ada Lindqvist" in html
    assert "reported by you" in suggest()
    assert own.number not in suggest(name="bob"), "a colleague who is no lead does not see it"
    assert own.number not in suggest(name="max")


def test_what_is_closed_is_not_offered(suggest: Suggest, people: People, report: Callable[..., Incident]) -> None:
    actions.withdraw(report("Copper valve leaks"), by=people.ada, reason="It was us.")

    assert nothing(suggest())


def test_internal_words_offer_nothing(suggest: Suggest, people: People, report: Callable[..., Incident]) -> None:
    problem = published(people, title="Pump stops", symptoms="It stands still.")
    edit_problem(problem, by=people.sam, cause="The copper valve leaks.")
    actions.add_note(report("Pump is loud", "Very."), by=people.eva, body="The copper valve leaks.")

    assert nothing(suggest())


def test_at_most_three(suggest: Suggest, people: People, report: Callable[..., Incident]) -> None:
    for place in range(4):
        published(people, title=f"Copper valve {place} leaks")
        report(f"Copper valve {place} leaks")

    assert suggest().count("<li>") == 3 + 1, "and that they can carry on"


def test_too_often_is_answered_with_nothing_for_a_while(client: Client, people: People) -> None:
    published(people, title="Copper valve leaks")
    client.force_login(people.ada)
    answers = [client.get(URL, {"q": TYPED}).content.decode() for _time in range(MOST_A_MINUTE + 1)]

    assert not nothing(answers[-2])
    assert nothing(answers[-1])
    client.force_login(people.max)
    assert not nothing(client.get(URL, {"q": TYPED}).content.decode()), "one person's haste is nobody else's"


# --- Without a script -------------------------------------------------------------------------------------------------

SENT = {"title": TYPED, "severity": "2", "description": "It drips.", "area": ""}


@pytest.fixture
def send(client: Client, people: People, monday: datetime) -> Callable[..., Any]:
    def sent(status: int = 200, **changed: str) -> str:
        client.force_login(people.ada)
        answer = client.post("/portal/report/", {**SENT, **changed})
        assert answer.status_code == status
        return answer.content.decode()

    return sent


def test_a_button_looks_for_known_answers_and_sends_nothing(send: Callable[..., str], people: People) -> None:
    problem = published(people, title="Copper valve leaks")
    before = everything()
    html = send(look="1", severity="")

    assert f"/portal/known-problems/{problem.number}/" in html
    assert TYPED in html
    assert "It drips." in html
    assert 'role="alert"' not in html, "nothing is wrong yet"
    assert everything() == before
    assert "We know of nothing like it yet" in send(look="1", title="Quite another matter")


def test_a_form_that_comes_back_offers_them_too(send: Callable[..., str], people: People) -> None:
    problem = published(people, title="Copper valve leaks")

    assert f"/portal/known-problems/{problem.number}/" in send(422, severity="")


def test_what_is_offered_does_not_keep_a_report_from_being_sent(send: Callable[..., str], people: People) -> None:
    published(people, title="Copper valve leaks")
    send(302)

    assert Incident.objects.get().title == TYPED
    assert not Incident.objects.get().matches.exists()
