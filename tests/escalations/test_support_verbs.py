"""The support team's verbs on an ICM: by whom, in which state, by page and by tool; a refusal changes nothing."""

import pytest

from accounts.acting import NotAllowed, NotPossible, Stale
from escalations.policy import ICM_RULES
from tests.aftermath import everything, refused
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.doing import DONE, LEADS_TO, STATES, by_action, by_page, by_tool, fresh, sent
from tests.incidents.api.conftest import problem
from tests.kinds import CUSTOMERS, SUPPORT, all_but
from tests.people import People

CAN = [(verb, state) for verb, (states, _sent) in DONE.items() for state in states]
CANNOT = [(verb, state) for verb, (states, _sent) in DONE.items() for state in STATES if state not in states]


@pytest.fixture
def other(make: Make) -> str:
    """The number of an incident that no ICM hits yet."""
    return make("work_in_progress").number


@pytest.mark.parametrize(("verb", "state"), CAN)
def test_it_is_done_by_its_page_and_leads_back(
    make_icm: MakeIcm, people: People, other: str, verb: str, state: str
) -> None:
    icm = make_icm(state)
    response = by_page(verb, icm, people.eli, sent(verb, other))

    assert response.status_code == 302
    assert response["Location"] == f"/workspace/icms/{icm.number}/"
    assert fresh(icm).state == LEADS_TO.get(verb, state)
    assert icm.history.last().verb == verb  # type: ignore[union-attr]
    assert icm.history.last().way == "workspace"  # type: ignore[union-attr]


@pytest.mark.parametrize(("verb", "state"), CAN)
def test_it_is_done_by_a_tool_which_reads_the_icm_as_it_is_then(
    make_icm: MakeIcm, people: People, other: str, verb: str, state: str
) -> None:
    icm = make_icm(state)
    response = by_tool(verb, icm, people.mia, sent(verb, other))

    assert response.status_code == (201 if verb == "update" else 200)
    assert response["ETag"] == f'"{fresh(icm).version}"'
    assert fresh(icm).state == LEADS_TO.get(verb, state)
    assert icm.history.last().way == "api"  # type: ignore[union-attr]
    if verb != "update":
        assert response.json()["state"] == LEADS_TO.get(verb, state)


@pytest.mark.parametrize(("verb", "state"), CANNOT)
def test_what_its_state_forbids_is_a_conflict_at_every_door(
    make_icm: MakeIcm, people: People, make: Make, verb: str, state: str
) -> None:
    icm, incident = make_icm(state), make("work_in_progress")
    words = sent(verb, incident.number)

    with refused(NotPossible):
        by_action(verb, icm, people.eva, {**words, **({"incident": incident} if verb == "join" else {})})
    before = everything()
    assert by_page(verb, icm, people.eva, words).status_code == 409
    document = problem(by_tool(verb, icm, people.eva, words), 409)
    assert everything() == before
    assert document["current_state"] == state
    assert verb.replace("_", "-") not in document["available_actions"]


@pytest.mark.parametrize("verb", DONE)
def test_only_the_support_team_may(make_icm: MakeIcm, people: People, pg: ProductGroup, make: Make, verb: str) -> None:
    icm, incident = make_icm(DONE[verb][0][-1]), make("work_in_progress")
    words = {**DONE[verb][1], **({"incident": incident} if verb == "join" else {})}
    strangers = [people.by_name(name) for name in all_but(*SUPPORT)]
    unasked = [] if verb == "update" else [pg.pia]  # whose own words have the same name

    for person in [*strangers, *unasked, pg.pete, None]:
        with refused(NotAllowed):
            by_action(verb, icm, person, words)


@pytest.mark.parametrize("verb", DONE)
@pytest.mark.parametrize("name", SUPPORT)
def test_anybody_of_the_support_team_may(people: People, verb: str, name: str) -> None:
    assert ICM_RULES[verb](people.by_name(name), None) or verb == "update"


@pytest.mark.parametrize("verb", DONE)
def test_for_a_customer_and_the_administrator_there_is_no_such_thing(
    make_icm: MakeIcm, people: People, other: str, verb: str
) -> None:
    icm = make_icm(DONE[verb][0][0])
    before = everything()
    for name in [*CUSTOMERS, "root"]:
        person = people.by_name(name)
        assert by_page(verb, icm, person, sent(verb, other)).status_code == 404
        problem(by_tool(verb, icm, person, sent(verb, other)), 404)
    problem(by_tool(verb, icm, None, sent(verb, other)), 401)
    after = everything()
    assert after == before


WORDED = {"provide_information": "body", "send_back": "reason", "update": "body", "join": "incident"}


@pytest.mark.parametrize("verb", WORDED)
@pytest.mark.parametrize("typed", ["", "   ", "x" * 20_001])
def test_what_is_missing_or_too_long_is_named_by_its_field(
    make_icm: MakeIcm, people: People, verb: str, typed: str
) -> None:
    icm, field = make_icm(DONE[verb][0][0]), WORDED[verb]
    before = everything()
    answer = by_page(verb, icm, people.eva, {field: typed})

    assert answer.status_code == 422
    assert "Error: " in answer.content.decode()
    assert set(problem(by_tool(verb, icm, people.eva, {field: typed}), 400)["errors"]) == {field}
    assert everything() == before


@pytest.mark.parametrize("verb", DONE)
def test_a_form_that_is_sent_twice_is_done_once(make_icm: MakeIcm, people: People, other: str, verb: str) -> None:
    icm = make_icm(DONE[verb][0][0])
    first = by_page(verb, icm, people.eva, sent(verb, other), nonce="n" * 20)
    before = everything()
    again = by_page(verb, icm, people.eva, sent(verb, other), nonce="n" * 20)

    assert (
        (first.status_code, first["Location"])
        == (again.status_code, again["Location"])
        == (302, f"{again['Location']}")
    )
    assert everything() == before


@pytest.mark.parametrize("verb", DONE)
def test_a_call_that_is_repeated_gets_the_first_answer(
    make_icm: MakeIcm, people: People, other: str, verb: str
) -> None:
    icm = make_icm(DONE[verb][0][0])
    first = by_tool(verb, icm, people.eva, sent(verb, other), idempotency_key="k1")
    before = everything()
    again = by_tool(verb, icm, people.eva, sent(verb, other), idempotency_key="k1")

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replay"] == "true"
    assert everything() == before
    problem(by_tool(verb, icm, people.eva, {"body": "Something else."}, idempotency_key="k1"), 422)


@pytest.mark.parametrize("verb", DONE)
def test_an_older_page_and_an_older_tag_are_refused(
    make_icm: MakeIcm, people: People, pg: ProductGroup, make: Make, verb: str
) -> None:
    icm, incident = make_icm(DONE[verb][0][0]), make("work_in_progress")
    words = sent(verb, incident.number)
    seen = f'"{icm.version}"'
    assert by_tool("update", icm, people.eli, {"body": "Meanwhile."}).status_code == 201
    before = everything()

    assert by_page(verb, icm, people.eva, words).status_code == 409
    document = problem(by_tool(verb, icm, people.eva, words, if_match=seen), 412)
    assert everything() == before
    assert document["version"] == fresh(icm).version
    icm.seen = icm.version
    with refused(Stale):
        by_action(verb, icm, people.eva, {**words, **({"incident": incident} if verb == "join" else {})})
    assert by_tool(verb, icm, people.eva, words, if_match=f'"{fresh(icm).version}"').status_code in {200, 201}
