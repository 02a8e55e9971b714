"""Configuration of the escalations floor: the product group's people, and the wording of what they read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from escalations.actions.departing import save_member
from escalations.gate.questions import hint_of, label_of
from escalations.models import (
    FACTS,
    REQUIRED,
    Absence,
    AllowedDomain,
    FactTemplate,
    LetterTemplate,
    PgMember,
    TeamChannel,
)


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
        save_member(obj)


@admin.register(AllowedDomain)
class AllowedDomainAdmin(admin.ModelAdmin[AllowedDomain]):
    list_display = ("name",)


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin[Absence]):
    list_display = ("__str__", "since", "until")
    list_select_related = ("user", "member")


@admin.register(TeamChannel)
class TeamChannelAdmin(admin.ModelAdmin[TeamChannel]):
    list_display = ("label", "audience", "area", "url")
    list_filter = ("audience", "area")
    list_select_related = ("area",)


@admin.register(LetterTemplate)
class LetterTemplateAdmin(admin.ModelAdmin[LetterTemplate]):
    """The wording of letters to the product group (R40)."""

    list_display = ("key", "version")
    fields = ("key", "body", "as_it_reads", "version")
    readonly_fields = ("as_it_reads", "version")

    @admin.display(description="As it reads")
    def as_it_reads(self, template: LetterTemplate) -> SafeString:
        """What was saved last, for an ICM made up."""
        return format_html("<div>{}</div>", template.preview)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The words that come with the program are where one's own begin."""
        shipped = LetterTemplate.current(LetterTemplate.Key.CSAT_IMPACTING)
        return {"key": shipped.key, "body": shipped.body}

    def save_model(self, request: HttpRequest, obj: LetterTemplate, form: Any, change: bool) -> None:
        if change and "body" in form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)


@admin.register(FactTemplate)
class FactTemplateAdmin(admin.ModelAdmin[FactTemplate]):
    """What the facts of an ICM are called, with their hints and order (R33)."""

    list_display = ("kind", "area", "version")
    list_filter = ("kind", "area")
    list_select_related = ("area",)
    fields = ("area", "kind", "lines", "as_it_reads", "version")
    readonly_fields = ("as_it_reads", "version")

    @admin.display(description="As it reads")
    def as_it_reads(self, template: FactTemplate) -> SafeString:
        """What was saved last, as step 4 asks for it."""
        keys = template.naming.ordered(FACTS.get(template.kind, ()))
        asked = [(label_of(key, template.naming), hint_of(key, template.naming)) for key in keys]
        optional = ["" if key in REQUIRED[template.kind] else " (optional)" for key in keys]
        rows = [(label, note, hint) for (label, hint), note in zip(asked, optional, strict=True)]
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}{}<br><small>{}</small></li>", rows))

    def save_model(self, request: HttpRequest, obj: FactTemplate, form: Any, change: bool) -> None:
        if change and "lines" in form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)
