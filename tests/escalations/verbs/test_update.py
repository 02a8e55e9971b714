"""update: words on how it goes, for the other side; or among the support team alone (R15, R35)."""

from escalations import actions
from escalations.shown import said_in
from tests.aftermath import last_event, letters
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.doing import by_page
from tests.people import People


def test_the_product_groups_words_want_the_owner(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = actions.update(make_icm("acknowledged"), by=pg.pia, body="A lease is never given back.")
    incident = icm.incidents[0]
    incident.refresh_from_db()

    assert incident.action_needed
    assert letters("update") == {"eva": "staff"}
    assert last_event(incident).data["who"]["name"] == "Pia Aalto"


def test_ours_go_to_its_owner_and_to_the_owner_of_the_incident(make_icm: MakeIcm, people: People) -> None:
    icm = actions.update(make_icm("acknowledged"), by=people.eli, body="It happened again.")
    incident = icm.incidents[0]
    incident.refresh_from_db()

    assert not incident.action_needed
    assert letters("update") == {"pia": "pg", "eva": "staff"}


def test_a_note_for_the_team_is_never_the_product_groups(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    by_page("update", icm, people.eli, {"body": "They promised that before.", "is_for_support": "on"})

    assert letters("update") == {"eva": "staff"}
    assert icm.history.last().is_for_support  # type: ignore[union-attr]
    assert "They promised that before." not in [line.event.body for line in said_in(icm.history.all())]


def test_nobody_of_the_product_group_hides_their_own_words(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = actions.update(make_icm("acknowledged"), by=pg.pia, body="Seen.", is_for_support=True)

    assert not icm.history.last().is_for_support  # type: ignore[union-attr]
