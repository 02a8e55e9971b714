"""An answer from a page that showed an older solution or statement, and that is wrong in itself besides (R1, D9)."""

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything
from tests.people import People

WRONG = {
    "reject-solution": {"reason": " "},
    "accept-solution": {"applied_on": "soon"},
    "keep-open": {"wish": "magic"},
    "correct-problem": {"body": " "},
}


@pytest.mark.parametrize("path", WRONG)
def test_what_was_replaced_is_said_before_what_is_wrong_with_the_answer(
    client: Client, people: People, proposed: Incident, path: str
) -> None:
    stated = actions.state_problem(proposed, by=people.eva, body="It reads but writes nothing.")
    seen = {"solution": stated.solutions.get().pk, "statement": stated.statement_id}
    stated = actions.state_problem(stated, by=people.eva, body="It writes nothing since the scaling.")
    actions.propose_solution(stated, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")
    client.force_login(people.ada)
    before = everything()

    page = client.post(f"/portal/incidents/{stated.number}/{path}/", {**seen, **WRONG[path]})

    assert page.status_code == 409
    assert everything() == before
