"""join: one more incident that an ICM hits (R34)."""

import pytest

from accounts.acting import NotPossible
from escalations import actions
from tests.aftermath import everything, letters, refused, verbs
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm
from tests.escalations.doing import by_page, by_tool, fresh
from tests.incidents.api.conftest import problem
from tests.people import People


def test_it_is_attached_and_nothing_about_it_changes(make_icm: MakeIcm, make: Make, people: People) -> None:
    icm, other = make_icm("acknowledged"), make("work_in_progress")
    before = (other.state, other.owner_id, other.action_needed)
    icm = actions.join(icm, by=people.eli, incident=other)
    other.refresh_from_db()

    assert [incident.pk for incident in fresh(icm).incidents][-1] == other.pk
    assert (other.state, other.owner_id, other.action_needed) == before
    assert verbs(other)[-1] == "join"
    assert letters("join") == {"pia": "pg"}


def test_once_is_enough(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    before = everything()
    actions.join(icm, by=people.eli, incident=icm.incidents[0])

    assert everything() == before


def test_what_is_closed_is_attached_to_nothing(make_icm: MakeIcm, make: Make, people: People) -> None:
    icm, closed = make_icm("acknowledged"), make("closed")
    with refused(NotPossible):
        actions.join(icm, by=people.eva, incident=closed)
    before = everything()
    assert by_page("join", icm, people.eva, {"incident": closed.number}).status_code == 409
    problem(by_tool("join", icm, people.eva, {"incident": closed.number}), 409)
    assert everything() == before


@pytest.mark.parametrize("number", ["INC-9999999", "ICM-500001", "nonsense"])
def test_what_does_not_exist_is_named(make_icm: MakeIcm, people: People, number: str) -> None:
    icm = make_icm()
    before = everything()

    assert "There is no incident" in by_page("join", icm, people.eva, {"incident": number}).content.decode()
    assert set(problem(by_tool("join", icm, people.eva, {"incident": number}), 400)["errors"]) == {"incident"}
    assert everything() == before
