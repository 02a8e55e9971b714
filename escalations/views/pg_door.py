"""The product group's door: who comes by link, how far they are let in, and how a form of theirs is done once (R36)."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import NotAllowed, NotPossible, NotValid, Refusal, Rule, Stale, lock, require, through
from accounts.once import OtherContent, fingerprint
from escalations import audit, said_again, unseen, visits
from escalations.actions.house import incident_of, incidents_of, lock_all, require_nobody_joined
from escalations.audit import What
from escalations.brakes import TooOften
from escalations.models import Consultation, CsatRequest, Icm, PgMember, ShiproomSeat
from escalations.models.escalating import Escalating
from escalations.pg_once import once
from escalations.policy import CONSULTATION_RULES, CSAT_RULES, ICM_RULES
from escalations.views import cookies
from escalations.visits import Visit
from incidents.models import Incident
from incidents.views.doors import of_one_moment

View = Callable[..., HttpResponseBase]
Page = Callable[[HttpRequest, Visit, Form], HttpResponse]
KINDS: dict[str, type[Escalating]] = {Icm.KIND: Icm, Consultation.KIND: Consultation}
RULES: Mapping[str, Mapping[str, Rule]] = {
    Icm.KIND: ICM_RULES,
    Consultation.KIND: CONSULTATION_RULES,
    CsatRequest.KIND: CSAT_RULES,
}
NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNTYPED = {"csrfmiddlewaretoken", "nonce", "version", "token", "code"}
STATUS: dict[type[Refusal], int] = {NotAllowed: 403, Stale: 409, OtherContent: 409, NotPossible: 409, TooOften: 429}


class SeeOther(HttpResponseRedirect):
    """Where to go on after what was sent, with a GET whatever it was."""

    status_code = 303


class Gone(Refusal):
    """What this visit opened is over, or never was (404)."""


class PgDoor:
    """One record, one person, and whatever their link and code have shown so far."""

    name = "link"

    def guard(self, *methods: str, seen: bool = False) -> Callable[[View], View]:
        """For a view below /pg/<kind>/<number>/, or /pg/shiproom/, which gets `(request, visit, …)`. Without a visit
        that stands there is nothing here (404), whatever was asked for. `seen`: also for who has only the mail; any
        other view shows them what the mail said, and refuses what they send (403).
        """
        allowed = [*methods, "HEAD"] if "GET" in methods else [*methods]

        def decorate(view: View) -> View:
            answered = require_http_methods(allowed)(view)

            @wraps(view)
            def admitted(request: HttpRequest, *, kind: str, number: str = "", **more: Any) -> HttpResponseBase:
                visit = self.visit(request, kind, number)
                if visit is None:
                    return self.gone(request)
                if request.method in {"GET", "HEAD"} and "GET" not in methods:
                    return SeeOther(self.place(visit))  # a verb's address, typed or reloaded
                with through(self.name):
                    if not (seen or visit.is_proved):
                        return self.unproved(request, visit)
                    return self.answer(request, visit, lambda: answered(request, visit, **more))

            return admitted

        return decorate

    def visit(self, request: HttpRequest, kind: str, number: str) -> Visit | None:
        key, at = cookies.session_key(request), self.opened_at(kind, number)
        if at is None or not key:
            return None
        return visits.find(key, at, cookies.traces_of(request))

    def opened_at(self, kind: str, number: str) -> dict[str, Any] | None:
        """What the grant of an address says; none where there is no such place. Shiproom has no number."""
        if kind == ShiproomSeat.KIND and not number:
            return {"is_shiproom": True}
        place = KINDS[kind].place_of(number) if kind in KINDS else None
        return None if place is None else {kind: place}

    def place(self, visit: Visit) -> str:
        return self.place_of(visit.record)

    def place_of(self, record: Any) -> str:
        if isinstance(record, ShiproomSeat):
            return reverse("pg:shiproom")
        return reverse(f"pg:{record.KIND}", kwargs={"number": record.number})

    # --- What is answered --------------------------------------------------------------------------------------------

    def answer(self, request: HttpRequest, visit: Visit, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """The view's answer, or the page of its refusal; and a line in the audit for whatever was looked at."""
        try:
            with of_one_moment(request):
                if request.method in {"GET", "HEAD"}:
                    self.note(What.VIEW, visit)
                return view()
        except Gone:
            return self.gone(request)
        except Refusal as refusal:
            return self.refused(request, visit, refusal)

    def unproved(self, request: HttpRequest, visit: Visit) -> HttpResponse:
        """Who has the mail reads what it said, and does nothing."""
        if request.method in {"GET", "HEAD"}:
            self.note(What.VIEW, visit, "seen")
            return self.seen(request, visit)
        return self.refused(request, visit, NotAllowed(_("Enter the code from your mail first; then send this again.")))

    def seen(self, request: HttpRequest, visit: Visit) -> HttpResponse:
        return self.page(request, visit, "pg/seen.html", letter=said_again.said(visit.link))

    def page(self, request: HttpRequest, visit: Visit, template: str, status: int = 200, **more: Any) -> HttpResponse:
        """A page with the frame's own words: whose link this is, what it opens, until when; in its reader's zone."""
        frame = {"visit": visit, "record": visit.record, "place": self.place(visit), "status": status}
        with timezone.override(visit.member.zone):
            return render(request, template, {**frame, **more}, status=status)

    def refused(self, request: HttpRequest, visit: Visit, refusal: Refusal) -> HttpResponse:
        status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 400)
        self.note(What.REFUSE, visit, f"{verb_of(request)} {status}"[:60])
        told = {"reason": refusal.reason, "kept": typed(request.POST), "back": self.place(visit)}
        return self.page(request, visit, "pg/refused.html", status=status, **told)

    def gone(self, request: HttpRequest) -> HttpResponse:
        """The same for what is over, what is another's, and what never was; but what was just typed is not lost."""
        response = render(request, "pg/gone.html", {"kept": typed(request.POST)}, status=404)
        if cookies.session_key(request):
            cookies.take_back(response)
        return response

    def note(self, what: What, visit: Visit, result: str = "") -> None:
        audit.keep(what, visit.traces, grant=visit.grant, link=visit.link, session=visit.session, result=result)

    # --- What is done ------------------------------------------------------------------------------------------------

    def do(
        self,
        request: HttpRequest,
        visit: Visit,
        form_class: Callable[[QueryDict], Form],
        act: Callable[..., Any],
        page: Page,
        verb: str = "",
        about: Escalating | None = None,
    ) -> HttpResponse:
        """One verb by its form: `act(record, by=member, **cleaned)`, once, with the version that the page showed.

        Allowed, up to date and possible are asked before what was typed is judged (R1). What is not well formed comes
        back as `page(request, visit, form)` with 422; refusals go up to the guard. `about`: what the act is on, where
        that is not what the link opens but stands on its page: a request about the ICM, an ICM of shiproom.
        """
        verb = verb or act.__name__
        if verb not in visit.grant.verbs:
            raise NotAllowed(_("This link is not for that."))
        form = form_class(request.POST)

        def acted() -> str:
            record = self.hold(visit, about or visit.record)
            record.seen = unseen.version_for(record, visit.member, verb, version_seen(request))
            require(RULES[record.KIND], verb, record, visit.member)
            if not form.is_valid():
                raise NotValid({})
            act(record, by=visit.member, **form.cleaned_data)
            self.note(What.ACTION, visit, verb)
            return self.place(visit) if visits.is_still_standing(visit) else reverse("pg:done")

        try:
            return SeeOther(self.once(request, visit.member, acted))
        except NotValid as refusal:
            blame(form, refusal)
            response = page(request, visit, form)
            response.status_code = 422
            return response

    def hold(self, visit: Visit, about: Any) -> Any:
        """What the act is about, as it is now; grant and person held after it to the act's end (lock order): to revoke
        comes either before, and this is refused, or after it is done. Shiproom is no record: there it is the ICM.
        Raises Gone, and Stale where another incident has joined meanwhile."""
        record = about if isinstance(visit.record, ShiproomSeat) else visit.record
        incidents = self.incidents(record)
        lock_all(incidents)
        held = lock(record)
        if not visits.is_still_standing(visit):
            raise Gone(_("This link is no longer valid."))
        require_nobody_joined(record, incidents)
        return held if about == record else about

    def incidents(self, record: Any) -> list[Incident]:
        return incidents_of(record) if isinstance(record, Icm) else incident_of(record)

    def once(self, request: HttpRequest, member: PgMember, act: Callable[[], str]) -> str:
        nonce = request.POST.get("nonce", "")
        if not NONCE.fullmatch(nonce):
            with transaction.atomic():
                return act()
        mark = fingerprint(request.path.encode(), request.POST.urlencode().encode())
        return once(member, f"form:{nonce}", mark, act)


PG_DOOR = PgDoor()


def verb_of(request: HttpRequest) -> str:
    return request.path.rstrip("/").rsplit("/", 1)[-1]


def version_seen(request: HttpRequest) -> int | None:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def typed(sent: QueryDict) -> list[tuple[str, str]]:
    """The words of a refused form, so that they are not lost."""
    words = [(name, str(value)) for name, value in sent.items() if name not in UNTYPED]
    return [(name.replace("_", " ").capitalize(), value) for name, value in words if value.strip()]


def blame(form: Form, refusal: NotValid) -> None:
    """The action's own findings, beside the fields they are about."""
    for name, sentences in refusal.errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
