"""What every page door does: find through what is visible, ask the policy, read the form, act once, and go on."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import NotPossible, NotSignedIn, NotValid, Stale, remembering_attempts, require, through
from accounts.models import User
from accounts.once import Answer, OtherContent, Sending, fingerprint
from incidents.actions.drafting import forget_draft
from incidents.actions.files import digests
from incidents.actions.flags import require_flag
from incidents.actions.named import require_what_was_named
from incidents.drafted import place_of
from incidents.forms import VerbForm
from incidents.models import Incident
from incidents.pending import offer_again
from incidents.policy import RULES
from incidents.views.meanwhile import Meanwhile, require_nothing_new, require_still
from incidents.wording import wording
from notifications.moment import at, now

View = Callable[..., HttpResponseBase]
Act = Callable[..., Incident]
Page = Callable[[HttpRequest, Incident, Form | None], HttpResponse]
# PostgreSQL cannot keep every character; what is not of this kind is none that a page of ours made.
NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")


UNTYPED = {"csrfmiddlewaretoken", "nonce", "version", "since", "solution", "statement", "kept"}


@dataclass(frozen=True)
class Door:
    """One audience's way in: who is admitted, and the page that shows an incident to them."""

    name: str
    admits: Callable[[User], bool]

    def guard(self, *methods: str) -> Callable[[View], View]:
        """For a view behind this door: signed in, else to the sign-in page; not of this audience: it does not exist.

        The method is judged last: its refusal would tell that there is something (R1). What is read has a HEAD too.
        """
        allowed = [*methods, "HEAD"] if "GET" in methods else [*methods]

        def decorate(view: View) -> View:
            answered = require_http_methods(allowed)(view)

            def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if not request.user.is_authenticated:
                    return self.ask_to_sign_in(request, kwargs.get("number"))
                if not self.admits(user_of(request)):
                    raise Http404
                if request.method == "GET" and "GET" not in methods and "number" in kwargs:
                    return redirect(self.place(kwargs["number"]))  # a verb's address, typed or reloaded
                with through(self.name), of_one_moment(request):
                    return answered(request, *args, **kwargs)

            return admitted

        return decorate

    def ask_to_sign_in(self, request: HttpRequest, number: str | None) -> HttpResponse:
        """To the sign-in page and back. Words that were sent are not lost: they are shown instead."""
        if request.FILES or any(request.POST.get(name, "").strip() for name in request.POST if name not in UNTYPED):
            raise NotSignedIn(_("You were signed out meanwhile, so this was not sent. Sign in, then send it again."))
        back = self.place(number) if request.method == "POST" and number else request.get_full_path()
        return redirect_to_login(back)

    def place(self, number: str) -> str:
        """Where an incident of this number is shown, whether or not it exists for this person."""
        return reverse(f"{self.name}:incident", args=[number])

    def find(self, request: HttpRequest, number: str) -> Incident:
        """The incident, if it exists for this person."""
        rows = Incident.objects.visible_to(user_of(request)).numbered(number)
        found: Incident | None = rows.with_everything().first()
        if found is None:
            raise Http404
        return found

    def glimpse(self, request: HttpRequest, number: str) -> Incident:
        """The same without all that its page shows: for what a page asks every few seconds."""
        found: Incident | None = Incident.objects.visible_to(user_of(request)).numbered(number).first()
        if found is None:
            raise Http404
        return found

    def url(self, incident: Incident) -> str:
        return self.place(incident.number)

    def do(
        self,
        request: HttpRequest,
        number: str,
        form_class: type[VerbForm],
        act: Act,
        page: Page,
        verb: str = "",
        task: int | None = None,
    ) -> HttpResponse:
        """One verb by its form. Refusals of policy and state go up; what is not well formed comes back by its field.

        An act that is made of several verbs names its first one. `task` is the one that the address names.
        """
        incident = self.find(request, number)
        incident.seen = version_seen(request)
        form = form_class(request.POST, request.FILES, incident=incident)

        def judged() -> str:
            require_flag(verb or act.__name__, request.POST.get("flag", ""), incident, user_of(request))
            require(RULES, verb or act.__name__, incident, user_of(request))
            require_nothing_new(request, incident, user_of(request))
            if not form.is_valid():
                require_what_was_named(verb or act.__name__, incident, {"task": task, **form.cleaned_data})
                raise NotValid({})  # the form itself knows why
            return self.url(self.sent(request, incident, act, form.cleaned_data))

        try:
            # A repeat is answered before anything is judged anew: the first may have made it impossible.
            return redirect(self.once(request, judged))
        except NotValid as refusal:
            blame(form, refusal)
            offer_again(form, user_of(request))
            return page(request, incident, form)
        except OtherContent:
            raise
        except Stale:
            return self.both(request, number, form_class, page, verb or act.__name__)
        except NotPossible as refusal:
            refusal.stand = self.stand(request, number)
            raise

    def sent(self, request: HttpRequest, incident: Incident, act: Act, words: dict[str, Any]) -> Incident:
        """The act, and with it the end of the draft of its words."""
        draft = place_of(request.resolver_match.url_name or "") if request.resolver_match else ""
        with transaction.atomic():
            done = act(incident, by=user_of(request), **words)
            if draft:
                forget_draft(draft, by=user_of(request), incident=incident)
        return done

    def both(
        self, request: HttpRequest, number: str, form_class: type[VerbForm], page: Page, verb: str
    ) -> HttpResponse:
        """The page as it is now with what was typed, and what happened while it was being typed (R17, 409)."""
        incident, user = self.find(request, number), user_of(request)
        try:
            require_still(verb, incident, user)
        except NotPossible as refusal:
            refusal.stand = self.stand(request, number)
            raise
        form = form_class(request.POST, request.FILES, incident=incident)
        form.meanwhile = Meanwhile.of(request, incident, user)  # type: ignore[attr-defined]
        offer_again(form, user)
        response = page(request, incident, form)
        response.status_code = 409
        return response

    def stand(self, request: HttpRequest, number: str) -> dict[str, Any]:
        """Who did what last, as far as this person may see it, and where that leaves the incident (D8)."""
        incident, user = self.find(request, number), user_of(request)
        events = incident.events.visible_to(user).select_related("by", "message__author")
        state = wording(incident).sentence if user.is_customer else incident.get_state_display()
        return {"event": events.order_by("-seq").first(), "incident": incident, "reader": user, "state": state}

    def once(self, request: HttpRequest, act: Callable[[], str]) -> str:
        """Where the act leads; a form that is sent twice leads to where the first one did."""
        with remembering_attempts():
            answer = self.sending(request).whole(lambda: Answer(302, {"location": act()}))
        return str(answer.content["location"])

    def sending(self, request: HttpRequest) -> Sending:
        """By what a form is known that is sent twice; one without a nonce of ours is not."""
        nonce = request.POST.get("nonce", "")
        if not NONCE.fullmatch(nonce):
            return Sending(user_of(request))
        files = [part for field in request.FILES for part in digests(request.FILES.getlist(field))]
        mark = fingerprint(request.path.encode(), request.POST.urlencode().encode(), *files)
        return Sending(user_of(request), f"form:{nonce}", mark)


def of_one_moment(request: HttpRequest) -> AbstractContextManager[None]:
    """What is only read is of one moment, and the clock is asked once for all of it."""
    return at(now()) if request.method in {"GET", "HEAD"} else nullcontext()


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the doors admit nobody else
    return request.user


def version_seen(request: HttpRequest) -> int | None:
    """The version that the page showed; a page whose act does not depend on one sends none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def blame(form: Form, refusal: NotValid) -> None:
    """The action's own findings, beside the fields they are about."""
    for name, sentences in refusal.errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
