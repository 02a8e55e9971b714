"""What the API knows of each kind of record beside the incidents: its rows, its bodies, and its acts by status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.serializers import Serializer

from accounts.acting import NotValid
from accounts.models import User
from incidents.actions import changes, outages, problems
from incidents.api import known_filters as filters
from incidents.api import known_writing as writing
from incidents.models import Change, Known, Outage, Problem, RcaRequest
from incidents.policy import sees_internal

Doing = Callable[..., Any]


@dataclass(frozen=True)
class Move:
    """The act that leads to a status, and the fields of a body that it takes."""

    act: Doing
    takes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind. Without `filters` for customers it does not exist for them."""

    model: type[Known]
    path: str
    called: str | Promise
    rows: Callable[[User], "QuerySet[Any]"]
    input: type[Serializer[Any]]
    changes: type[Serializer[Any]]
    open: Doing
    edit: Doing
    moves: Mapping[str, Move]
    filters: type[Any]
    customer_filters: type[Any] | None = None

    def verb(self, known: Known, status: object) -> str:
        """Known before the body is judged, so that a refusal by status comes before one by form (R1)."""
        is_move = isinstance(status, str) and status in self.moves and status != standing(known)
        act = self.moves[str(status)].act if is_move else self.edit
        return act.__name__

    def change(self, known: Known, sent: dict[str, Any], by: User) -> Known:
        """The edits first, then the move, then whether customers see it; all or none is the caller's to see to."""
        status, is_published = sent.pop("status", standing(known)), sent.pop("published", None)
        move = self.move(status) if status != standing(known) else None
        needs = {name: sent.pop(name, "") for each in self.moves.values() for name in each.takes if name in sent}
        if sent or (move is None and is_published is None):
            known = self.edit(known, by=by, **sent)
        if move is not None:
            known = move.act(known, by=by, **{name: needs.get(name, "") for name in move.takes})
        if is_published is not None:
            known = (problems.publish_problem if is_published else problems.hide_problem)(known, by=by)  # type: ignore[arg-type]
        return known

    def move(self, status: str) -> Move:
        if status not in self.moves:
            raise NotValid({"status": [_("Choose one of: %(names)s.") % {"names": ", ".join(self.moves)}]})
        return self.moves[status]


def standing(known: Known) -> str:
    return str(getattr(known, known.STATE))


def of_team(model: type[Known]) -> Callable[[User], "QuerySet[Any]"]:
    """Rows that exist for the support team alone."""
    return lambda reader: model._default_manager.all() if sees_internal(reader) else model._default_manager.none()


def rca_rows(reader: User) -> "QuerySet[Any]":
    return of_team(RcaRequest)(reader).select_related("asked_by")


def problem_rows(reader: User) -> "QuerySet[Any]":
    rows = Problem.objects.visible_to(reader).select_related("area")
    return rows.annotate(hits=Count("matches")) if sees_internal(reader) else rows


def outage_rows(reader: User) -> "QuerySet[Any]":
    rows = Outage.objects.visible_to(reader).select_related("area").prefetch_related("regions")
    return rows.annotate(hits=Count("links", distinct=True)) if sees_internal(reader) else rows


PROBLEM, CHANGE, RCA, OUTAGE = Problem.Status, Change.Status, RcaRequest.Status, Outage.Status
KINDS = (
    Kind(
        model=Problem,
        path="problems",
        called=gettext_lazy("Problem"),
        rows=problem_rows,
        input=writing.ProblemInput,
        changes=writing.ProblemChanges,
        open=problems.open_problem,
        edit=problems.edit_problem,
        moves={
            PROBLEM.INVESTIGATING.value: Move(problems.reinvestigate_problem, ("reason",)),
            PROBLEM.KNOWN_ERROR.value: Move(problems.know_problem),
            PROBLEM.FIX_RELEASED.value: Move(problems.release_fix, ("release",)),
            PROBLEM.REMOVED.value: Move(problems.remove_problem),
        },
        filters=filters.ProblemFilters,
        customer_filters=filters.CustomerProblemFilters,
    ),
    Kind(
        model=Change,
        path="changes",
        called=gettext_lazy("Change"),
        rows=of_team(Change),
        input=writing.ChangeInput,
        changes=writing.ChangeChanges,
        open=changes.open_change,
        edit=changes.edit_change,
        moves={
            CHANGE.DONE.value: Move(changes.finish_change),
            CHANGE.CANCELLED.value: Move(changes.cancel_change, ("reason",)),
        },
        filters=filters.ChangeFilters,
    ),
    Kind(
        model=RcaRequest,
        path="rcas",
        called=gettext_lazy("RCA request"),
        rows=rca_rows,
        input=writing.RcaInput,
        changes=writing.RcaChanges,
        open=changes.open_rca,
        edit=changes.edit_rca,
        moves={RCA.DELIVERED.value: Move(changes.deliver_rca, ("document",))},
        filters=filters.RcaFilters,
    ),
    Kind(
        model=Outage,
        path="outages",
        called=gettext_lazy("outage"),
        rows=outage_rows,
        input=writing.OutageInput,
        changes=writing.OutageChanges,
        open=outages.open_outage,
        edit=outages.edit_outage,
        moves={OUTAGE.OVER.value: Move(outages.end_outage)},
        filters=filters.OutageFilters,
        customer_filters=filters.CustomerOutageFilters,
    ),
)
