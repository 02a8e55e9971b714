"""What must be so after each step, asked of the tables themselves and of what people are shown (R20, R35 to R40)."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.db.models import Q

from escalations import notices as above
from escalations.models import Consent, Consultation, CsatRequest, EscalationEvent, IcmIncident, PgMember
from escalations.models import Icm as IcmRow
from incidents import notices
from incidents.models import Guest, Incident, TitleMark
from incidents.reckoning import Happening, account, asked_times, pg_times
from notifications.models import Notification
from tests.walk.above import model
from tests.walk.above.model import World

SECRET = "FOR-THE-TEAM-ALONE"
# What no customer may read, whatever happens: the words of the floor above, and who they are there.
NEVER_SHOWN = (SECRET, "ICM-5000", "CON-1", "CSAT-1", "CSAT Impacting", "product.example")


def wrong(world: World, names: dict[str, str]) -> Iterator[str]:
    """Every difference between the tables and the model; `names` are the members' addresses by name."""
    yield from wrong_incidents(world)
    yield from wrong_icms(world)
    yield from wrong_conversations(world, names)
    questions = {row.pk: (row.state, row.audience) for row in Consultation.objects.all()}
    yield from unlike("consultations", {each.pk: (each.state, each.rung) for each in world.questions}, questions)
    requests = dict(CsatRequest.objects.values_list("pk", "state"))
    yield from unlike("CSAT requests", {each.pk: each.state for each in world.requests}, requests)
    yield from wrong_histories()


def unlike(what: str, predicted: Any, found: Any) -> Iterator[str]:
    if predicted != found:
        yield f"{what}: predicted {predicted!r}, found {found!r}"


def wrong_incidents(world: World) -> Iterator[str]:
    """What is done above changes no state, owner or clock; a title is marked while one is approved (R32, R40)."""
    marked = set(TitleMark.objects.values_list("incident", flat=True))
    yield from unlike("marked titles", {each.pk for each in world.incidents if world.is_marked(each)}, marked)
    for row in Incident.objects.select_related("owner", "title_mark", "plan_version", "calendar_version"):
        each = next(one for one in world.incidents if one.pk == row.pk)
        assert row.owner is not None
        told = (each.state, each.severity, each.owner)
        yield from unlike(row.number, told, (row.state, row.severity, row.owner.email.partition("@")[0]))
        yield from unlike(f"{row.number}'s staff title", each.pk in marked, row.staff_title.startswith("[CSAT Imp"))
        yield from unlike(f"{row.number}'s title", False, "CSAT" in row.title)
        yield from wrong_times(row, each, world.now)


def wrong_times(row: Incident, each: model.Incident, now: datetime) -> Iterator[str]:
    """Relief's parts add up, and what lay with the product group is as a person reckons it (R20)."""
    events = [Happening(*one) for one in row.events.order_by("seq").values_list("verb", "at", "data")]
    found = account("relief", row.events.facts(), row.promise, asked_times(events, now), now, pg_times(events, now))
    yield from unlike(f"{row.number}'s Relief", each.relief.elapsed(now), found.elapsed)
    yield from unlike(f"{row.number}'s sum", found.elapsed, found.with_us + found.with_pg + found.with_customer)
    yield from unlike(f"{row.number}'s time with PG", each.time_with_pg(now), found.with_pg)


def wrong_icms(world: World) -> Iterator[str]:
    hits = list(IcmIncident.objects.values_list("icm", "incident"))
    for row in IcmRow.objects.select_related("owner"):
        each = next(one for one in world.icms if one.pk == row.pk)
        owner = row.owner.email.partition("@")[0] if row.owner else ""
        is_marked = world.is_marked(each)
        told = (each.state, each.owner, each.resolution, each.is_denied, is_marked)
        found = (row.state, owner, row.resolution, row.is_ground_denied, row.is_csat_impacting)
        yield from unlike(row.number, told, found)
        yield from unlike(f"{row.number}'s title", is_marked, row.staff_title.startswith("[CSAT Impacting]"))
        incidents = {incident for icm, incident in hits if icm == row.pk}
        yield from unlike(f"{row.number}'s incidents", {one.pk for one in each.incidents}, incidents)


def wrong_conversations(world: World, names: dict[str, str]) -> Iterator[str]:
    """Who is in, on which ground, and who was asked and has said nothing (R37)."""
    inside = {(each.pk, names[who], ground) for each in world.incidents for who, (ground, _icm) in each.inside.items()}
    guests = set(Guest.objects.there().values_list("incident", "address", "ground"))
    yield from unlike("in conversations", inside, guests)
    asked = {(icm.pk, pk, names[who]) for icm in world.icms for pk, who in icm.asked}
    rows = set(Consent.objects.filter(state="asked").values_list("icm", "incident", "member__email"))
    yield from unlike("asked", asked, rows)


def wrong_histories() -> Iterator[str]:
    """Gapless, and as long as the record says."""
    lines: dict[tuple[str, int], list[int]] = {}
    for kind, record, seq in EscalationEvent.objects.order_by("kind", "record_id", "seq").values_list(
        "kind", "record_id", "seq"
    ):
        lines.setdefault((kind, record), []).append(seq)
    for table in (IcmRow, Consultation, CsatRequest):
        for row in table.objects.all():
            yield from unlike(f"{row.number}'s history", [*range(1, row.event_count + 1)], lines[row.KIND, row.pk])


# --- Letters ----------------------------------------------------------------------------------------------------------


def wrong_letters(world: World, before: int, inside: set[tuple[int, str, str]], names: dict[str, str]) -> Iterator[str]:
    """Of those written since: `inside` is who was or is in which conversation, with the ground, about this step."""
    for row in Notification.objects.filter(pk__gt=before).order_by("pk"):
        if row.audience == "customer":
            yield from wrong_customers_letter(row, inside, names)
        elif row.kind == "escalation":
            is_ours = row.address.endswith(("@relief.example", "@product.example"))
            yield from unlike(f"{row.verb} to {row.address}", True, is_ours)
    for audience in ("staff", "pg"):  # one of each can be written; to all it would be the same words
        last = Notification.objects.filter(pk__gt=before, kind="escalation", audience=audience).first()
        letter = above.letter(last) if last else None
        yield from unlike(f"a letter to {audience} has words", True, letter is None or bool(letter.text))


def wrong_customers_letter(
    row: Notification, inside: set[tuple[int, str, str]], names: dict[str, str]
) -> Iterator[str]:
    """No address of the product group without its ground, and no word of the team's (R37, R2)."""
    incident = Incident.objects.get(events__pk=row.record_id)
    if is_pg(row.address):
        allowed = {ground for pk, address, ground in inside if (pk, address) == (incident.pk, row.address)}
        if row.ground not in allowed:
            yield f"{row.verb} to {row.address} on {row.ground!r}, allowed are {allowed}"
        return
    letter = notices.letter(row)
    text = "" if letter is None else f"{letter.subject} {letter.text} {letter.html}"
    yield from (f"{row.verb} tells the customer {word}" for word in NEVER_SHOWN if word in text)


def sent_now(world: World, names: dict[str, str], last: int = 2) -> Iterator[str]:
    """A customer's letter to the product group that waits goes out only to who is in at this very moment (R37)."""
    waiting = Notification.objects.filter(Q(audience="customer") & Q(recipient_key__startswith="guest:"))
    for row in waiting.order_by("-pk")[:last]:
        incident = next(one for one in world.incidents if Incident.objects.filter(pk=one.pk, events=row.record_id))
        here = {names[who]: ground for who, (ground, _icm) in incident.inside.items()}
        if notices.letter(row) is not None and here.get(row.address) != row.ground:
            yield f"{row.verb} would go to {row.address} on {row.ground}; in are {here}"


def is_pg(address: str) -> bool:
    return PgMember.objects.filter(email=address).exists()


def replayed() -> str:
    """The last line of the command, which rebuilds all incidents from their timelines (R18)."""
    out = io.StringIO()
    try:
        call_command("replay_timeline", stdout=out)
    except SystemExit:
        return out.getvalue()
    return out.getvalue().splitlines()[-1]
