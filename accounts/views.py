"""Ways in and a person's own settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.hours import ZONES
from accounts.models import User

HOMES: dict[str, str] = {User.Role.CUSTOMER: "portal:home", User.Role.ADMINISTRATOR: "admin:index"}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everybody to where their work is."""
    return redirect(HOMES.get(request.user.role, "workspace:queue"))  # type: ignore[union-attr]


def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "contact.html", {"address": settings.MAIL_FROM_ADDRESS})


class SettingsForm(forms.ModelForm[User]):
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[])

    class Meta:
        model = User
        fields = ("theme", "zone", "single_keys")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(name for name in ZONES if "/" in name or name in {"UTC", self.instance.zone})
        self.fields["zone"].choices = [(name, name.replace("_", " ")) for name in names]  # type: ignore[attr-defined]
        if self.instance.is_customer:
            del self.fields["single_keys"]


@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return redirect("account_settings")
    return render(request, "account/settings.html", {"form": form}, status=422 if form.errors else 200)
