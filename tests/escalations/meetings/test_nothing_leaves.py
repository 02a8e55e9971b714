"""Nothing leaves shiproom unreviewed: whatever happens in whatever order, the list is what the rule says (R41)."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.acting import Refusal
from escalations import actions
from escalations.meetings.days import today
from escalations.models import CsatRequest, Icm
from escalations.models.shiproom import to_review
from incidents import actions as on_incidents
from notifications.moment import at
from tests.conftest import MONDAY
from tests.escalations.asking import ask
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People

STEPS = 40


class Strolling:
    """Somebody's word after somebody's, and beside it what the list must hold: the rule in a few plain words."""

    def __init__(self, people: People, pg: ProductGroup, icm: Icm) -> None:
        self.people, self.pg, self.icm = people, pg, icm
        self.ever = self.pending = False
        self.promised: Any = None

    @property
    def acts(self) -> dict[str, Callable[[], Any]]:
        people, pg, icm = self.people, self.pg, Icm.objects.get(pk=self.icm.pk)
        return {
            "update": lambda: actions.update(icm, by=people.eva, body="One more trace."),
            "acknowledge": lambda: actions.acknowledge(icm, by=pg.pia),
            "request_information": lambda: actions.request_information(icm, by=pg.pia, body="Which build?"),
            "provide_information": lambda: actions.provide_information(icm, by=people.eva, body="5.11."),
            "mitigate": lambda: actions.mitigate(icm, by=pg.pia),
            "resolve": lambda: actions.resolve(icm, by=pg.pia, resolution="by_design", insight="So it is."),
            "send_back": lambda: actions.send_back(icm, by=people.eva, reason="It is not."),
            "close": lambda: actions.close(icm, by=people.eva),
            "notify_again": lambda: actions.notify_again(icm, by=people.eva),
            "escalate": self.escalate,
            "end": self.end,
            "watch": lambda: actions.review_icm(
                icm, by=people.mia, decision="keep_watching", who="Pia", due_on=today() + timedelta(days=2)
            ),
            "explain": lambda: actions.review_icm(icm, by=pg.ema, decision="by_design", customer_words="So it is."),
            "leave": lambda: actions.review_icm(icm, by=people.sam, decision="nothing_more"),
            "withdraw_incident": lambda: on_incidents.withdraw(icm.hits.get().incident, by=people.ada, reason="Gone."),
            "day": lambda: None,
        }

    def escalate(self) -> None:
        actions.approve_csat(ask(Icm.objects.get(pk=self.icm.pk), self.people), by=self.people.sam)

    def end(self) -> None:
        request = CsatRequest.objects.approved().first()
        if request is not None:
            actions.end_csat(request, by=self.people.mia, reason="They are content.")

    def step(self, name: str) -> bool:
        before = Icm.objects.get(pk=self.icm.pk).event_count
        try:
            self.acts[name]()
        except Refusal:
            return False
        grown = Icm.objects.get(pk=self.icm.pk).event_count > before
        self.ever |= name == "escalate"
        if name in {"watch", "explain", "leave"}:
            self.pending = False
            self.promised = today() + timedelta(days=2) if name == "watch" else None
        elif grown and self.ever and name != "notify_again":
            self.pending = True
        return True

    def must_be_there(self) -> bool:
        icm = Icm.objects.get(pk=self.icm.pk)
        has_come = self.promised is not None and self.promised <= today()
        return self.pending or (has_come and icm.is_csat_impacting and icm.is_alive)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_on_the_list_until_somebody_has_reviewed_what_happened_last(
    people: People, pg: ProductGroup, make_icm: MakeIcm, seed: int
) -> None:
    chance, moment, said = random.Random(seed), MONDAY, []
    with at(moment):
        stroll = Strolling(people, pg, make_icm("open"))
    for _step in range(STEPS):
        name = chance.choice(["escalate"] if not stroll.ever and chance.random() < 0.3 else list(stroll.acts))
        moment += timedelta(days=1) if name == "day" else timedelta(minutes=7)
        with at(moment):
            said.append(f"{name}{'' if stroll.step(name) else ' (refused)'}")
            is_there = to_review(today()).filter(pk=stroll.icm.pk).exists()
            assert is_there == stroll.must_be_there(), " > ".join(said)
    assert stroll.ever, "a stroll without an escalation shows nothing"
