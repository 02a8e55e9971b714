"""What a PG member typed is not lost with the link, and a day that is over is not promised (R36)."""

from escalations.actions import granting
from escalations.models import Grant
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.pg.conftest import ComeIn
from tests.people import People


def test_words_that_come_after_the_link_was_taken_away_are_shown_to_who_wrote_them(
    make_icm: MakeIcm, people: People, pg: ProductGroup, come_in: ComeIn
) -> None:
    icm = make_icm("acknowledged")
    pia = come_in(pg.pia, icm)
    pia.get()
    granting.revoke_link(Grant.objects.get(icm=icm, member=pg.pia), by=people.eva, reason="A lost laptop.")
    before = everything()

    text = pia.do("update", body="The writer never gives its lease back.")

    assert pia.status == 404
    assert "What you wrote is still here" in text
    assert "The writer never gives its lease back." in text
    assert icm.title not in text
    assert everything() == before


def test_the_next_update_is_promised_for_a_day_to_come(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> None:
    pia = come_in(pg.pia, make_icm("acknowledged"))
    pia.get()
    before = everything()

    text = pia.do("update", body="Tomorrow.", next_update="2020-01-01")

    assert pia.status == 422
    assert "That day is over. Name one to come, or none." in text
    assert "Tomorrow." in text
    assert everything() == before
