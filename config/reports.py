"""What is reported of an error, on the page of a developer or in a mail, without the secrets of mails' links."""

from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from notifications.masking import masked


class MaskedReporter(ExceptionReporter):
    def get_traceback_html(self) -> SafeString:
        return SafeString(masked(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return SafeString(masked(super().get_traceback_text()))
