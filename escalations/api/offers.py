"""What tools may do to an ICM: each verb with its body and what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import Serializer

from accounts.models import User
from escalations import actions
from escalations.api import writing
from escalations.models import Icm
from escalations.offered import Around, around, may
from incidents.api.writing import BodyInput, NothingInput, ReasonInput


@dataclass(frozen=True)
class IcmOffer:
    """One action: the function that does it, the body it takes, and a sentence for the reader of the schema."""

    act: Callable[..., Icm]
    input: type[Serializer[Any]]
    says: str | Promise

    @property
    def verb(self) -> str:
        return self.act.__name__

    @property
    def name(self) -> str:
        """The address of the action."""
        return self.verb.replace("_", "-")


OFFERS = (
    IcmOffer(actions.provide_information, BodyInput, _("The answer to what the product group asked.")),
    IcmOffer(actions.close, writing.ClosingInput, _("Verified by the support team. Its links end with it.")),
    IcmOffer(actions.send_back, ReasonInput, _("It is not what was asked for, and why.")),
    IcmOffer(actions.join, writing.JoinInput, _("One more incident that it hits.")),
    IcmOffer(actions.notify_again, NothingInput, _("Its letters once more, each with a fresh link.")),
    # The product group in the customer's conversation
    IcmOffer(actions.request_consent, writing.ConsentInput, _("Ask who works on it to speak with the customer.")),
    IcmOffer(actions.add_to_thread, writing.ThreadInput, _("By name: at severity 1 or by an approved escalation.")),
    IcmOffer(actions.remove_from_thread, writing.RemovalInput, _("Out of the customer's conversation, at once.")),
)


def names_for(reader: User, icm: Icm, known: Around | None = None) -> list[str]:
    """What this person can do now, by the actions' addresses; words without an action of their own are `updates`."""
    known = known or around([icm])[icm.pk]
    return [offer.name for offer in OFFERS if may(reader, icm, offer.verb, known)]
