"""The four shelves of the workspace's knowledge: what each holds, and what can be done to one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.actions import changes, outages, problems
from incidents.forms import known as known_forms
from incidents.models import Change, Known, Outage, Problem, RcaRequest

Words = str | Promise


@dataclass(frozen=True)
class Doing:
    """An act on one record: what does it, what it asks for, its button, and what follows from it."""

    act: Callable[..., Any]
    label: Words
    follows: Words
    form: type[forms.Form] = known_forms.NothingForm
    is_grave: bool = False
    is_for_each: bool = False  # takes several transactions, and sees itself to it that a repeat does nothing twice

    @property
    def verb(self) -> str:
        return self.act.__name__

    @property
    def address(self) -> str:
        return self.verb.replace("_", "-")


@dataclass(frozen=True)
class Shelf:
    """One kind of record: its address, its words, its rows with what a list shows of them, and its acts."""

    slug: str
    model: type[Known]
    title: Words
    about: Words
    new: Words
    one: Words
    rows: Callable[[], "QuerySet[Any]"]
    form: type[forms.Form]
    open: Callable[..., Any]
    edit: Doing
    doings: tuple[Doing, ...]
    has_area: bool = False

    @property
    def kind(self) -> str:
        return self.model.KIND

    def doing(self, address: str) -> Doing | None:
        return next((doing for doing in (self.edit, *self.doings) if doing.address == address), None)


def problem_rows() -> "QuerySet[Any]":
    return Problem.objects.select_related("area").annotate(hits=Count("matches"))


def outage_rows() -> "QuerySet[Any]":
    return Outage.objects.select_related("area").prefetch_related("regions").annotate(hits=Count("links"))


PROBLEMS = Shelf(
    slug="known-errors",
    model=Problem,
    title=_("Known errors"),
    about=_("What hits, or may hit, more than one customer: how to live with it, and how far its removal is."),
    new=_("New Problem"),
    one=_("Problem"),
    rows=problem_rows,
    form=known_forms.ProblemForm,
    open=problems.open_problem,
    edit=Doing(problems.edit_problem, _("Edit"), _("What customers read of a published one changes at once.")),
    doings=(
        Doing(
            problems.know_problem,
            _("The cause is understood"),
            _("From now on this is a known error."),
            known_forms.KnowProblemForm,
        ),
        Doing(
            problems.publish_problem,
            _("Publish"),
            _("Customers read its title, symptoms and workaround, and how far a fix is; nothing else of it."),
        ),
        Doing(problems.hide_problem, _("Hide from customers"), _("Customers do not see it any more.")),
        Doing(
            problems.release_fix,
            _("A fix is released"),
            _("The owners of everything open that it hit, or that waits for it, are told, and action is needed there."),
            known_forms.ReleaseFixForm,
        ),
        Doing(
            problems.remove_problem,
            _("Removed for good"),
            _("Every customer it ever hit is told once, by mail, that it will not come back."),
            is_grave=True,
        ),
        Doing(
            problems.reinvestigate_problem,
            _("Investigate again"),
            _("It came back, or the cause was another. What customers were told stays told."),
            known_forms.WhyForm,
        ),
    ),
    has_area=True,
)
CHANGES = Shelf(
    slug="changes",
    model=Change,
    title=_("Changes"),
    about=_("What will be changed and when; incidents can wait for it."),
    new=_("New Change"),
    one=_("Change"),
    rows=lambda: Change.objects.annotate(hits=Count("waiting")),
    form=known_forms.ChangeForm,
    open=changes.open_change,
    edit=Doing(changes.edit_change, _("Edit"), _("Customers who wait read the new time at once.")),
    doings=(
        Doing(changes.finish_change, _("It is done"), _("The owners of what waits for it are told.")),
        Doing(
            changes.cancel_change,
            _("It will not come"),
            _("The owners of what waits for it are told."),
            known_forms.WhyForm,
            is_grave=True,
        ),
    ),
)
RCAS = Shelf(
    slug="rcas",
    model=RcaRequest,
    title=_("RCA requests"),
    about=_("Root-cause analyses that somebody asked for; incidents can wait for one."),
    new=_("Ask for an RCA"),
    one=_("RCA request"),
    rows=lambda: RcaRequest.objects.select_related("asked_by").annotate(hits=Count("waiting")),
    form=known_forms.RcaForm,
    open=changes.open_rca,
    edit=Doing(changes.edit_rca, _("Edit"), _("Customers who wait read the new day at once.")),
    doings=(
        Doing(
            changes.deliver_rca,
            _("Deliver it"),
            _("The owners of what waits for it are told; they pass it on in the customer's words."),
            known_forms.DeliverRcaForm,
        ),
    ),
)
OUTAGES = Shelf(
    slug="outages",
    model=Outage,
    title=_("Outages"),
    about=_("What is down, where and since when. Customers there read the public text in the portal."),
    new=_("New outage"),
    one=_("Outage"),
    rows=outage_rows,
    form=known_forms.OutageForm,
    open=outages.open_outage,
    edit=Doing(outages.edit_outage, _("Edit"), _("Customers in these regions read it at once.")),
    doings=(
        Doing(
            outages.tell_outage,
            _("Tell all linked customers"),
            _(
                "One message in each linked incident, by the rules of that incident. One that nobody has answered yet "
                "is left out: its first answer is its owner's to give. The page says who was not told."
            ),
            known_forms.TellOutageForm,
            is_for_each=True,
        ),
        Doing(outages.end_outage, _("It is over"), _("The portal does not show it any more.")),
    ),
    has_area=True,
)
SHELVES = (PROBLEMS, CHANGES, RCAS, OUTAGES)
