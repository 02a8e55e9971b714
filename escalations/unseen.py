"""What a product group's page need not have shown before an act is sent from it, as nothing there speaks against it."""

from django.db.models import Q

from escalations.models import EscalationEvent, PgMember
from escalations.models.escalating import Escalating

# They only add words: whoever wrote two in two windows meant both.
WORDS = frozenset({"update", "request_information"})


def version_for(record: Escalating, member: PgMember, verb: str, seen: int | None) -> int | None:
    """The version that an act is held against: the held record's own where all that is newer than `seen` is either
    a note that the product group never sees or, for words, this member's own words; else `seen` as it was sent.
    """
    newer = record.version - seen if seen is not None else 0
    if newer <= 0:
        return seen
    # A link sent or opened is a line, too, but no new version: of the support team's own lines only a note is one.
    newest = record.history.filter(Q(is_for_support=False) | Q(verb="update")).order_by("-seq")[:newer]
    return record.version if all(is_no_matter(line, member, verb) for line in newest) else seen


def is_no_matter(line: EscalationEvent, member: PgMember, verb: str) -> bool:
    return line.is_for_support or (verb in WORDS and line.verb in WORDS and line.member_id == member.pk)
