"""An ICM's life between the two sides: acknowledged, asked about, mitigated, resolved, verified (R35)."""

from django.utils.translation import gettext as _

from accounts.acting import NotValid
from accounts.models import User
from escalations import links
from escalations.actions.chasing import await_owner, due_of
from escalations.actions.consenting import part
from escalations.actions.house import FOR_SUPPORT, ICMS, escalating, incidents_of, tell_of_icm
from escalations.models import Doer, Grant, Icm, PgMember
from escalations.notices import team_of
from incidents.actions.words import BODY, REASON, words


def acknowledge(icm: Icm, *, by: PgMember) -> Icm:
    """Whoever does it first is the ICM owner from now on."""
    with escalating(ICMS, "acknowledge", icm, by, incidents_of(icm)) as act:
        act.record.acknowledge(by, act.at)
        tell_of_icm(act.record, incidents_of(icm), "acknowledge", by)
    return act.record


def request_information(icm: Icm, *, by: PgMember, body: str) -> Icm:
    """The product group asks; action is needed on every incident that it hits."""
    with escalating(ICMS, "request_information", icm, by, incidents_of(icm)) as act:
        act.words = words(body, field="body", limit=BODY)
        act.record.request_information()
        tell_of_icm(act.record, incidents_of(icm), "request_information", by, words=act.words, wants_owner=True)
    return act.record


def provide_information(icm: Icm, *, by: User, body: str) -> Icm:
    with escalating(ICMS, "provide_information", icm, by, incidents_of(icm)) as act:
        act.words = words(body, field="body", limit=BODY)
        act.record.provide_information()
        tell_of_icm(act.record, incidents_of(icm), "provide_information", by, words=act.words)
    return act.record


def update(icm: Icm, *, by: Doer, body: str, is_for_support: bool = False) -> Icm:
    """Words on how it goes, for the other side; the product group's want the owners (R15).

    `is_for_support`: a note of the support team, which the product group never sees.
    """
    with escalating(ICMS, "update", icm, by, incidents_of(icm)) as act:
        act.words = words(body, field="body", limit=BODY)
        act.record.update()
        is_news = isinstance(by, PgMember)
        apart = {FOR_SUPPORT: True} if is_for_support and not is_news else {}
        act.data = {**apart}
        tell_of_icm(act.record, incidents_of(icm), "update", by, words=act.words, wants_owner=is_news, **apart)
    return act.record


def mitigate(icm: Icm, *, by: PgMember, body: str = "") -> Icm:
    """The customer is out of the worst."""
    with escalating(ICMS, "mitigate", icm, by, incidents_of(icm)) as act:
        act.words = words(body, field="body", limit=BODY, required=False)
        act.record.mitigate(by, act.at)
        tell_of_icm(act.record, incidents_of(icm), "mitigate", by, words=act.words, wants_owner=True)
    return act.record


def resolve(
    icm: Icm, *, by: PgMember, resolution: str, body: str = "", insight: str = "", duplicate_of: Icm | None = None
) -> Icm:
    """How it ended; `by_design` asks for the insight that can be passed on to the customer (R35)."""
    with escalating(ICMS, "resolve", icm, by, incidents_of(icm)) as act:
        if resolution not in Icm.Resolution.values:
            raise NotValid({"resolution": [_("Choose how it ended.")]})
        if resolution == Icm.Resolution.DUPLICATE and duplicate_of in {None, icm}:
            raise NotValid({"duplicate_of": [_("Name the ICM that this is the same as.")]})
        act.words = words(body, field="body", limit=BODY, required=False)
        owed = resolution == Icm.Resolution.BY_DESIGN and act.record.is_csat_impacting
        act.record.insight = words(insight, field="insight", limit=BODY, required=owed)
        act.record.duplicate_of = duplicate_of if resolution == Icm.Resolution.DUPLICATE else None
        act.record.resolve(resolution, by, act.at)
        act.data = {"resolution": resolution}
        tell_of_icm(
            act.record, incidents_of(icm), "resolve", by, words=act.words, wants_owner=True, resolution=resolution
        )
    return act.record


def hand_over(icm: Icm, *, by: PgMember, to: PgMember | None, body: str = "") -> Icm:
    """Another PG member is to have it: who did before can read no more than the mail said (R36).

    Nobody as `to`: whoever else of the rota takes it, who are called as when it was opened.
    """
    with escalating(ICMS, "hand_over", icm, by, incidents_of(icm)) as act:
        require_somebody_else(act.record, by, to)
        act.words = words(body, field="body", limit=BODY, required=False)
        before = act.record.owner
        act.record.hand_over()
        await_owner(act.record, incidents_of(icm)[0], act.at)
        part(act.record, act.at, by, before)
        links.end(act.record, by)
        act.data = {"to": {"id": to.pk, "name": to.name} if to else {}, "due": due_of(act.record)}
        tell_of_icm(act.record, incidents_of(icm), "hand_over", by, words=act.words, to=to.name if to else "")
    return act.record


def require_somebody_else(icm: Icm, by: PgMember, to: PgMember | None) -> None:
    if to is None and not any(member.pk != by.pk for member in team_of(None, icm)):
        raise NotValid({"to": [_("Nobody else is on the rota just now. Name a colleague.")]})
    if to is not None and (not to.is_active or to.pk == by.pk):
        raise NotValid({"to": [_("Name somebody else of the product group.")]})
    if Grant.objects.taken_away([icm.pk]).filter(member=to).exists():
        raise NotValid({"to": [_("The support team has taken this person out. Ask them.")]})


def close(icm: Icm, *, by: User, body: str = "") -> Icm:
    """Verified: its links die with it (R35, R36)."""
    with escalating(ICMS, "close", icm, by, incidents_of(icm)) as act:
        act.words = words(body, field="body", limit=BODY, required=False)
        act.record.close(act.at)
        part(act.record, act.at)
        tell_of_icm(act.record, incidents_of(icm), "close", by, words=act.words)
    return act.record


def send_back(icm: Icm, *, by: User, reason: str) -> Icm:
    """It is not what was asked for."""
    with escalating(ICMS, "send_back", icm, by, incidents_of(icm)) as act:
        act.words = words(reason, field="reason", limit=REASON)
        act.record.send_back()
        tell_of_icm(act.record, incidents_of(icm), "send_back", by, words=act.words)
    return act.record


def notify_again(icm: Icm, *, by: User) -> Icm:
    """Its letter once more to those who work on it, each with a fresh link."""
    with escalating(ICMS, "notify_again", icm, by, []) as act:
        act.record.notify_again()
        act.data = {"due": due_of(act.record)}
    return act.record
