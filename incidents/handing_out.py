"""How a file leaves the house: to be saved, never to be shown, so that nothing in it can act in our name (T17)."""

import logging

from django.http import FileResponse
from django.utils.translation import gettext as _

from accounts.acting import NotNow
from incidents.models import Attachment
from incidents.storage import attachments

log = logging.getLogger(__name__)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def hand_out(attachment: Attachment) -> FileResponse:
    """The file as a download. Raises NotNow where the storage does not give it."""
    try:
        content = attachments().open(attachment.stored)
    except Exception as failure:  # a storage may be anybody's
        log.exception("the attachment %s cannot be read", attachment.pk)
        raise NotNow(_("This file cannot be read just now. Try again in a minute.")) from failure
    return FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type=attachment.served_as, headers=HEADERS
    )
