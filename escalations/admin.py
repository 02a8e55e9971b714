"""Configuration of the escalations floor: the product group's people. Never an ICM, a consultation or a request."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from escalations.actions.consenting import part_with
from escalations.models import Absence, AllowedDomain, PgMember


@admin.register(PgMember)
class PgMemberAdmin(admin.ModelAdmin[PgMember]):
    list_display = ("name", "email", "role", "is_active")
    list_filter = ("role", "is_active", "areas")
    search_fields = ("name", "email")
    filter_horizontal = ("areas",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are made inactive instead: what they did keeps their name."""
        return False

    def save_model(self, request: HttpRequest, obj: PgMember, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            part_with(obj)


@admin.register(AllowedDomain)
class AllowedDomainAdmin(admin.ModelAdmin[AllowedDomain]):
    list_display = ("name",)


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin[Absence]):
    list_display = ("__str__", "since", "until")
    list_select_related = ("user", "member")
