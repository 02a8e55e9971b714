"""A PG member's page that is older than what they or others did since: their own words refuse no more words (R35)."""

import pytest

from escalations import actions
from escalations.models import Icm
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.pg.conftest import ComeIn, Reader, note_for_support
from tests.people import People

STRICT = ["mitigate", "resolve", "hand-over"]
SENT = {"body": "Words of mine.", "resolution": "fixed", "to": "leo@product.example"}


@pytest.fixture
def pia(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> Reader:
    """Her page of an ICM that is hers; what she does elsewhere makes it older."""
    return come_in(pg.pia, make_icm("acknowledged"))


def now_is() -> Icm:
    return Icm.objects.get()


def said() -> list[str]:
    return [line.body for line in now_is().history.order_by("seq") if line.member_id and line.body]


def test_an_update_goes_out_after_an_update_and_a_question_of_their_own_in_another_window(
    pia: Reader, pg: ProductGroup
) -> None:
    actions.update(now_is(), by=pg.pia, body="From my other window.")
    actions.request_information(now_is(), by=pg.pia, body="Which build is it?")
    pia.do("update", body="And from this one.")

    assert pia.status == 200
    assert said()[-3:] == ["From my other window.", "Which build is it?", "And from this one."]
    assert now_is().state == "needs_information"


def test_a_question_goes_out_after_an_update_of_their_own(pia: Reader, pg: ProductGroup) -> None:
    actions.update(now_is(), by=pg.pia, body="I see the lease.")
    pia.do("request-information", body="Which build is it?")

    assert (pia.status, now_is().state) == (200, "needs_information")


def test_a_second_question_waits_for_the_answer_to_the_first_and_its_words_are_kept(
    pia: Reader, pg: ProductGroup
) -> None:
    actions.request_information(now_is(), by=pg.pia, body="Which build is it?")
    before = everything()
    text = pia.do("request-information", body="Words of mine.")

    assert (pia.status, "Words of mine." in text) == (409, True)
    assert everything() == before


@pytest.mark.parametrize("verb", STRICT)
def test_what_moves_it_is_sent_from_the_newest_page_alone(pia: Reader, pg: ProductGroup, verb: str) -> None:
    actions.update(now_is(), by=pg.pia, body="From my other window.")
    before = everything()
    text = pia.do(verb, **SENT)

    assert (pia.status, "Words of mine." in text) == (409, True)
    assert everything() == before


@pytest.mark.parametrize("verb", ["update", "request-information"])
def test_words_of_support_between_two_of_their_own_are_read_first(
    pia: Reader, people: People, pg: ProductGroup, verb: str
) -> None:
    actions.update(now_is(), by=pg.pia, body="One.")
    actions.update(now_is(), by=people.eva, body="It happens in North Europe too.")
    actions.update(now_is(), by=pg.pia, body="Two.")
    before = everything()
    text = pia.do(verb, body="Words of mine.")

    assert (pia.status, "Words of mine." in text) == (409, True)
    assert everything() == before


@pytest.mark.parametrize("verb", ["update", "request-information", *STRICT])
def test_a_note_that_they_never_see_refuses_nothing(pia: Reader, people: People, pg: ProductGroup, verb: str) -> None:
    note_for_support(now_is(), people.eva, "Between us.")
    pia.do(verb, **SENT)

    assert pia.status == 200
    assert said()[-1] == "Words of mine."


def test_a_version_that_is_yet_to_come_is_no_page_of_ours(pia: Reader) -> None:
    sent = {**pia.form(f"{pia.path}update/"), "version": str(now_is().version + 1), "body": "Words of mine."}
    before = everything()
    answer = pia.client.post(f"{pia.path}update/", sent)

    assert (answer.status_code, "Words of mine." in answer.content.decode()) == (409, True)
    assert everything() == before
