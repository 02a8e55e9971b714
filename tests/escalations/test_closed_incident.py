"""An incident is closed while its ICM goes on, whose acts are done; nothing is written to the incident (R13)."""

from typing import Any

import pytest

from escalations import actions
from escalations.models import Icm
from incidents import actions as below
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import letters
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.incidents.closed import rows_of
from tests.people import People

GOES_ON: dict[str, tuple[str, str, dict[str, Any]]] = {
    "provide_information": ("needs_information", "eva", {"body": "It is build 5.11."}),
    "close": ("resolved", "eva", {"body": "Seen working."}),
    "send_back": ("resolved", "eva", {"reason": "It stalls again."}),
    "notify_again": ("acknowledged", "eva", {}),
    "update": ("acknowledged", "eva", {"body": "They closed it on their word."}),
    "acknowledge": ("open", "pia", {}),
    "request_information": ("acknowledged", "pia", {"body": "Which build?"}),
    "mitigate": ("acknowledged", "pia", {"body": "Restarted."}),
    "resolve": ("acknowledged", "pia", {"resolution": "fixed"}),
    "hand_over": ("acknowledged", "pia", {"to": "pete"}),
}


def with_its_incident_closed(icm: Icm, people: People) -> Incident:
    incident = icm.incidents[0]
    incident = below.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12 units.")
    return below.accept_solution(incident, by=people.ada)


@pytest.mark.parametrize("verb", GOES_ON)
def test_the_icm_goes_on_and_the_incident_stays_as_it_was(
    make_icm: MakeIcm, people: People, pg: ProductGroup, verb: str
) -> None:
    state, name, words = GOES_ON[verb]
    icm = make_icm(state)
    closed = with_its_incident_closed(icm, people)
    before = rows_of(closed)
    by: Any = getattr(pg, name, None) or people.by_name(name)
    getattr(actions, verb)(icm, by=by, **{k: pg.pete if k == "to" else v for k, v in words.items()})

    assert icm.history.last().verb == verb  # type: ignore[union-attr]
    assert rows_of(closed) == before
    assert replay_timeline(Incident.objects.all()).differences == []


def test_who_opened_it_is_told_to_the_end(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    with_its_incident_closed(icm, people)
    actions.resolve(icm, by=pg.pia, resolution="fixed")

    assert letters("resolve") == {"eva": "staff"}
