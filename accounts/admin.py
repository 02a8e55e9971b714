"""Configuration: people, organisations, plans and calendars. Never an incident: that would go round the policy."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions
from accounts.models import (
    Area,
    Calendar,
    CalendarVersion,
    Expertise,
    Organization,
    PlanVersion,
    Region,
    SupportPlan,
    User,
)

# Groups have no part in who may do what, and addresses belong to people.
admin.site.unregister([Group, EmailAddress])
admin.site.site_header = admin.site.site_title = "Relief"


def enter(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """One sign-in for everybody: the admin site's own would count no failures, so passwords could be guessed there.

    For who is signed in and no administrator there is nothing here (R1).
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
    if not admin.site.has_permission(request):
        raise Http404
    return redirect("admin:index")


admin.site.login = enter  # type: ignore[method-assign]


class NewPersonForm(UserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "name", "role", "organization")

    def clean(self) -> dict[str, Any]:
        """The rule of the table, asked here too: a form without all of the rule's columns skips it."""
        cleaned = super().clean() or {}
        if (cleaned.get("role") == User.Role.CUSTOMER) is (cleaned.get("organization") is None):
            self.add_error("organization", _("A customer belongs to an organisation; nobody else does."))
        return cleaned


class PersonForm(UserChangeForm[User]):
    class Meta:
        model = User
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = cleaned.get("is_active") and cleaned.get("role") == User.Role.ADMINISTRATOR
        if self.instance.is_staff and not stays and not other_administrators(self.instance):
            raise ValidationError(_("This is the last administrator: without them nobody could change anything here."))
        return cleaned


def other_administrators(person: User) -> bool:
    others = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    return others.exists()


class ExpertiseInline(admin.TabularInline[Expertise, User]):
    model = Expertise
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    form, add_form = PersonForm, NewPersonForm
    inlines = (ExpertiseInline,)
    ordering = ("name",)
    list_display = ("name", "email", "role", "organization", "is_active")
    list_filter = ("role", "is_active", "organization")
    list_select_related = ("organization",)
    search_fields = ("name", "email")
    filter_horizontal = ()
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "role", "senior", "is_active")}),
        ("Customer", {"fields": ("organization", "is_lead")}),
        ("Settings", {"fields": ("zone", "theme", "single_keys", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "role", "organization", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            actions.deactivate(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are deactivated: what they did stays theirs."""
        return False


class Kept:
    """Never deleted here: the page that asks "are you sure" would list the incidents that stand in the way."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionInline(admin.StackedInline[models.Model, models.Model]):
    """A version is added, never edited: incidents are pinned to it (S5)."""

    extra = 0
    min_num = 1  # a plan or calendar without a version promises nothing, and nobody could report
    validate_min = True
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CalendarVersionInline(VersionInline):
    model = CalendarVersion


class PlanVersionInline(VersionInline):
    model = PlanVersion


@admin.register(Calendar)
class CalendarAdmin(Kept, admin.ModelAdmin[Calendar]):
    inlines = (CalendarVersionInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The administrator sees no incident, and so cannot look at what new hours would move (S6)."""
        super().save_related(request, form, formsets, change)
        if change and any(formset.new_objects for formset in formsets):
            messages.info(
                request,
                _(
                    "New incidents are held to these hours. Open ones keep what was promised until a manager has "
                    "looked at what would move and applied it, in the workspace under “Changed hours”."
                ),
            )


@admin.register(SupportPlan)
class SupportPlanAdmin(Kept, admin.ModelAdmin[SupportPlan]):
    inlines = (PlanVersionInline,)


@admin.register(Area)
class AreaAdmin(Kept, admin.ModelAdmin[Area]):
    list_display = ("name", "slug", "description")


@admin.register(Region)
class RegionAdmin(Kept, admin.ModelAdmin[Region]):
    list_display = ("name", "slug")


@admin.register(Organization)
class OrganizationAdmin(Kept, admin.ModelAdmin[Organization]):
    list_display = ("name", "region", "plan")
    list_select_related = ("region", "plan")
