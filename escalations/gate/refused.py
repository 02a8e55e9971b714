"""What the gate says where it does not open: by field, and where the way goes on."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.acting import NotValid


class GateRefused(NotValid):
    """Not opened (400). `led_to`: what answers this better than an ICM would, or nothing (R1, R31)."""

    def __init__(self, errors: Mapping[str, list[str]], led_to: str = "") -> None:
        super().__init__(errors)
        self.led_to = led_to
        if led_to:
            self.reason = _("That is no ground for an ICM. A consultation answers it, with all that you have written.")
