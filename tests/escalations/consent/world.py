"""A customer's conversation with a random history, beside a small model of who may be on its mail (R37).

The model knows the rule's own words and nothing of how they are kept: who is in, on which ground, from which press.
"""

from collections.abc import Callable
from typing import Any

from django.core import mail
from django.core.cache import cache

from accounts.acting import Refusal
from accounts.models import User
from escalations import actions
from escalations.actions.departing import save_member
from escalations.actions.granting import revoke_link
from escalations.models import Consent, Grant, Icm, PgMember
from incidents import actions as incidents
from incidents.actions import assign, post_message
from incidents.models import Incident
from notifications import outbox
from notifications.models import Notification
from tests.escalations.asking import approved as approved_csat
from tests.escalations.conftest import ProductGroup
from tests.people import People

GROUNDS = {"pg_requested", "consented", "severity_1", "csat_leadership"}
MEMBERS = ("pia", "pete", "leo", "ema", "pam")
LEADERSHIP = {"ema", "pam"}
MAY_TAKE_IT = {"pia", "pete"}


class Broken(AssertionError):
    """Somebody of the product group was on a customer's mail, or kept off it, against the rule."""


class World:
    """One incident of Ada's with its ICM, and the model of who may be on its mail."""

    def __init__(self, icm: Icm, people: People, pg: ProductGroup, shadow: User) -> None:
        self.icm, self.people, self.pg, self.shadow = icm, people, pg, shadow
        self.number = icm.incidents[0].pk
        self.severity, self.is_closed, self.is_over, self.is_bad = 3, False, False, False
        self.owner: str | None = None
        self.handed: tuple[str, str] | None = None  # by whom, and to whom
        self.shut_out: set[str] = set()
        self.asked: set[str] = set()
        self.inside: dict[str, str] = {}
        self.gone: set[str] = set()
        self.queued = self.sent = 0
        self.reached: set[tuple[str, str]] = set()

    # --- What is done -------------------------------------------------------------------------------------------------

    @property
    def incident(self) -> Incident:
        return Incident.objects.get(pk=self.number)

    @property
    def fresh(self) -> Icm:
        return Icm.objects.get(pk=self.icm.pk)

    def member(self, name: str) -> PgMember:
        return PgMember.objects.get(pk=getattr(self.pg, name).pk)

    def tried(self, act: Callable[..., Any], *args: Any, **words: Any) -> bool:
        try:
            act(*args, **words)
        except Refusal:
            return False
        return True

    def step(self, verb: str, name: str, level: int) -> None:
        cache.clear()
        before = dict(self.inside)
        getattr(self, verb)(name, level)
        self.check_queued(before)

    def change_severity(self, name: str, level: int) -> None:
        if self.tried(assign, self.incident, by=self.people.eva, severity=level):
            self.severity = level

    def request_consent(self, name: str, level: int) -> None:
        if not self.tried(actions.request_consent, self.fresh, by=self.people.eva, exhausted="All of it."):
            return
        wanted = {self.owner} if self.owner else self.may_take_it()
        self.hold(not self.is_closed and not self.is_over, "asked for what is over")
        self.asked |= {who for who in wanted if who and who not in self.gone and who not in self.inside}

    def may_take_it(self) -> set[str]:
        """Who was named is alone in it, while they are there and let in; never who handed it over (R35, R36)."""
        by, to = self.handed or ("", "")
        away = self.gone | self.shut_out
        return {to} if to and to not in away else MAY_TAKE_IT - {by} - away

    def consent(self, name: str, level: int) -> None:
        if self.tried(actions.consent, self.fresh, by=self.member(name)):
            self.hold(name in self.asked and not self.is_closed, f"{name} agreed to what nobody asked")
            self.let_in(name, "consented")

    def decline_consent(self, name: str, level: int) -> None:
        if self.tried(actions.decline_consent, self.fresh, by=self.member(name)):
            self.see_off(name)

    def ask_to_join(self, name: str, level: int) -> None:
        if self.tried(actions.ask_to_join, self.fresh, by=self.member(name)):
            self.hold(self.owner in {None, name} or name in LEADERSHIP, f"{name} joined by a link for reading")
            self.let_in(name, "pg_requested")

    def add_to_thread(self, name: str, level: int) -> None:
        if self.tried(actions.add_to_thread, self.fresh, by=self.people.eva, member=self.member(name)):
            is_leader = self.is_bad and name in LEADERSHIP
            self.hold(self.severity == 1 or is_leader, f"{name} was added by name at severity {self.severity}")
            self.let_in(name, "severity_1" if self.severity == 1 else "csat_leadership")

    def leave(self, name: str, level: int) -> None:
        if self.tried(actions.leave, self.fresh, by=self.member(name)):
            self.see_off(name)

    def remove_from_thread(self, name: str, level: int) -> None:
        member = self.member(name)
        if self.tried(actions.remove_from_thread, self.fresh, by=self.people.eva, member=member, reason="Done."):
            self.see_off(name)

    def write_to_customer(self, name: str, level: int) -> None:
        if self.tried(actions.write_to_customer, self.fresh, by=self.member(name), body="Which build is it?"):
            self.hold(name in self.inside, f"{name} wrote to the customer from outside")

    def acknowledge(self, name: str, level: int) -> None:
        if self.tried(actions.acknowledge, self.fresh, by=self.member(name)):
            self.owner = name

    def hand_over(self, name: str, level: int) -> None:
        before = self.owner
        if self.tried(actions.hand_over, self.fresh, by=self.member(name), to=self.member(other(name))):
            for who in {name, before} - {None}:
                self.see_off(str(who))
            self.owner, self.handed = None, (name, other(name))

    def close_icm(self, name: str, level: int) -> None:
        member = self.member(self.owner or name)
        if level != 1 or not self.tried(actions.resolve, self.fresh, by=member, resolution="fixed"):
            return
        if self.tried(actions.close, self.fresh, by=self.people.eva):
            self.inside, self.asked, self.is_over = {}, set(), True

    def deactivate(self, name: str, level: int) -> None:
        """By the admin site, or behind everybody's back: no mail goes to who is not there."""
        member = self.member(name)
        member.is_active = False
        if level == 1:
            PgMember.objects.filter(pk=member.pk).update(is_active=False)
        else:
            save_member(member)
        self.gone.add(name)
        self.see_off(name)

    def revoke(self, name: str, level: int) -> None:
        grant = Grant.objects.of(self.fresh).filter(member=self.member(name), revoked_at=None).first()
        if grant is not None:
            revoke_link(grant, by=self.people.eva, reason="The laptop is lost.")
            self.shut_out.add(name)
            self.see_off(name)

    def mark_csat(self, name: str, level: int) -> None:
        why = {"exceptionally_bad": True, "exceptional_because": "They may leave us."}
        self.is_bad |= self.tried(approved_csat, self.fresh, self.people, **why)

    def smuggle(self, name: str, level: int) -> None:
        """An account of the customer's organisation with an address of Pete's, made behind everybody's back."""
        self.tried(incidents.add_colleague, self.incident, by=self.people.ada, colleague=self.shadow)

    def hear(self, name: str, level: int) -> None:
        self.tried(post_message, self.incident, by=self.people.ada, body="Anything new?")

    def tell(self, name: str, level: int) -> None:
        told = self.tried(incidents.send_update, self.incident, by=self.people.eva, body="We are on it.")
        if told:
            self.check_told()

    def propose(self, name: str, level: int) -> None:
        self.tried(incidents.propose_solution, self.incident, by=self.people.eva, kind="workaround", body="Scale down.")

    def reject(self, name: str, level: int) -> None:
        self.tried(incidents.reject_solution, self.incident, by=self.people.ada, reason="Still nothing.")

    def accept(self, name: str, level: int) -> None:
        if level == 1 and self.tried(incidents.accept_solution, self.incident, by=self.people.ada):
            self.is_closed, self.inside, self.asked = True, {}, set()

    def reopen(self, name: str, level: int) -> None:
        if self.tried(incidents.reopen, self.incident, by=self.people.mia, reason="Closed in error."):
            self.is_closed = False

    # --- The model ---------------------------------------------------------------------------------------------------

    def let_in(self, name: str, ground: str) -> None:
        self.hold(name not in self.gone and not self.is_closed and not self.is_over, f"{name} got in, late")
        self.inside[name] = ground
        self.asked.discard(name)

    def see_off(self, name: str) -> None:
        self.inside.pop(name, None)
        self.asked.discard(name)

    def hold(self, is_so: bool, otherwise: str) -> None:
        if not is_so:
            raise Broken(otherwise)

    # --- What is looked at -------------------------------------------------------------------------------------------

    def check_queued(self, before: dict[str, str]) -> None:
        """Each address of the product group on a customer's letter has the ground that the model knows (R37)."""
        rows = Notification.objects.filter(pk__gt=self.queued, audience="customer").order_by("pk")
        for row in rows:
            self.queued = row.pk
            name = of_product_group(row.address)
            self.hold(bool(row.ground), f"{row.address} is on {row.verb} without a ground")
            if name:
                known = self.inside.get(name) or before.get(name)
                self.hold(row.ground in GROUNDS and row.ground == known, f"{name} on {row.verb}: {row.ground}")

    def check_told(self) -> None:
        """Nobody who is in is kept off it either."""
        rows = Notification.objects.filter(verb="send_update", audience="customer", pk__gt=self.queued)
        told = {of_product_group(row.address) for row in rows} - {""}
        self.hold(told == set(self.inside), f"told were {told}, inside are {set(self.inside)}")

    def drain(self, name: str, level: int) -> None:
        """What leaves now is judged now, whenever it was queued."""
        mail.outbox.clear()
        self.sent += outbox.deliver(limit=None if level == 1 else 3).sent
        for letter in mail.outbox:
            row = Notification.objects.get(message_id=letter.extra_headers["Message-ID"].strip("<>"))
            for address in letter.recipients():
                self.check_sent(row, of_product_group(address))

    def check_sent(self, row: Notification, name: str) -> None:
        if row.audience != "customer" or not name:
            return
        self.hold(name in self.inside, f"{name}, who is out, was sent {row.verb}")
        self.hold(row.ground == self.inside[name], f"{name} was sent {row.verb} as {row.ground}")
        recorded = Consent.objects.filter(member=self.member(name), incident=self.number, state="granted")
        self.hold(row.ground in {each.ground for each in recorded}, f"{row.ground} of {name} is written nowhere")
        self.reached.add((name, row.ground))


def of_product_group(address: str) -> str:
    """Whose of theirs an address is, `pete+orders@` included."""
    local, _at, domain = address.partition("@")
    name = local.partition("+")[0]
    return name if domain == "product.example" and name in MEMBERS else ""


def other(name: str) -> str:
    return MEMBERS[(MEMBERS.index(name) + 1) % len(MEMBERS)]


# What happens most often stands more than once.
STEPS = (
    *("tell", "hear", "drain") * 4,
    *("request_consent", "consent", "ask_to_join", "add_to_thread") * 3,
    *("leave", "decline_consent", "remove_from_thread", "write_to_customer", "change_severity") * 2,
    *("acknowledge", "hand_over", "propose", "reject", "accept", "reopen", "smuggle", "mark_csat"),
    *("deactivate", "revoke", "close_icm"),
)
