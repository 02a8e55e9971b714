"""No, or not any more: out at once, also for mail that is queued (R37)."""

from accounts.acting import NotPossible
from escalations import actions
from escalations.consent import consent_of
from incidents import actions as incidents
from incidents import notices
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import asked, inside, joined, mailed
from tests.people import People


def test_a_no_needs_no_reason_and_the_owner_is_told(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.decline_consent(asked(make_icm("acknowledged"), people), by=pg.pia)

    assert consent_of(icm) == {"state": "declined", "ground": None}
    assert letters("decline_consent") == {"eva": "staff"}
    assert mailed("admit_guest") == {}
    assert Incident.objects.get(pk=icm.incidents[0].pk).action_needed


def test_what_was_queued_before_is_not_sent_after(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incidents.send_update(Incident.objects.get(pk=icm.incidents[0].pk), by=people.eva, body="We found the writer.")
    queued = Notification.objects.get(verb="send_update", ground="consented")
    assert notices.letter(queued) is not None

    actions.decline_consent(icm, by=pg.pia, reason="Not my area after all.")

    assert notices.letter(queued) is None
    assert inside(icm.incidents[0]) == {}
    assert replay_timeline(Incident.objects.all()).differences == []


def test_after_a_no_they_can_be_asked_again(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.decline_consent(asked(make_icm("acknowledged"), people), by=pg.pia)

    assert inside(joined(icm, people, pg.pia).incidents[0]) == {"pia": "consented"}


def test_nobody_declines_what_they_were_not_asked(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = asked(make_icm("acknowledged"), people)

    with refused(NotPossible):
        actions.decline_consent(icm, by=pg.pete)
