"""Who is unsure asks colleagues, the area's SMEs or the product group, one rung after the other (R30)."""

from escalations import actions
from incidents.models import Incident
from tests.escalations.conftest import ProductGroup
from tests.people import People


def test_colleagues_are_asked_first(working: Incident, people: People, pg: ProductGroup) -> None:
    asked = actions.ask(working, by=people.eva, area=people.query, audience="colleagues", question="How do I go on?")

    assert asked.state == "asked"
    assert asked.audience == "colleagues"
    assert [rung.audience for rung in asked.rungs.all()] == ["colleagues"]
