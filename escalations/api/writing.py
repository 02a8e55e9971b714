"""What tools send about ICMs. These only read; the rules are the actions' and the gate's."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from escalations.models import Consultation, Icm, PgMember
from incidents.actions.words import REASON, TITLE
from incidents.api.writing import BodyInput, Reference, Words, incident_numbered

SHORT = 40  # characters of a word that is one of a few


def consultation_numbered(reader: User, number: str) -> Model | None:
    place = Consultation.place_of(number)
    rows = Consultation.objects.visible_to(reader)
    return None if place is None else rows.filter(pk=place).first()


def member(reader: User, email: str) -> Model | None:
    return PgMember.objects.there().filter(email=email.lower()).first()


def incident(**options: Any) -> Reference:
    return Reference(incident_numbered, _("There is no such incident."), help_text="INC-…", **options)


def word(choices: Any, **options: Any) -> Words:
    """One of a few, which the gate judges: what is none of them may lead somewhere else."""
    return Words(SHORT, help_text=_("One of: %s.") % ", ".join(choices.values), **options)


class OpeningInput(serializers.Serializer[Any]):
    """What is brought to the gate; which of it is needed depends on team, kind and ground (R31 to R34)."""

    incident = incident()
    ground = word(Icm.Ground, required=False)
    evidence = Words(required=False)
    consultation = Reference(
        consultation_numbered,
        _("There is no such consultation."),
        required=False,
        allow_null=True,
        help_text=_("CON-…, or its id: the one that says so."),
    )
    pg_member = Reference(
        member,
        _("Nobody of the product group has this address."),
        "email",
        required=False,
        allow_null=True,
        help_text=_("Whose word it is; they are told, and may deny it."),
    )
    said_where = Words(300, required=False, help_text=_("Where the named PG member said it."))
    team = word(Icm.Team)
    kind = word(Icm.Kind)
    title = Words(TITLE)
    facts = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        allow_null=True,
        default=dict,
        help_text=_("Those of its kind, by key: whatever an area calls them, keys and errors (facts.impact) stay."),
    )
    new_because = Words(REASON, required=False, help_text=_("Why it is none of the similar ones."))

    def validate_facts(self, facts: dict[str, Any] | None) -> dict[str, Any]:
        """None at all misses each of them, by name."""
        return facts or {}


class JoinInput(serializers.Serializer[Any]):
    incident = incident()


class ClosingInput(serializers.Serializer[Any]):
    body = Words(required=False, help_text=_("How it was verified."))


class UpdateInput(BodyInput):
    is_for_support = serializers.BooleanField(
        required=False, help_text=_("A note of the support team, which the product group never sees.")
    )


# --- The product group in the customer's conversation ----------------------------------------------------------------


class OfOneCustomer(serializers.Serializer[Any]):
    incident = incident(required=False, allow_null=True)


class ConsentInput(OfOneCustomer):
    exhausted = Words(help_text=_("What the support team and the customer have exhausted."))


class ThreadInput(OfOneCustomer):
    member = Reference(member, _("Nobody of the product group has this address."), "email")


class RemovalInput(serializers.Serializer[Any]):
    member = Reference(member, _("Nobody of the product group has this address."), "email")
    reason = Words(REASON)
