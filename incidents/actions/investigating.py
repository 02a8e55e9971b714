"""The initial investigation: what each of the four checks found, with the evidence for it (R29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Act, NotValid, acting, require
from accounts.models import User
from incidents import policy, search
from incidents.actions import house
from incidents.actions.waiting import link_outage
from incidents.actions.words import BODY, REASON, words
from incidents.models import Check, Incident, Outage
from incidents.policy import RULES

ICM = "icm"  # what the third check looks for, by the name that search knows it by
FOUND = 10  # of what a search showed, so many are kept


@dataclass(frozen=True)
class Finding:
    """What somebody says of one check. `query` and `outage` are of the search and of the outage alone."""

    check: str
    outcome: str
    evidence: str
    query: str = ""
    outage: Outage | None = None


def record_check(
    incident: Incident,
    *,
    by: User,
    check: str,
    outcome: str,
    evidence: str,
    query: str = "",
    outage: Outage | None = None,
) -> Incident:
    """What a check found, or why it was not possible; replaces the finding before, which stays on record (R29).

    Of a search for ICMs, Relief makes it and keeps what it showed. An outage that is ruled in and named is linked.
    """
    with transaction.atomic():
        return made(incident, by, Finding(check, outcome, evidence, query, outage))


def record_checks(incident: Incident, *, by: User, findings: Sequence[Finding]) -> Incident:
    """Several at once, all or none. Raises NotValid with each field's name behind its check's: `guides.evidence`."""
    require(RULES, "record_check", incident, by)
    errors = {f"{finding.check}.{name}": said for finding in findings for name, said in faults(finding).items()}
    if errors or not findings:
        raise NotValid(errors or {"investigation": [_("Send at least one of the four checks.")]})
    with transaction.atomic():
        for place, finding in enumerate(findings, start=1):
            incident = made(incident, by, finding, more_follow=place < len(findings))
    return incident


def made(incident: Incident, by: User, finding: Finding, *, more_follow: bool = False) -> Incident:
    with acting(house.INCIDENTS, "record_check", incident, by) as act:
        if errors := faults(finding):
            raise NotValid(errors)
        act.words = finding.evidence.strip()
        act.record.record_check()
        act.record.action_needed |= not policy.is_owner(by, act.record, act.at)
        act.data = kept(act, finding, by)
        if more_follow:
            act.data["more_follow"] = True  # the owner is told once, with the last of them
    if finding.outage is None:
        return act.record
    return link_outage(act.record, by=by, outage=finding.outage)


def faults(finding: Finding) -> dict[str, list[str]]:
    """What is not well formed, by field."""
    if finding.check not in Check.Kind.values:
        return {"check": [_("Choose one of: %s.") % ", ".join(Check.Kind.values)]}
    possible = [str(outcome) for outcome in Check.OUTCOMES[finding.check]]
    found: dict[str, list[str]] = {}
    if finding.outcome not in possible:
        found["outcome"] = [_("Choose one of: %s.") % ", ".join(possible)]
    if finding.outage is not None and finding.outcome != Check.Outcome.RULED_IN:
        found["outage"] = [_("An outage is named where it is ruled in.")]
    return {**found, **unreadable(finding.evidence, "evidence", BODY), **unreadable(finding.query, "query", REASON)}


def unreadable(text: str, field: str, limit: int) -> Mapping[str, list[str]]:
    try:
        words(text, field=field, limit=limit, required=field == "evidence")
    except NotValid as refusal:
        return refusal.errors
    return {}


def kept(act: Act[Incident], finding: Finding, by: User) -> dict[str, object]:
    """The finding as a row of its own, and as the timeline keeps it."""
    row = Check(
        incident=act.record,
        kind=finding.check,
        outcome=finding.outcome,
        evidence=act.words,
        outage=finding.outage,
        by=by,
        at=act.at,
    )
    if finding.check == Check.Kind.ICM_SEARCH and finding.outcome == Check.Outcome.CHECKED:
        row.query, row.found = searched(act.record, by, finding.query)
    row.save()
    data: dict[str, object] = {"finding": row.pk, "check": row.kind, "outcome": row.outcome}
    if row.query:
        data["search"] = {"query": row.query, "found": row.found}
    if finding.outage is not None:
        data |= {"outage": finding.outage.pk, "number": finding.outage.number, "title": finding.outage.title}
    return data


def searched(incident: Incident, by: User, query: str) -> tuple[str, list[dict[str, str]]]:
    """The words searched, and what they showed: an incident's own title and text, where no others are given."""
    asked = words(query, field="query", limit=REASON, required=False)
    shown = [hit.shown for hit in icms_like(incident, by, asked)]
    found = [{"reference": one.reference, "title": one.title, "state": one.state} for one in shown]
    return asked or incident.title, found


def icms_like(incident: Incident, reader: User, query: str) -> list[search.Hit]:
    """The ICMs that have these words, or else those that are like this incident; best first."""
    kinds = [ICM] if ICM in search.KINDS else []
    if not kinds:
        return []
    if query:
        return search.search(reader, query, kinds=kinds, limit=FOUND)
    return search.similar(reader, incident, kinds=kinds, limit=FOUND)
