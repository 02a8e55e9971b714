"""What a customer is offered while they report: what is known already, and what their own people reported (R25)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from incidents import markdown, search
from incidents.models import Incident, Outage, Problem
from incidents.search import Hit, Kind
from incidents.search.finding import asked_words, closeness
from incidents.search.marking import excerpt, mark
from incidents.wording import fix_words, sentence, stage

MOST = 3
LONGEST = 400  # characters of what is typed that are looked at
ENOUGH_LETTERS, ENOUGH_WORDS = 12, 3
BEGINNING = 180  # characters of a text of which nothing was typed


@dataclass(frozen=True)
class Suggestion:
    """`title` and `excerpt` are safe, with <mark> around what was typed. `said`: what it is, in one line."""

    kind: str
    title: SafeString
    excerpt: SafeString | str
    said: str
    url: str = ""
    workaround: SafeString = field(default_factory=SafeString)
    of: Incident | Problem | Outage | None = None


@dataclass(frozen=True)
class StillThere(Kind):
    """Problems of which the cause is not removed: what comes back after that is for a person to hear of (R23)."""

    def visible_to(self, user: User | None) -> QuerySet[Any]:
        return super().visible_to(user).exclude(status=Problem.Status.REMOVED)


PROBLEM = search.PROBLEM
KNOWN = [StillThere(PROBLEM.name, PROBLEM.model, PROBLEM.label, PROBLEM.read, PROBLEM.show), search.OUTAGE]


def suggestions(user: User, title: str, text: str = "") -> list[Suggestion]:
    """At most three: the best of their own open ones, then what is published; nothing of anybody else's (R2)."""
    words = title[:LONGEST].strip()
    if not is_enough(words):
        return []
    mine = Incident.objects.visible_to(user).open().order_by("-pk")
    own = [hit for hit in search.among(user, mine, text, title=words, limit=MOST) if hit.is_telling]
    known = [hit for hit in search.similar(user, text, title=words, kinds=KNOWN, limit=MOST) if hit.is_telling]
    best = [*own[:1], *known, *own[1:]][:MOST]
    prefetch_related_objects([hit.record for hit in best if hit.kind.name == Outage.KIND], "area")
    prefetch_related_objects(
        [hit.record for hit in best if hit.kind is search.INCIDENT], "customer", "owner", "solutions"
    )
    return [shown(hit) for hit in best]


def is_enough(words: str) -> bool:
    """Enough to look by: twelve letters, or three words."""
    return len(words) >= ENOUGH_LETTERS or len(words.split()) >= ENOUGH_WORDS


def shown(hit: Hit) -> Suggestion:
    test = closeness(asked_words(" ".join(hit.why)), mistyped_too=False)

    def found(*texts: str) -> SafeString | str:
        read = [markdown.to_text(text) for text in texts]
        return next((cut for cut in (excerpt(text, test) for text in read) if cut), Truncator(read[0]).chars(BEGINNING))

    match hit.record:
        case Problem() as problem:
            return Suggestion(
                hit.kind.name,
                mark(problem.title, test),
                found(problem.symptoms, problem.workaround),
                _("Known problem. %(words)s") % {"words": fix_words(problem)},
                reverse("portal:known_problem", args=[problem.number]),
                markdown.to_html(problem.workaround),
                problem,
            )
        case Outage() as outage:
            title = _("%(area)s: we have an outage") % {"area": outage.area.name}
            return Suggestion(hit.kind.name, mark(title, test), found(outage.public_text), "", of=outage)
        case incident:
            said = sentence(incident, stage(incident))
            url = reverse("portal:incident", args=[incident.number])
            return Suggestion(
                hit.kind.name, mark(incident.title, test), found(incident.description), said, url, of=incident
            )
