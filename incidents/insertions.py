"""What can be put into a message with one press: templates, and what is known of a Problem (R17, R24)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from incidents import placeholders
from incidents.from_above import Said, said_above
from incidents.models import Incident, MessageTemplate, Problem

MOST = 12  # Problems that are offered; those that it is matched with are, however many
Audience = MessageTemplate.Audience


@dataclass(frozen=True)
class Shelf:
    """What is offered to one audience; each is chosen by its key."""

    templates: list[MessageTemplate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Insertion:
    """Words to put in, and the Problem or the person above whose they are."""

    text: str
    problem: Problem | None = None
    said: Said | None = None


def shelves(incident: Incident, audiences: Iterable[str]) -> dict[str, Shelf]:
    """By audience; two queries, however many audiences, and one more for a solution."""
    names = list(audiences)
    rows = MessageTemplate.objects.filter(audience__in=names, is_active=True)
    templates = list(rows.filter(Q(area=None) | Q(area=incident.area_id)))
    problems = offered_problems(incident)
    return {
        name: Shelf(
            [template for template in templates if template.audience == name],
            [problem for problem in problems if is_for(problem, name)],
            said_above(incident) if name == Audience.SOLUTION else [],
        )
        for name in names
    }


def offered_problems(incident: Incident) -> list[Problem]:
    """The Problems that it is matched with, then published ones of its area, newest first."""
    matched = [match.problem_id for match in incident.matches.all()]
    rows = Problem.objects.filter(Q(pk__in=matched) | Q(is_published=True, area=incident.area_id))
    matched_first = Case(When(pk__in=matched, then=0), default=1)
    return list(rows.order_by(matched_first, "-pk")[: max(MOST, len(matched))])


def is_for(problem: Problem, audience: str) -> bool:
    """A message says of a Problem what customers may read of it. In a solution it is the owner's decision (R24)."""
    match audience:
        case Audience.PUBLIC:
            return problem.is_published
        case Audience.SOLUTION:
            return bool(problem.workaround)
        case _:
            return True


def chosen(incident: Incident, audience: str, key: str) -> Insertion | None:
    """What a key of the list stands for; nothing where it was not offered to this audience."""
    shelf = shelves(incident, [audience])[audience]
    for template in shelf.templates:
        if key == f"template:{template.pk}":
            return Insertion(placeholders.filled(template.body, values(incident, audience)))
    for problem in shelf.problems:
        if key == f"problem:{problem.number}":
            return Insertion(words_of(problem, audience), problem)
    for said in shelf.said:
        if key == f"said:{said.number}":
            return Insertion(said.text, said=said)
    return None


def values(incident: Incident, audience: str) -> dict[str, str]:
    """What the names in braces stand for here; a customer may read all of it, and what there is not is left out."""
    known = [match.problem for match in incident.matches.select_related("problem")]
    shown = [problem for problem in known if audience == Audience.INTERNAL or problem.is_published]
    return {
        "customer": incident.customer.name,
        "first_name": incident.customer.first_name,
        "owner": incident.owner.name if incident.owner else "",
        "number": incident.number,
        "title": incident.title,
        "area": incident.area.name if incident.area else "",
        "organization": incident.organization.name,
        "known_error": shown[-1].title if shown else "",
    }


def words_of(problem: Problem, audience: str) -> str:
    """A solution takes the workaround alone; a note has what the team knows besides."""
    if audience == Audience.SOLUTION:
        return problem.workaround
    if audience == Audience.INTERNAL:
        parts = [f"{problem.number} {problem.title}", problem.symptoms, problem.cause, problem.workaround]
        return "\n\n".join(part for part in parts if part)
    first = _("This looks like a problem that we know: %(title)s") % {"title": problem.title}
    todo = [f"**{_('What you can do meanwhile')}**", problem.workaround] if problem.workaround else []
    return "\n\n".join([first, problem.symptoms, *todo])
