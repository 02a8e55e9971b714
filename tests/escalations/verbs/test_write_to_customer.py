"""Words of the product group to the customer: from inside alone, and the owner has them at once (R37)."""

import pytest

from accounts.acting import NotPossible, NotValid
from escalations import actions
from incidents import actions as incidents
from incidents import notices
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters, refused
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import joined, mailed
from tests.people import People

WORDS = "Could you send us the partition key that you use?"


def test_the_customer_and_the_owner_get_it_and_action_is_needed(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = incidents.send_update(Incident.objects.get(pk=icm.incidents[0].pk), by=people.eva, body="On it.")
    assert not incident.action_needed

    actions.write_to_customer(icm, by=pg.pia, body=WORDS)

    assert mailed("write_as_guest") == {"ada": "reporter"}
    assert letters("write_as_guest") == {"ada": "customer", "eva": "staff"}
    assert Incident.objects.get(pk=incident.pk).action_needed
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_customer_reads_a_first_name_and_the_part_that_they_know(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    actions.write_to_customer(icm, by=pg.pia, body=WORDS)

    letter = notices.letter(Notification.objects.get(verb="write_as_guest", audience="customer"))

    assert letter is not None
    assert letter.from_name == "Pia, Query engineering"
    assert "Pia, Query engineering writes to you" in letter.text
    for part in (letter.subject, letter.text, letter.html):
        assert not [word for word in ("Aalto", "product.example", "ICM", "PG", "escalation") if word in part]


def test_fellow_guests_read_it_and_who_wrote_does_not(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    icm = actions.ask_to_join(icm, by=pg.ema)

    actions.write_to_customer(icm, by=pg.pia, body=WORDS)

    assert mailed("write_as_guest") == {"ada": "reporter", "ema": "pg_requested"}


def test_nobody_writes_from_outside(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")

    with refused(NotPossible):
        actions.write_to_customer(icm, by=pg.pia, body=WORDS)


def test_nothing_is_not_said(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    with refused(NotValid, "body"):
        actions.write_to_customer(icm, by=pg.pia, body="")


def test_the_owners_first_answer_comes_first(make_icm: MakeIcm, make: Make, people: People, pg: ProductGroup) -> None:
    incident = make("new", severity=1)
    icm = actions.open_icm(
        incident,
        by=people.eva,
        ground="severity_1",
        team="css_escalation",
        kind="bug",
        title="Output stops",
        facts={
            **dict.fromkeys(["impact", "resource", "region", "expected", "actual", "steps", "evidence", "ask"], "x"),
            "window_start": "2026-11-16T07:00:00Z",
            "window_end": "2026-11-16T09:00:00Z",
        },
        new_because="No other one.",
    )
    icm = actions.ask_to_join(icm, by=pg.pia)

    with refused(NotPossible):
        actions.write_to_customer(icm, by=pg.pia, body=WORDS)


@pytest.mark.parametrize("who", ["pete", "leo"])
def test_a_ground_is_one_persons(make_icm: MakeIcm, people: People, pg: ProductGroup, who: str) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    with refused(NotPossible):
        actions.write_to_customer(icm, by=getattr(pg, who), body=WORDS)
