"""Nobody acknowledges an ICM: the team is called once more after the time of a first answer, then its EM (R35)."""

from datetime import timedelta

import pytest

from escalations import actions, notices
from escalations.models import EscalationEvent, Grant, Icm
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything, last_event
from tests.conftest import MONDAY, Make
from tests.escalations.conftest import MakeIcm, ProductGroup, investigate
from tests.people import RESPONSE, People

TARGET = timedelta(minutes=RESPONSE["2"])


@pytest.fixture
def opened(make_icm: MakeIcm, make: Make, people: People) -> Icm:
    """Of severity 2, since Monday at ten in Amsterdam."""
    return of_severity(2, make_icm, make, people)


def of_severity(severity: int, make_icm: MakeIcm, make: Make, people: People) -> Icm:
    with at(MONDAY):
        incident = make("work_in_progress", severity=severity)
        investigate(incident, people)
        return make_icm(incident=incident)


def sweep(after: timedelta) -> int:
    with at(MONDAY + after):
        return actions.sweep_icms()


def called() -> list[set[str]]:
    """Who was called at each time, by the name before the @."""
    events = EscalationEvent.objects.filter(verb="chase_icm").order_by("seq")
    rows = Notification.objects.filter(verb="chase_icm").values_list("record_id", "address")
    return [{address.partition("@")[0] for record, address in rows if record == event.pk} for event in events]


def test_the_team_is_called_at_the_target_and_the_em_after_as_much_time_again(opened: Icm) -> None:
    second = timedelta(seconds=1)
    told = [sweep(after) for after in (TARGET - second, TARGET, TARGET + second, 2 * TARGET - second, 2 * TARGET)]
    told += [sweep(3 * TARGET), sweep(timedelta(days=9))]

    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert called() == [{"pia", "pete"}, {"ema"}]
    assert Icm.objects.get().state == "open"


def test_severity_1_calls_both_at_once_and_round_the_clock(make_icm: MakeIcm, make: Make, people: People) -> None:
    of_severity(1, make_icm, make, people)

    assert sweep(timedelta(minutes=RESPONSE["1"])) == 1
    assert sweep(timedelta(days=2)) == 0
    assert called() == [{"pia", "pete", "ema"}]


def test_only_working_time_counts(opened: Icm, pg: ProductGroup) -> None:
    late = MONDAY + timedelta(hours=6, minutes=59)  # one minute before the office shuts
    Icm.objects.update(chase_at=None)
    with at(late):
        icm = actions.acknowledge(opened, by=pg.pia)
        actions.hand_over(icm, by=pg.pia, to=pg.pete)

    assert Icm.objects.get().chase_at == MONDAY + timedelta(hours=23) + TARGET - timedelta(minutes=1)


def test_whoever_acknowledges_first_ends_it(opened: Icm, pg: ProductGroup) -> None:
    with at(MONDAY + timedelta(minutes=5)):
        actions.acknowledge(opened, by=pg.pia)
    before = everything()

    assert sweep(timedelta(days=3)) == 0
    assert everything() == before


def test_a_hand_over_begins_it_anew(opened: Icm, pg: ProductGroup) -> None:
    assert sweep(TARGET) == 1
    with at(MONDAY + TARGET):
        icm = actions.acknowledge(opened, by=pg.pia)
        actions.hand_over(icm, by=pg.pia, to=pg.pete)

    assert sweep(2 * TARGET) == 1
    assert called()[1:] == [{"pete"}], "who handed it over is not called to it again"
    since = EscalationEvent.objects.filter(verb="chase_icm").latest("pk").data["since"]
    assert since == (MONDAY + TARGET).isoformat()


def test_who_was_named_is_called_with_the_others_and_no_link_of_who_handed_it_over_lives_again(
    opened: Icm, pg: ProductGroup
) -> None:
    with at(MONDAY):
        actions.acknowledge(opened, by=pg.pia)
        for row in Notification.objects.filter(audience="pg"):
            assert notices.letter(row)
        actions.hand_over(Icm.objects.get(), by=pg.pia, to=pg.leo)

    assert [sweep(TARGET), sweep(2 * TARGET)] == [1, 1]
    assert called() == [{"leo", "pete"}, {"ema"}]
    assert all(notices.letter(row) for row in Notification.objects.filter(verb="chase_icm"))
    assert Grant.objects.get(member=pg.pia).ended_at is not None


def test_the_second_call_still_says_since_when_it_waits(opened: Icm) -> None:
    sweep(TARGET)
    sweep(2 * TARGET)

    events = EscalationEvent.objects.filter(verb="chase_icm")
    assert [event.data["since"] for event in events] == [MONDAY.isoformat()] * 2


def test_the_incident_tells_of_it_and_wants_its_owner_when_nobody_is_left_to_call(opened: Icm) -> None:
    incident = opened.incidents[0]
    sweep(TARGET)
    assert last_event(incident).verb == "chase_icm"
    assert not Incident.objects.get().action_needed

    sweep(2 * TARGET)
    assert Incident.objects.get().action_needed
    assert replay_timeline(Incident.objects.all()).differences == []


def test_a_call_that_was_not_sent_before_somebody_took_it_is_not_sent_at_all(opened: Icm, pg: ProductGroup) -> None:
    sweep(TARGET)
    row = Notification.objects.filter(verb="chase_icm").first()
    assert row is not None
    assert notices.letter(row) is not None

    actions.acknowledge(Icm.objects.get(), by=pg.pia)
    assert notices.letter(row) is None


def test_one_that_cannot_be_swept_stops_no_other(
    opened: Icm, make_icm: MakeIcm, make: Make, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    other = of_severity(2, make_icm, make, people)
    opened.hits.all().delete()

    assert sweep(TARGET) == 1
    assert EscalationEvent.objects.get(verb="chase_icm").record_id == other.pk
    assert opened.number in caplog.text
