"""What a PG member does on their page of an ICM: by its promised fields, once, and refused so that nothing changes."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from escalations import actions
from escalations.models import Icm, PgMember
from escalations.views import pg_door
from tests.aftermath import everything, letters
from tests.conftest import Make
from tests.escalations.conftest import JoinLate, MakeIcm, ProductGroup, investigate
from tests.escalations.pg.conftest import ComeIn, Reader
from tests.people import People


@pytest.fixture
def pia(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> Reader:
    """Who owns one."""
    return come_in(pg.pia, make_icm("acknowledged"))


def now_is() -> Icm:
    return Icm.objects.get()


def last_words() -> str:
    return now_is().history.latest("seq").body


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before


# --- By whom, in which state, by which fields ------------------------------------------------------------------------


def test_acknowledge_makes_them_the_owner(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> None:
    reader = come_in(pg.pete, make_icm())
    text = reader.do("acknowledge")

    assert reader.status == 200
    assert (now_is().state, now_is().owner) == ("acknowledged", pg.pete)
    assert 'id="done" role="status" tabindex="-1" autofocus' in text
    assert "You have it now" in text
    assert letters("acknowledge") == {"eva": "staff"}


def test_an_incident_that_joins_while_a_form_is_on_its_way_has_the_page_looked_at_again(
    make: Make, make_icm: MakeIcm, people: People, pg: ProductGroup, come_in: ComeIn, join_before_the_locks: JoinLate
) -> None:
    older, own = make("work_in_progress"), make("work_in_progress")
    investigate(own, people)
    pia = come_in(pg.pia, make_icm("acknowledged", own))
    came = join_before_the_locks(pg_door, now_is(), older)
    with nothing_changes():
        text = pia.do("update", body="A fix is in review.")

    assert (pia.status, came) == (409, [older])
    assert "Look at it again" in text
    assert "A fix is in review." in text


def test_update_keeps_the_day_of_the_next_one_as_words(pia: Reader) -> None:
    pia.do("update", body="A fix is in review.", next_update="2026-11-27")

    assert last_words() == "A fix is in review.\n\nNext update: Fri 27 November 2026"
    assert "Support has your update" in pia.text


def test_request_information_waits_for_support_and_the_answer_comes_to_them(pia: Reader, people: People) -> None:
    text = pia.do("request-information", body="Which build is it?")

    assert now_is().state == "needs_information"
    assert "has your question" in text
    actions.provide_information(now_is(), by=people.eva, body="Build 11.4.2.")
    assert "Build 11.4.2." in pia.get()


def test_mitigate_is_not_the_end_and_says_where_it_has_come_too(pia: Reader) -> None:
    said = {"body": "Restarted by hand.", "build": "11.4.2", "reach": "West Europe", "verify": "Look at the lease."}
    text = pia.do("mitigate", **said)

    assert now_is().state == "mitigated"
    assert last_words() == (
        "Restarted by hand.\n\nBuild or change: 11.4.2\nReached: West Europe\nTo verify: Look at the lease."
    )
    assert "It stays with you" in text


def test_fixed_says_which_build_how_far_it_has_come_and_how_to_see_it(pia: Reader) -> None:
    pia.do(
        "resolve", resolution="fixed", body="A lease was kept.", build="11.4.3", reach="West Europe", verify="Scale."
    )

    assert (now_is().state, now_is().resolution) == ("resolved", "fixed")
    assert last_words() == "A lease was kept.\n\nBuild or change: 11.4.3\nReached: West Europe\nTo verify: Scale."
    assert "Eva Novak verifies it now" in pia.text


@pytest.mark.parametrize("resolution", ["fixed", "not_reproducible", "granted", "declined", "by_design"])
def test_it_is_resolved_in_each_way_by_the_promised_fields_alone(pia: Reader, resolution: str) -> None:
    pia.do("resolve", resolution=resolution, body="Looked at.")

    assert (now_is().state, now_is().resolution) == ("resolved", resolution)


def test_by_design_gives_the_words_for_the_customer(pia: Reader) -> None:
    pia.do("resolve", resolution="by_design", insight="Order is kept *within* a partition only.")

    assert now_is().insight == "Order is kept *within* a partition only."
    assert "For the customer, in your words" in pia.text


def test_a_duplicate_names_the_other_by_its_number(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> None:
    other, icm = make_icm(), make_icm("acknowledged")
    come_in(pg.pia, icm).do("resolve", resolution="duplicate", duplicate_of=other.number.lower())

    icm = Icm.objects.get(pk=icm.pk)
    assert (icm.resolution, icm.duplicate_of) == ("duplicate", other)


def test_hand_over_ends_their_own_part_and_asks_the_other(pia: Reader, pg: ProductGroup) -> None:
    text = pia.do("hand-over", to="Pete@Product.example", body="It is the writer's.")

    assert (now_is().state, now_is().owner) == ("open", None)
    assert "in other hands now" in text
    pia.get()
    assert pia.status == 404
    assert Reader(pg.pete, now_is()).come_in().status == 200


def test_not_mine_goes_back_to_the_rota_which_is_called_without_them(pia: Reader, pg: ProductGroup) -> None:
    text = pia.do("hand-over", rota="on", to="", body="It is the writer's.")

    assert (now_is().state, now_is().owner) == ("open", None)
    assert "in other hands now" in text
    assert letters("hand_over") == {"eva": "staff", "pete": "pg"}
    assert Reader(pg.pete, now_is()).come_in().status == 200


def test_there_is_no_rota_of_one(pia: Reader, pg: ProductGroup) -> None:
    PgMember.objects.filter(pk=pg.pete.pk).update(is_active=False)
    with nothing_changes():
        text = pia.do("hand-over", rota="on", to="")

    assert pia.status == 422
    assert "Nobody else is on the rota just now" in text


def test_a_form_that_is_sent_twice_is_done_once(pia: Reader) -> None:
    form = pia.form(f"{pia.path}update/")
    answers = [pia.client.post(f"{pia.path}update/", {**form, "body": "Once."}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"{pia.path}?done=update#done"] * 2
    assert now_is().history.filter(verb="update").count() == 1


def test_the_words_of_done_cannot_be_had_by_an_address_alone(pia: Reader) -> None:
    assert 'id="done"' not in pia.get(f"{pia.path}?done=resolve")
    assert 'id="done"' not in pia.get(f"{pia.path}?done=nonsense")


# --- Refused ---------------------------------------------------------------------------------------------------------

VERBS = ["acknowledge", "request-information", "update", "mitigate", "resolve", "hand-over"]
SENT = {"body": "Words of mine.", "resolution": "fixed", "to": "leo@product.example"}


@pytest.mark.parametrize("verb", VERBS)
def test_whoever_does_not_own_it_is_refused(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn, verb: str) -> None:
    reader = come_in(pg.pete, make_icm())
    form = reader.form(f"{reader.path}update/")
    actions.acknowledge(now_is(), by=pg.pia)

    with nothing_changes():
        answer = reader.client.post(f"{reader.path}{verb}/", {**form, **SENT})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        *[("acknowledge", state) for state in ("acknowledged", "needs_information", "mitigated", "resolved")],
        *[("request-information", state) for state in ("needs_information", "mitigated", "resolved")],
        *[("mitigate", state) for state in ("mitigated", "resolved")],
        *[("resolve", "resolved"), ("hand-over", "resolved")],
    ],
)
def test_what_the_state_forbids_is_a_conflict(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn, verb: str, state: str
) -> None:
    reader = come_in(pg.pia, make_icm(state))
    form = reader.form(f"{reader.path}update/")

    with nothing_changes():
        answer = reader.client.post(f"{reader.path}{verb}/", {**form, **SENT})
    assert answer.status_code == 409


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "acknowledge"])
def test_an_older_page_is_a_conflict_that_keeps_what_was_typed(pia: Reader, people: People, verb: str) -> None:
    pia.get()
    actions.update(now_is(), by=people.eva, body="It happens in North Europe too.")

    with nothing_changes():
        text = pia.do(verb, **SENT)
    assert pia.status == 409
    assert ("Words of mine." in text) == (verb != "acknowledge")


@pytest.mark.parametrize(
    ("verb", "sent", "words"),
    [
        ("update", {}, "Write how it goes"),
        ("update", {"body": " \n"}, "Write how it goes"),
        ("update", {"body": "x", "next_update": "soon"}, "Enter a valid date"),
        ("update", {"body": "x" * 20_001}, "room for 20000 characters"),
        ("request-information", {}, "Write what you need to know"),
        ("resolve", {"resolution": ""}, "Choose how it ended"),
        ("resolve", {"resolution": "gone"}, "Choose how it ended"),
        ("resolve", {"resolution": "duplicate"}, "Name the ICM that this is the same as"),
        ("resolve", {"resolution": "duplicate", "duplicate_of": "ICM-599999"}, "no ICM of this number"),
        ("resolve", {"resolution": "duplicate", "duplicate_of": "a colleague's"}, "no ICM of this number"),
        ("hand-over", {}, "Say to whom"),
        ("hand-over", {"to": "Pete"}, "not an address"),
        ("hand-over", {"to": "nobody@product.example"}, "Bring them in first"),
        ("hand-over", {"to": "pia@product.example"}, "somebody else of the product group"),
        ("hand-over", {"to": "gus@product.example"}, "Bring them in first"),
    ],
)
def test_what_cannot_be_read_comes_back_beside_its_field_with_what_was_typed(
    pia: Reader, pg: ProductGroup, verb: str, sent: dict[str, str], words: str
) -> None:
    PgMember.objects.create(email="gus@product.example", name="Gus Past", is_active=False)
    with nothing_changes():
        text = pia.do(verb, **sent)

    assert pia.status == 422
    assert words in text
    assert 'class="errsum" role="alert" tabindex="-1" data-focus autofocus' in text
    assert len(re.findall(r"<details[^>]* open>", text)) == 1
    for typed in {name: typed for name, typed in sent.items() if name != "resolution"}.values():
        assert typed.strip() in html.unescape(text)
    pointed = re.findall(r'<li><a href="#(\w+)">', text)
    assert all(f'id="{place}"' in text for place in pointed)


def test_which_icm_it_is_the_same_as_is_not_called_optional(pia: Reader) -> None:
    text = pia.get()

    label = text.split('<label for="same_duplicate_of"')[1].split("</label>")[0]
    assert "Which ICM is it the same as?" in label
    assert "(optional)" not in label
    assert "(optional)" in text.split('<label for="same_body"')[1].split("</label>")[0]


def test_a_csat_impacting_one_is_by_design_only_with_words_for_the_customer(pia: Reader) -> None:
    Icm.objects.update(is_csat_impacting=True)
    pia.get()

    with nothing_changes():
        text = pia.do("resolve", resolution="by_design", body="As documented.")
    assert pia.status == 422
    assert '<details id="designed" open>' in text
    assert "Write a few words here." in text
    pia.do("resolve", resolution="by_design", insight="It keeps order within a partition.")
    assert now_is().state == "resolved"


def test_the_preview_shows_what_the_customer_would_read_and_keeps_nothing(pia: Reader) -> None:
    form = pia.form(f"{pia.path}resolve/")
    with nothing_changes():
        text = pia.client.post(
            f"{pia.path}preview-insight/",
            {**form, "resolution": "by_design", "insight": "It is **so**.", "body": "Mine."},
        ).content.decode()

    assert "It is <strong>so</strong>." in text
    assert "How it is meant to work, and why" in text
    assert "That is short" in text
    assert "Mine." in text
    assert '<details id="designed" open>' in text


def test_every_hint_of_the_words_for_the_customer_is_under_80_characters(pia: Reader) -> None:
    hint = re.search(r'id="designed_insight_helptext">([^<]*)<', pia.text)

    assert hint
    assert len(hint[1]) < 80
