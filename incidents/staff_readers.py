"""Who of the support team hears of what: the owner and who stands in, the managers, who was handed something."""

from accounts.models import User
from incidents.models import AreaFollower, Event
from incidents.policy import stands_in


def owner(event: Event) -> list[User]:
    """The owner, unless it was their own doing; and who stands in for them meanwhile (R11a)."""
    person, deputy = event.incident.owner, event.incident.deputy
    if person is None or person.pk == event.by_id:
        return []
    is_told = deputy is not None and deputy.pk != event.by_id and stands_in(deputy, event.incident, event.at)
    return [person, deputy] if is_told and deputy else [person]


def managers(event: Event) -> list[User]:
    rows = User.objects.filter(role=User.Role.MANAGER, is_active=True)
    return [person for person in rows if person.pk != event.by_id]


def managers_and_followers(event: Event) -> list[User]:
    """Whoever follows the area hears of a call for help there, as the managers do (R15)."""
    following = AreaFollower.objects.people_of(event.incident.area_id).exclude(pk=event.by_id or 0)
    return list({person.pk: person for person in [*managers(event), *following]}.values())


def owner_and_managers(event: Event) -> list[User]:
    return list({person.pk: person for person in [*owner(event), *managers(event)]}.values())


def new_owner(event: Event) -> list[User]:
    """Whoever was just made the owner by somebody else."""
    return owner(event) if "owner" in event.data else []


def both_owners(event: Event) -> list[User]:
    before = event.data.get("owner_was") or {}
    old = [person for person in User.objects.filter(pk=before.get("id", 0)) if person.pk != event.by_id]
    return [*owner(event), *old]


def cover(event: Event) -> list[User]:
    """The owner, who stands in from now on, and who did before."""
    kept = [event.data.get(name) for name in ("covers", "deputy", "deputy_was")]
    keys = [person["id"] for person in kept if person]
    return [person for person in User.objects.filter(pk__in=keys) if person.pk != event.by_id]


def assignee(event: Event) -> list[User]:
    """To whom a task was just given, unless it was their own doing."""
    return [person for person in User.objects.filter(pk=event.data["assignee"]["id"]) if person.pk != event.by_id]


def assignee_and_owner(event: Event) -> list[User]:
    return list({person.pk: person for person in [*assignee(event), *owner(event)]}.values())


def assignee_and_helped(event: Event) -> list[User]:
    """Whose task it is; where a manager answers a call for help with it, the owner too (R15, R16)."""
    return assignee_and_owner(event) if "helps" in event.data else assignee(event)


def told_with_the_last(event: Event) -> list[User]:
    """Of several checks that are recorded together, the owner hears once (R29)."""
    return [] if "more_follow" in event.data else owner(event)


def called(event: Event) -> list[User]:
    match event.data["flag"]:
        case "assistance_required":
            return managers_and_followers(event)
        case "action_needed":
            return owner(event)
        case _:
            return []


def warned(event: Event) -> list[User]:
    return owner(event)
