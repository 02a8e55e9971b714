"""The pages around a link: the button that opens it, the code, a new link for an old one, and the way out (R36)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import NotValid, through
from escalations import actions, links
from escalations.actions import entering, granting
from escalations.brakes import TooOften
from escalations.links import Presented
from escalations.views import cookies
from escalations.views.pg_door import PG_DOOR, SeeOther, blame
from escalations.views.pg_icm import told
from escalations.visits import Visit

TOKEN = "token"  # noqa: S105 - the field's name


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from your mail"),
        help_text=_("Eight digits."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class BringInForm(forms.Form):
    email = forms.EmailField(label=_("Work address of your colleague"), max_length=254)


# --- Before anybody is known -----------------------------------------------------------------------------------------


@require_safe
def interstitial(request: HttpRequest, token: str = "") -> HttpResponse:
    """The same page for every address, valid or not: nothing is looked up, nothing is written, no script runs."""
    return render(request, "pg/interstitial.html", {"token": links.cleaned(token)})


@sensitive_post_parameters(TOKEN)
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """The button was pressed. What the link opens has an address of its own, without the token."""
    if request.method != "POST":
        return interstitial(request)
    token = links.cleaned(request.POST.get(TOKEN, ""))
    try:
        with through(PG_DOOR.name):
            keys = cookies.session_key(request), cookies.browser_key(request)
            opened = entering.open_link(token, cookies.traces_of(request), *keys)
    except TooOften as refusal:
        return render(request, "pg/wait.html", {"reason": refusal.reason}, status=429)
    if isinstance(opened, Presented):
        return old(request, token, opened)
    response = SeeOther(PG_DOOR.place_of(opened.record))
    cookies.hand_out_session(response, opened.key)
    return response


def old(request: HttpRequest, token: str, found: Presented) -> HttpResponse:
    """It opens nothing (any more). To whom it was sent is told, masked, only to who has a link that once was ours."""
    member = found.link.grant.member if found.link else None
    return render(request, "pg/old.html", {"member": member, "token": token if member else ""}, status=410)


@sensitive_post_parameters(TOKEN)
@require_POST
def send_new_link(request: HttpRequest) -> HttpResponse:
    """The same answer, whatever comes of it (T26)."""
    with through(PG_DOOR.name):
        granting.send_new_link(links.cleaned(request.POST.get(TOKEN, "")), cookies.traces_of(request))
    return render(request, "pg/asked.html")


# --- Whoever has the mail --------------------------------------------------------------------------------------------


@PG_DOOR.guard("POST", seen=True)
def send_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.is_proved:
        return SeeOther(PG_DOOR.place(visit))
    entering.send_code(visit)
    return SeeOther(below(visit, "enter-code"))


@sensitive_post_parameters("code")
@PG_DOOR.guard("GET", "POST", seen=True)
def enter_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Right: a new session that may act, and a browser that is remembered for thirty days without a box to tick."""
    if visit.is_proved:
        return SeeOther(PG_DOOR.place(visit))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return enter_code_page(request, visit, form)
    try:
        key, browser_key = entering.enter_code(visit, request.POST.get("code", ""))
    except NotValid as refusal:
        blame(form, refusal)
        return enter_code_page(request, visit, form, status=422)
    response = SeeOther(PG_DOOR.place(visit))
    cookies.hand_out_session(response, key)
    cookies.hand_out_browser(response, browser_key)
    return response


def enter_code_page(request: HttpRequest, visit: Visit, form: CodeForm, status: int = 200) -> HttpResponse:
    is_sent = entering.is_code_sent(visit)
    return PG_DOOR.page(request, visit, "pg/enter_code.html", status=status, form=form, is_sent=is_sent)


def below(visit: Visit, name: str) -> str:
    return f"{PG_DOOR.place(visit)}{name}/"


# --- Whoever has shown to be its reader ------------------------------------------------------------------------------


@PG_DOOR.guard("GET", "POST")
def bring_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return bring_in_page(request, visit, BringInForm())
    return told(PG_DOOR.do(request, visit, BringInForm, actions.bring_in, bring_in_page), visit, "bring_in")


def bring_in_page(request: HttpRequest, visit: Visit, form: forms.Form) -> HttpResponse:
    return PG_DOOR.page(request, visit, "pg/bring_in.html", form=form)


# --- The way out -----------------------------------------------------------------------------------------------------


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The visit ends and the browser is forgotten, here and there."""
    with through(PG_DOOR.name):
        entering.end_visit(cookies.session_key(request), cookies.traces_of(request))
    response = SeeOther(reverse("pg:ended"))
    cookies.take_back(response, cookies.session_cookie(), cookies.browser_cookie())
    return response


@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    return render(request, "pg/ended.html")


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """After an act with which this person's part ended."""
    return render(request, "pg/done.html")


def nothing(request: HttpRequest, **_names: Any) -> HttpResponse:
    """Below /pg/ there is nothing else, and that looks as what is over does."""
    return PG_DOOR.gone(request)
