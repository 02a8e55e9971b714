"""What is done to people: ending somebody's access, at once and everywhere."""

from django.db import transaction
from django.db.models import F

from accounts.models import ApiToken, User


@transaction.atomic
def deactivate(user: User) -> None:
    """End sessions and tokens by the next request: a later reactivation revives neither (T22)."""
    User.objects.filter(pk=user.pk).update(is_active=False, epoch=F("epoch") + 1)
    ApiToken.objects.filter(user=user).delete()
    user.refresh_from_db()
