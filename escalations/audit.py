"""Every use of a link is kept: who, by which grant and link, roughly from where, and how it ended (R36)."""

import hashlib
import ipaddress
from dataclasses import dataclass

from escalations.models import AccessEvent, Grant, Link, PgMember, PgSession
from notifications.moment import now

What = AccessEvent.What


@dataclass(frozen=True)
class Traces:
    """What a request tells about its sender. The whole address serves the brakes, and is not kept."""

    place: str = ""
    agent: str = ""
    is_robot_like: bool = False

    @property
    def ip_prefix(self) -> str:
        """The network that it came from: 24 bits of an old address, 48 of a new one."""
        return network(self.place, 24, 48)

    @property
    def household(self) -> str:
        """Whom the brakes hold: one old address, or the 64 bits that a line gets of the new kind."""
        return network(self.place, 32, 64)

    @property
    def agent_hash(self) -> str:
        return hashlib.sha256(self.agent.encode()).hexdigest()[:16] if self.agent else ""


def network(place: str, old: int, new: int) -> str:
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return ""
    # A socket for both kinds shows an old address as a new one, and all of them would be one household.
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((address, old if address.version == 4 else new), strict=False))


def keep(
    what: What,
    traces: Traces,
    *,
    grant: Grant | None = None,
    link: Link | None = None,
    session: PgSession | None = None,
    member: PgMember | None = None,
    result: str = "",
) -> AccessEvent:
    """One line of the audit; nothing ever changes it (R36)."""
    grant = grant or (link.grant if link else None)
    return AccessEvent.objects.create(
        what=what,
        result=result,
        member=member or (grant.member if grant else None),
        grant_number=grant.pk if grant else None,
        link_number=link.pk if link else None,
        session_number=session.pk if session else None,
        ip_prefix=traces.ip_prefix,
        agent_hash=traces.agent_hash,
        is_robot_like=traces.is_robot_like,
        at=now(),
    )
