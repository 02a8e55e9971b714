"""Letters about a person's own account."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import LetterRequest, User
from notifications.letters import Letter
from notifications.models import Notification


def letter(notification: Notification) -> Letter | None:
    """The letter as it is sent now; none once the request has grown old, or the person may no longer sign in."""
    asked = LetterRequest.objects.select_related("user").filter(pk=notification.record_id).first()
    if asked is None or not asked.is_fresh or not asked.user.is_active:
        return None
    context = {"reader": asked.user, "action_url": reset_link(asked.user), "SITE_NAME": settings.SITE_NAME}
    name = f"email/account/{notification.verb}"
    first, _blank, text = render_to_string(f"{name}.txt", context).strip().partition("\n\n")
    subject = first.removeprefix("Subject:").strip()
    return Letter(
        subject=subject,
        text=text.strip() + "\n",
        html=render_to_string(f"{name}.html", {**context, "subject": subject}),
        from_name="",
        thread=f"account-{asked.pk}",
    )


def reset_link(user: User) -> str:
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.SITE_URL}{path}"
