"""What is known beside the incidents, as search has it: Problems, outages, Changes and RCA requests (R24 to R27)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.models import Change, Outage, Problem, RcaRequest
from incidents.policy import knowledge_visible_to
from incidents.search.kinds import Kind, Read, Role, Shown, Text, columns, register


def show_known(known: Any) -> Shown:
    url = reverse(f"workspace:{known.KIND}", args=[known.number])
    return Shown(known.number, known.title, known.status, known.get_status_display(), url)


def read_known(model: Any, **roles: Role) -> Read:
    """The record's own columns, and the number that people call it by."""
    read = columns(model, **roles)

    def numbered(ids: Any) -> list[Text]:
        found = list(read(ids))
        return [(pk, Role.CODE, model(pk=pk).number) for pk in dict.fromkeys(pk for pk, _role, _text in found)] + found

    return numbered


@dataclass(frozen=True)
class TeamsOwn(Kind):
    """Records that are the support team's alone."""

    def visible_to(self, user: User | None) -> QuerySet[Any]:
        return self.model._default_manager.filter(knowledge_visible_to(user))


TITLE, PUBLIC, INTERNAL = Role.TITLE, Role.PUBLIC, Role.INTERNAL

PROBLEM = Kind(
    Problem.KIND,
    Problem,
    _("Known errors"),
    read_known(Problem, title=TITLE, symptoms=PUBLIC, workaround=PUBLIC, cause=INTERNAL, release=PUBLIC),
    show_known,
)
# Customers read its public text and nothing else of it, so nothing else finds it for them.
OUTAGE = Kind(Outage.KIND, Outage, _("Outages"), read_known(Outage, title=INTERNAL, public_text=PUBLIC), show_known)
CHANGE = TeamsOwn(Change.KIND, Change, _("Changes"), read_known(Change, title=TITLE), show_known)
RCA = TeamsOwn(
    RcaRequest.KIND, RcaRequest, _("RCA requests"), read_known(RcaRequest, title=TITLE, document=INTERNAL), show_known
)
for kind in (PROBLEM, OUTAGE, CHANGE, RCA):
    register(kind)
