"""What is done by link: once, on the record as the page showed it, and with the refusals' own pages (attack 28)."""

import pytest
from django.db import connection

from escalations import actions
from escalations.models import EscalationEvent, Grant, Icm, PgMember
from tests.aftermath import everything
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Proved, form_of, path_of
from tests.people import People

pytestmark = pytest.mark.django_db
COLLEAGUE = "jane.doe@product.example"


@pytest.fixture
def browser(link: str, icm: Icm, pg: ProductGroup, proved: Proved) -> Browser:
    return proved(pg.pia, icm, link)


@pytest.fixture
def form(browser: Browser, icm: Icm) -> dict[str, str]:
    return form_of(browser.get(address(icm)), address(icm))


def address(icm: Icm) -> str:
    return f"{path_of(icm)}bring-in/"


def test_attack_28_an_answer_to_an_older_version_is_refused_and_its_words_are_kept(
    browser: Browser, icm: Icm, form: dict[str, str], people: People
) -> None:
    actions.update(Icm.objects.get(pk=icm.pk), by=people.eva, body="The customer waits.")
    before = everything()
    answer = browser.client.post(address(icm), {**form, "email": COLLEAGUE})

    assert answer.status_code == 409
    assert COLLEAGUE in answer.content.decode()
    assert path_of(icm) in answer.content.decode()
    assert everything() == before


def test_what_is_sent_twice_is_done_once_and_leads_to_the_same_place(
    browser: Browser, icm: Icm, form: dict[str, str]
) -> None:
    sent = {**form, "email": COLLEAGUE, "nonce": "a-nonce"}
    answers = [browser.client.post(address(icm), sent) for _time in range(3)]
    other = browser.client.post(address(icm), {**sent, "email": "joe@product.example"})

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, f"{path_of(icm)}?done=bring_in#done")
    }
    assert other.status_code == 409
    assert EscalationEvent.objects.filter(verb="bring_in").count() == 1


def test_what_is_not_well_formed_comes_back_by_its_field(browser: Browser, icm: Icm, form: dict[str, str]) -> None:
    before = everything()
    answer = browser.client.post(address(icm), {**form, "email": "nobody@elsewhere.example"})

    assert answer.status_code == 422
    assert 'value="nobody@elsewhere.example"' in answer.content.decode()
    assert "address of your organisation" in answer.content.decode()
    assert everything() == before


def test_a_verb_that_the_grant_does_not_name_is_refused(browser: Browser, icm: Icm, form: dict[str, str]) -> None:
    Grant.objects.update(verbs=["update"])
    answer = browser.client.post(address(icm), {**form, "email": COLLEAGUE})

    assert answer.status_code == 403
    assert not PgMember.objects.filter(email=COLLEAGUE).exists()


def test_an_act_stands_in_the_history_with_who_did_it_and_by_which_way(
    browser: Browser, icm: Icm, form: dict[str, str], pg: ProductGroup
) -> None:
    browser.client.post(address(icm), {**form, "email": COLLEAGUE})

    line = EscalationEvent.objects.get(verb="bring_in")
    assert (line.member, line.by, line.way) == (pg.pia, None, "link")


def test_a_verbs_address_that_is_typed_leads_to_the_record(browser: Browser, icm: Icm) -> None:
    answer = browser.get(f"{path_of(icm)}send-code/")
    assert (answer.status_code, answer["Location"]) == (303, path_of(icm))


def test_a_visit_is_found_in_one_query(browser: Browser, icm: Icm, django_assert_max_num_queries: object) -> None:
    """One for the line in the audit, six for the page; and the clock's own where the database is asked for it."""
    clock = 2 if connection.vendor == "postgresql" else 0
    with django_assert_max_num_queries(1 + 1 + 6 + clock):  # type: ignore[operator]
        assert browser.get(path_of(icm)).status_code == 200
