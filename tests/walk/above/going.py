"""The walk above the incidents: so many steps from a seed, the same every time, and after each all is as it must be."""

import math
import random
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from escalations import actions as above
from escalations.models import Consultation, PgMember
from incidents import actions
from incidents.actions import record_check
from incidents.models import Incident as Row
from incidents.models import Solution
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything
from tests.people import People
from tests.walk.above import effects, oracle
from tests.walk.above.drive import DONE, Above
from tests.walk.above.model import RUNGS, STAFF, Incident, Step, World
from tests.walk.above.rules import refusal
from tests.walk.above.steps import BELOW, GAPS, PUBLIC, next_step
from tests.walk.above.tally import Tally
from tests.walk.chances import STARTS
from tests.walk.walk import Difference

STEPS_A_WALK = 60
LOOKS = 0.02  # how often somebody reads what there is
CHECKS = ("diagnostics", "guides", "icm_search", "outage")
ROLES = {"pia": "engineer", "pete": "engineer", "leo": "livesite_dri", "ema": "em", "pam": "pm"}
# What pages and tools say otherwise: a page of a form shows it again, and what is not there for somebody is 404.
CHOSEN = ("add_to_thread", "remove_from_thread", "open_icm", "ask", "request_csat")  # a form offers what there is
ALSO = {400: {400, 422}, 403: {403, 404, 401}, 409: {409}, 412: {412, 409}}


def settle_members(people: People) -> dict[str, PgMember]:
    found = {}
    for name, role in ROLES.items():
        more = {"name": f"{name.capitalize()} Surname", "role": role}
        found[name] = PgMember.objects.get_or_create(email=f"{name}@product.example", defaults=more)[0]
    found["pia"].areas.set([people.query])
    return found


def go_above(people: People, steps: int, start: int, tally: Tally | None = None, until: float = math.inf) -> Tally:
    """At least so many steps, or until that second of this host's clock.

    Raises Difference at the first one, with all that led to it in its notes.
    """
    members, tally = settle_members(people), tally or Tally()
    drive = Above(people, members)
    while tally.steps < steps and time.monotonic() < until:
        tally.seed = start + tally.walks
        Walk(drive, tally).run()
        sys.stderr.write(f"{tally.walks} walks, {tally.steps} steps\n")
    return tally


class Walk:
    """One walk, which is undone at its end."""

    def __init__(self, drive: Above, tally: Tally) -> None:
        self.drive, self.tally, self.chance = drive, tally, random.Random(tally.seed)
        self.world = World(self.chance.choice(STARTS))
        self.names = {name: member.email for name, member in drive.members.items()}
        self.told: list[str] = []

    def run(self) -> None:
        cache.clear()
        with ExitStack() as undone:
            undone.enter_context(transaction.atomic())
            undone.callback(transaction.set_rollback, True)
            try:
                self.go()
            except Difference as found:
                self.tally.found_at = self.tally.steps
                found.add_note("\n".join(self.told))
                raise

    def go(self) -> None:
        self.tally.walks += 1
        for reporter, area in (("ada", "query"), ("max", "query"), ("ada", "inputs")):
            self.begin(reporter, area)
        for _step in range(STEPS_A_WALK):
            self.world.now += timedelta(seconds=self.chance.choice(GAPS))
            cache.clear()
            with at(self.world.now):
                self.chance.choice((self.step,) * 14 + (self.happen_below,) * 4 + (self.sweep,))()
                if self.chance.random() < LOOKS:
                    self.look()
        with at(self.world.now):
            last = oracle.replayed()
        self.judge("replayed", [] if last == "0 differences" else [last])

    def begin(self, reporter: str, area: str) -> None:
        """Answered, and mostly investigated."""
        people, owner = self.drive.people, self.chance.choice(("eva", "eli"))
        by, severity = people.by_name(owner), self.chance.choice((1, 3, 3, 2))
        with at(self.world.now):
            opened: dict[str, Any] = {"title": "Output stops", "description": PUBLIC, "severity": severity}
            row = actions.open_incident(by=people.by_name(reporter), **opened)
            place = people.query if area == "query" else people.inputs
            actions.assign(row, by=by, owner=by, area=place, category="bug")
            actions.respond(row, by=by, body=PUBLIC)
        region = "europe" if reporter == "ada" else "americas"
        incident = Incident(row.pk, reporter, region, area, owner, severity)
        incident.relief.run(self.world.now, severity)
        self.world.incidents.append(incident)
        if self.chance.random() < 0.7:
            with at(self.world.now):
                self.investigate(incident)

    # --- What can happen ---------------------------------------------------------------------------------------------

    def step(self) -> None:
        world, step = self.world, next_step(self.world, self.chance)
        visitor = self.drive.visitor(step.who, step.about) if step.door == "link" else None
        if step.door == "link" and visitor is None:
            step = Step(step.verb, step.who, step.about, step.given, "action", step.is_stale)
        if step.is_stale and not self.drive.row(step.about).version:
            step = Step(step.verb, step.who, step.about, step.given, step.door)
        expected, before, letters = refusal(world, step), None, newest()
        if expected:
            before = everything()
        inside = self.in_conversations()
        answer = self.drive.act(step, visitor)
        self.tally.count(step, answer)
        told = f"{world.now}: {said(step)} -> {answer}"
        self.judge(told, list(self.misjudged(step, expected, answer)))
        if expected:
            self.judge(told, [] if everything() == before else ["refused, and yet something has changed"])
            return
        effects.act(world, step, self.drive.made(step.verb))
        self.agree(told, letters, inside)

    def misjudged(self, step: Step, expected: set[int], answer: int) -> list[str]:
        if not expected:
            return [] if answer == DONE else [f"predicted that it is done, got {answer}"]
        allowed = expected if step.door == "action" else set().union(*(ALSO[one] for one in expected))
        if step.door != "action" and step.verb in CHOSEN and 409 in allowed:
            allowed |= ALSO[400]
        return [] if answer in allowed else [f"predicted one of {sorted(allowed)}, got {answer}"]

    def happen_below(self) -> None:
        """What the incident's own people do meanwhile, rightly."""
        incident, verb = self.chance.choice(self.world.incidents), self.chance.choice(BELOW)
        if not is_possible(incident, verb):
            return
        letters, inside, level = newest(), self.in_conversations(), self.chance.choice((1, 2, 3, 4))
        if verb == "record_check":
            self.investigate(incident)
        else:
            self.do_below(incident, verb, level)
            effects.below(self.world, incident, verb, level)
        self.agree(f"{self.world.now}: {verb} {incident.pk} {level}", letters, inside)
        if verb == "send_update":
            self.judge("who has the update", list(self.kept_off(incident, letters)))

    def do_below(self, incident: Incident, verb: str, level: int) -> None:
        people, row = self.drive.people, Row.objects.get(pk=incident.pk)
        owner, reporter = people.by_name(incident.owner), people.by_name(incident.reporter)
        match verb:
            case "assign":
                actions.assign(row, by=owner, severity=level)
            case "propose_solution":
                actions.propose_solution(row, by=owner, kind="workaround", body=PUBLIC)
            case "reject_solution":
                actions.reject_solution(row, by=reporter, reason=PUBLIC)
            case "accept_solution":
                actions.accept_solution(
                    row, by=reporter, solution=Solution.objects.filter(incident=row).latest("pk").pk
                )
            case "reopen":
                actions.reopen(row, by=people.mia, reason=PUBLIC)
            case "send_update":
                actions.send_update(row, by=owner, body=PUBLIC)
            case "post_message":
                actions.post_message(row, by=reporter, body=PUBLIC)

    def investigate(self, incident: Incident) -> None:
        row, by = Row.objects.get(pk=incident.pk), self.drive.people.eva
        for check in CHECKS:
            outcome = "ruled_out" if check == "outage" else "checked"
            record_check(row, by=by, check=check, outcome=outcome, evidence=oracle.SECRET)
        incident.is_checked = True

    def kept_off(self, incident: Incident, letters: int) -> list[str]:
        """Who is in has every letter to the customer."""
        rows = Notification.objects.filter(pk__gt=letters, audience="customer", recipient_key__startswith="guest:")
        told, inside = set(rows.values_list("address", flat=True)), {self.names[who] for who in incident.inside}
        return [] if told == inside else [f"told were {told}, in are {inside}"]

    def sweep(self) -> None:
        """By itself questions go up or end with their incident; nothing is answered, approved or closed."""
        letters, inside = newest(), self.in_conversations()
        for sweep in (above.sweep_icms, above.sweep_consultations, above.sweep_csat):
            sweep()
        self.tally.sweeps += 1
        for icm in self.world.icms:
            icm.is_chased = self.drive.row(icm).is_team_chased
        for question in self.world.questions:
            if question.state == "asked":
                self.follow(question)
        for request in self.world.requests:
            if request.state in ("asked", "more_asked") and request.is_gone:
                request.state = "void"
        self.agree(f"{self.world.now}: swept", letters, inside)

    def follow(self, question: Any) -> None:
        """How far an unanswered question has come by itself: only ever upwards."""
        if question.incident.is_closed:
            question.state = "ended"
            return
        now = Consultation.objects.get(pk=question.pk).audience
        self.judge("a rung", [] if RUNGS.index(now) >= RUNGS.index(question.rung) else [f"{question.pk} fell to {now}"])
        while question.rung != now:
            effects.climb(self.world, question, RUNGS[RUNGS.index(question.rung) + 1])

    def look(self) -> None:
        """The customer reads nothing of it, and staff and the product group can read all of it."""
        self.tally.looks += 1
        incident = self.chance.choice(self.world.incidents)
        row, client = Row.objects.get(pk=incident.pk), self.drive.clients[incident.reporter]
        pages = [f"/api/v1/incidents/{row.number}/", f"/api/v1/incidents/{row.number}/timeline/"]
        pages += [f"/portal/incidents/{row.number}/", "/portal/"]
        shown = "".join(client.get(page, follow=True).text for page in pages)
        found = [f"a customer is shown {word}" for word in oracle.NEVER_SHOWN if word in shown]
        self.judge(f"{self.world.now}: {incident.reporter} looks at {row.number}", found + self.read_by_staff(row))

    def read_by_staff(self, row: Row) -> list[str]:
        client: Client = self.drive.clients[self.chance.choice(STAFF)]
        pages = [f"/workspace/incidents/{row.number}/"]
        pages += [f"/workspace/icms/{self.drive.row(one).number}/" for one in self.world.icms[-1:]]
        pages += [f"/workspace/consultations/{self.drive.row(one).number}/" for one in self.world.questions[-1:]]
        pages += [f"/workspace/approvals/csat/{self.drive.row(one).number}/" for one in self.world.requests[-1:]]
        found = [(page, client.get(page).status_code) for page in pages]
        return [f"{page} is answered {status}" for page, status in found if status != DONE]

    # --- How it is judged --------------------------------------------------------------------------------------------

    def in_conversations(self) -> set[tuple[int, str, str]]:
        inside = [(one.pk, who, ground) for one in self.world.incidents for who, (ground, _icm) in one.inside.items()]
        return {(pk, self.names[who], ground) for pk, who, ground in inside}

    def agree(self, told: str, letters: int, inside: set[tuple[int, str, str]]) -> None:
        either = inside | self.in_conversations()
        written = Notification.objects.filter(pk__gt=letters)
        self.tally.letters += written.count()
        self.tally.letters_to_pg_as_guests += written.filter(recipient_key__startswith="guest:").count()
        found = [*oracle.wrong(self.world, self.names), *oracle.wrong_letters(self.world, letters, either, self.names)]
        self.judge(told, [*found, *oracle.sent_now(self.world, self.names)])

    def judge(self, told: str, found: list[str]) -> None:
        self.told.append(told)
        if found:
            raise Difference("\n  ".join([told, *found]))


def newest() -> int:
    return Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_possible(incident: Incident, verb: str) -> bool:
    states = {
        "accept_solution": ("solution_proposed",),
        "reject_solution": ("solution_proposed",),
        "reopen": ("closed",),
    }
    return incident.state in states.get(verb, ("work_in_progress", "solution_proposed"))


def said(step: Step) -> str:
    about = f"{type(step.about).__name__} {step.about.pk}"
    given = {name: getattr(value, "pk", value) for name, value in step.given.items() if value not in (None, "")}
    return f"{step.who} by {step.door}: {step.verb} {about} {given}{' on an older version' if step.is_stale else ''}"
