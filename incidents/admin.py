"""Configuration of the incidents floor: message templates. Never an incident: that would go round the policy."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.models import MessageTemplate


@admin.register(MessageTemplate)
class MessageTemplateAdmin(admin.ModelAdmin[MessageTemplate]):
    list_display = ("name", "audience", "area", "is_active", "version")
    list_filter = ("audience", "is_active", "area")
    list_select_related = ("area",)
    search_fields = ("name", "body")
    fields = ("name", "audience", "area", "is_active", "body", "as_it_reads", "version")
    readonly_fields = ("as_it_reads", "version")

    @admin.display(description="As it reads")
    def as_it_reads(self, template: MessageTemplate) -> SafeString:
        """What was saved last, for an incident made up."""
        return format_html("<div>{}</div>", template.preview)

    def save_model(self, request: HttpRequest, obj: MessageTemplate, form: Any, change: bool) -> None:
        if change and "body" in form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is taken out of use instead, with its words still there to look at."""
        return False
