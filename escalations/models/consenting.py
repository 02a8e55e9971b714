"""What is done to an ICM about the product group in the customer's conversation: each verb keeps the ICM's state."""

from typing import ClassVar

from django_fsm import transition

from escalations.models.escalating import Escalating

# While links still open it: what is closed asks nobody and lets nobody in.
LIVE = ["open", "acknowledged", "needs_information", "mitigated", "resolved"]


class Consenting(Escalating):
    """The eight verbs of the consent rule (R37)."""

    LIVE: ClassVar = LIVE

    class Meta:
        abstract = True

    @transition(field="state", source=LIVE, target=None)
    def request_consent(self) -> None:
        """The support team and the customer have run out of ways, and ask."""

    @transition(field="state", source=LIVE, target=None)
    def add_to_thread(self) -> None:
        """By name, at severity 1 or by an approved escalation."""

    @transition(field="state", source=LIVE, target=None)
    def remove_from_thread(self) -> None:
        """The support team takes somebody out again."""

    @transition(field="state", source=LIVE, target=None)
    def consent(self) -> None:
        """Who was asked says yes."""

    @transition(field="state", source=LIVE, target=None)
    def decline_consent(self) -> None:
        """Who was asked says no, or takes their yes back."""

    @transition(field="state", source=LIVE, target=None)
    def ask_to_join(self) -> None:
        """Somebody of the product group wants to speak with the customer."""

    @transition(field="state", source=LIVE, target=None)
    def leave(self) -> None:
        """They are done with the customer's conversation."""

    @transition(field="state", source=LIVE, target=None)
    def write_to_customer(self) -> None:
        """Words to the customer, from inside the conversation."""
