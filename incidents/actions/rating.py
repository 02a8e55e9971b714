"""What customers say of how it goes: unhappy while it is open, and 1 to 5 when it is over (R38, R42)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale, lock
from accounts.models import User
from incidents import policy, rating_letters
from incidents.actions.noting import write_line
from incidents.actions.words import REASON
from incidents.actions.words import words as checked
from incidents.models import Event, Incident, Rating
from notifications.moment import now


@transaction.atomic
def rate_incident(incident: Incident, *, by: User, score: int, words: str = "", seen: int | None = None) -> Rating:
    """1 to 5 and a word, after closing; changed for two weeks (R42). A low one reaches the managers, once.

    `seen`: the version that was looked at, 0 where nobody had rated yet; none overwrites whatever stands. Raises
    NotAllowed, Stale, NotPossible (not closed, or too late to change) and NotValid by field.
    """
    fresh, moment = lock(incident), now()
    if not policy.may_rate(by, fresh):
        raise NotAllowed(policy.CUSTOMER.why(fresh))
    rating = Rating.objects.filter(incident=fresh).first()
    require_latest(rating, seen)
    if hindrance := rating_hindrance(fresh, rating):
        raise hindrance
    if score not in Rating.SCORES:
        raise NotValid({"score": [_("Choose from 1 to 5.")]})
    said = checked(words, field="words", limit=REASON, required=False)
    if rating is None:
        rating = Rating.objects.create(incident=fresh, by=by, score=score, words=said, at=moment)
    else:
        rating.by, rating.score, rating.words, rating.changed_at = by, score, said, moment
        rating.version += 1
        rating.save()
    if rating.is_low:
        rating_letters.tell(rating)
    return rating


def require_latest(rating: Rating | None, seen: int | None) -> None:
    """Raises Stale where another tab, or another who decides, was faster."""
    if seen is not None and seen != version_of(rating):
        raise Stale(_("This was rated since you looked. See what stands now, then send yours again."))


def version_of(rating: Rating | None) -> int:
    return rating.version if rating is not None else 0


def rating_hindrance(incident: Incident, rating: Rating | None) -> NotPossible | None:
    """Why there is nothing to rate now, or none."""
    if not incident.is_closed:
        return NotPossible(_("This is still open: you can rate it once it is closed."))
    if incident.closed_as == Incident.ClosedAs.DISCARDED:
        return NotPossible(_("There was nothing to rate here."))
    if rating is not None and not rating.is_changeable(now()):
        return NotPossible(_("This was rated more than two weeks ago, and stays as it is."))
    return None


@transaction.atomic
def say_unhappy(incident: Incident, *, by: User, words: str = "") -> Event:
    """Not happy with how it goes: owner and managers are told, action is needed, and only the team sees it (R15).

    Raises NotAllowed, NotPossible (closed) and NotValid by field.
    """
    fresh = lock(incident)
    if not policy.may_say_unhappy(by, fresh):
        raise NotAllowed(policy.WRITER.why(fresh))
    if fresh.is_closed:
        raise NotPossible(_("As things stand now, this is not possible any more. Look at it again."))
    said = checked(words, field="words", limit=REASON, required=False)
    fresh.heard_from_customer()
    return write_line(fresh, "say_unhappy", by=by, data={}, words=said, wants_owner=True)
