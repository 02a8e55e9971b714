"""All that stands on the escalation pages at once, in words long or short, and where each of it is read."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from escalations import actions
from escalations.models import Consultation, CsatRequest, Icm, TeamChannel
from incidents import actions as incidents
from incidents.actions.rating import rate_incident, say_unhappy
from incidents.models import Incident
from notifications.moment import now
from tests.conftest import bring_to
from tests.escalations.asking import again, ask
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import ask as consult
from tests.escalations.ladder import away
from tests.escalations.standing import standing
from tests.escalations.thread import joined
from tests.people import People


@dataclass(frozen=True)
class Words:
    """A title, and the text of everything else."""

    title: str
    text: str


PLACE = "subscriptions/7d0c5a1e/jobs/Parcels.Orders.Ingestion.PartitionedWriter"
LINE = f"ERROR {PLACE}/{'x' * 90} lease 0x7f3a is held by worker-17 since 2026-11-16T07:40:12.000Z"
# A title of 120 characters, half of them without a gap, as the names of resources are; and what a log says.
LONG = Words(
    title=f"Output stops after scaling from 6 to 12 units: {PLACE}".ljust(120, "."),
    text=f"It was scaled at 07:40. {PLACE} is what they run; `{LINE}` says it.\n\n```\n{LINE}\n```\n\n- **One**.",
)
SHORT = Words("Output stops after scaling", "It was scaled at 07:40.")


@dataclass
class Escalated:
    """The addresses at which each reads it, and what the product group is in."""

    team: list[str]
    meetings: list[str]
    customer: list[str]
    icm: Icm
    consultation: Consultation


def escalated(people: People, pg: ProductGroup, words: Words) -> Escalated:
    """Every record in the situations that its page shows differently."""
    return Telling(people, pg, words).escalated()


class Telling:
    """Brings it about, by what people do, in these words."""

    def __init__(self, people: People, pg: ProductGroup, words: Words) -> None:
        self.people, self.pg, self.words = people, pg, words

    def escalated(self) -> Escalated:
        for audience in Consultation.Audience.values:
            TeamChannel.objects.create(
                audience=audience, url="https://chat.relief.example/q", label="Query and its kin"
            )
        up, answered = self.consultations()
        icm, requests = self.thread(), self.csat_requests()
        away(self.people.sam, days=3)
        asked, talked = (f"/workspace/incidents/{each.number}/" for each in (up.incident, icm.incidents[0]))
        team = ["/workspace/consultations/?show=all", f"{asked}consult/", f"{asked}consultations/"]
        team += [f"/workspace/consultations/{each.number}/" for each in (up, answered)]
        team += ["/workspace/absences/", "/workspace/approvals/", "/workspace/csat-risk/", "/workspace/icms/"]
        team += [f"/workspace/approvals/csat/{each.number}/" for each in requests]
        team += [f"/workspace/approvals/csat/{requests[0].number}/revise-csat/", f"/workspace/icms/{icm.number}/"]
        team += [talked, f"{talked}csat/new/", f"{talked}pg-consent/", f"{talked}icms/"]
        return Escalated(team, self.meetings(requests), self.rated(), icm, up)

    def consultations(self) -> tuple[Consultation, Consultation]:
        """One that has come up to the product group, and one with an answer that an ICM is right."""
        asked = {"question": self.words.text, "reason": self.words.text}
        up = consult(self.incident(), self.people, "smes", **asked)
        up = actions.move_up(up, by=self.people.eva, reason=self.words.text)
        other = consult(self.incident(), self.people, question=self.words.text)
        return up, actions.answer(other, by=self.people.eli, body=self.words.text, icm_indicated=True)

    def thread(self) -> Icm:
        """Pia works on it and is in the conversation; the customer has written, and is not happy."""
        about, eva, ada, text = self.incident(), self.people.eva, self.people.ada, self.words.text
        icm = actions.update(self.icm(about), by=eva, body=text)
        joined(icm, self.people, self.pg.pia)
        incidents.post_message(about, by=ada, body=text)
        say_unhappy(about, by=ada, words=text)
        return Icm.objects.get(pk=icm.pk)

    def csat_requests(self) -> list[CsatRequest]:
        """The first waits for Sam."""
        sam, text = self.people.sam, self.words.text
        waiting, more, declined, yes = (self.request() for _each in range(4))
        actions.discuss_csat(waiting, by=sam, body=text)
        actions.ask_for_more(more, by=sam, body=text)
        actions.decline_csat(declined, by=sam, reason=text)
        actions.approve_csat(yes, by=sam, comment=text, leadership=True)
        return [again(each) for each in (waiting, more, declined, yes)]

    def request(self, customer: User | None = None) -> CsatRequest:
        text = self.words.text
        words: dict[str, Any] = {"sentiment_words": text[:120], "why": text, "prevention": text}
        icm = self.icm(self.incident(customer=customer))
        return ask(icm, self.people, **words, exceptionally_bad=True, exceptional_because=text)

    def meetings(self, requests: list[CsatRequest]) -> list[str]:
        """A case decided and others on the board; in shiproom one decided, one waiting."""
        mia, text, day = self.people.mia, self.words.text, now().date()
        actions.review_incident(self.incident(), by=mia, course="icm", guidance=text, who=self.people.eva)
        actions.approve_csat(self.request(self.people.max), by=self.people.sam)
        kept = {"actions": text, "customer_words": text, "lesson": text, "risk_reason": "unseen"}
        icm = requests[-1].icm
        assert icm is not None
        actions.review_icm(icm, by=mia, decision="hotfix", who="Pia Aalto", due_on=day, **kept)
        case = f"/workspace/morning/{day}/{requests[0].incident.number}/"
        morning = ["/workspace/morning/", case, "/workspace/morning/?screen=big", f"/workspace/morning/{day}/"]
        shiproom = ("", "?show=all", "meetings/", f"meetings/{day}/", "lessons/?sign=unseen")
        return [*morning, *(f"/workspace/shiproom/{page}" for page in shiproom)]

    def rated(self) -> list[str]:
        """What the customer says of what is closed: with words, and not yet."""
        rated, other = self.incident("closed"), self.incident("closed")
        rate_incident(rated, by=self.people.ada, score=2, words=self.words.text)
        return [f"/portal/incidents/{each.number}/{page}" for each in (rated, other) for page in ("rate/", "")]

    def incident(self, state: str = "work_in_progress", customer: User | None = None) -> Incident:
        words = {"title": self.words.title, "description": self.words.text}
        return bring_to(state, self.people, customer=customer, **words)

    def icm(self, about: Incident) -> Icm:
        return standing(self.people, incident=about, title=self.words.title, evidence=self.words.text)
