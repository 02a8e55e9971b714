"""Afterwards: what stands in the database against what was intended, what was answered, and what the timelines say.

Imports what needs a set up Django: import this after `bench.scratch.installation`.
"""

import re
from collections import Counter, defaultdict
from typing import Any

from django.db import connection

from accounts.models import Submission
from bench.intents import LED_ON, Intent
from incidents import notices
from incidents.models import Event, Incident, Message, Solution
from incidents.replaying import replay_timeline
from notifications.models import Notification

MARK = re.compile(r"\bM[0-9]{6}\b")


class Outcome:
    """What the drill's people left behind; `since` is the last event that stood there before them."""

    def __init__(self, intents: list[Intent], since: int) -> None:
        self.intents = intents
        events = Event.objects.filter(pk__gt=since)
        self.events = {(event.incident_id, event.seq): event for event in events}
        self.acts = Counter(events.values_list("incident", "verb"))
        self.places = marked_places()
        self.submissions = {(each.actor_id, each.key): each for each in Submission.objects.all()}  # type: ignore[attr-defined]

    def figures(self) -> dict[str, Any]:
        effects = [self.effects(intent) for intent in self.intents]
        return {
            "database": connection.vendor,
            "posts": len(self.intents),
            "retries": sum(len(intent.tries) - 1 for intent in self.intents),
            "replayed": sum(self.is_replay(intent) for intent in self.intents),
            "done_twice": sum(max(count - 1, 0) for count in effects),
            "lost": effects.count(0),
            "not_intended": self.not_intended(),
            "wrong_answers": sum(not self.is_rightly_answered(intent) for intent in self.intents),
            "keys_differ": self.keys_differing(),
            "unmatched_letters": unmatched_letters(),
            "state_differs": differing(),
            "database_is_sound": is_sound(),
        }

    def effects(self, intent: Intent) -> int:
        """How often it was done: by its mark, or where it has no words, by its verb, which a life has once."""
        if intent.has_words:
            return len(self.places[intent.mark])
        assert intent.incident is not None
        return self.acts[intent.incident.pk, intent.call.verb]

    def not_intended(self) -> int:
        """Lines of timelines that nobody asked for, in incidents that somebody did, or in ones that nobody did."""
        asked: Counter[tuple[int, str]] = Counter()
        for intent in self.intents:
            place = intent.incident.pk if intent.incident else next(iter(self.places[intent.mark]), 0)
            asked.update((place, verb) for verb in intent.verbs)
        return (self.acts - asked).total()

    def is_replay(self, intent: Intent) -> bool:
        """The effect stood before the try that was answered: an earlier one committed, and its answer was lost."""
        sent = self.submissions.get((intent.who.pk, intent.key))
        return sent is not None and sent.sent_at.timestamp() < intent.tries[-1].began

    def is_rightly_answered(self, intent: Intent) -> bool:
        """Done, named by its incident, in its own words or state, and a replay is called one."""
        if intent.answer is None or not intent.is_done:
            return False
        if intent.expected == LED_ON:
            return self.names_place(intent)
        is_marked = "idempotent-replay" in intent.answer.headers
        return self.names_place(intent) and self.tells_effect(intent) and is_marked == self.is_replay(intent)

    def names_place(self, intent: Intent) -> bool:
        if intent.incident is not None:
            return intent.number() == intent.incident.number
        return [intent.number()] == [Incident(pk=place).number for place in self.places[intent.mark]]

    def tells_effect(self, intent: Intent) -> bool:
        told = intent.told()
        if "body" in told or intent.incident is None:
            return intent.mark in told.get("body", told.get("description", ""))
        event = self.events.get((intent.incident.pk, intent.seq))
        return event is not None and (event.verb, event.state) == (intent.call.verb, told["state"])

    def keys_differing(self) -> int:
        """Keys without their one answer, and answers without a key that was sent."""
        sent = {(intent.who.pk, intent.key): intent.expected for intent in self.intents}
        kept = {key: each.status for key, each in self.submissions.items()}
        return len(dict(sent.items() ^ kept.items()))


def marked_places() -> defaultdict[str, list[int]]:
    """The incidents in which each mark was written down, once for each time."""
    rows = [
        *Incident.objects.values_list("description", "pk"),
        *Message.objects.values_list("body", "incident"),
        *Solution.objects.values_list("body", "incident"),
    ]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for words, place in rows:
        for mark in MARK.findall(words):
            found[mark].append(place)
    return found


def unmatched_letters() -> int:
    """Letters without the event that they tell about, and readers of an event without their one letter (R43)."""
    due = Counter(
        ("event", event.pk, event.verb, audience, notices.recipient_of(person).key)
        for event in Event.objects.select_related("incident__customer", "incident__owner")
        for audience, readers in notices.READERS.get(event.verb, {}).items()
        for person in readers(event)
    )
    written = Counter(Notification.objects.values_list("kind", "record_id", "verb", "audience", "recipient_key"))
    return ((due - written) + (written - due)).total()


def differing() -> int:
    """What is stored otherwise than the timelines tell: rows, flags, owners, solutions, every clock (R18, S12, S13)."""
    miscounted = sum(incident.version != acts_of(incident) for incident in Incident.objects.all())
    return miscounted + len(replay_timeline(Incident.objects.all()).differences)


def acts_of(incident: Incident) -> int:
    """What people did to it after its report, which is all that a version counts."""
    return incident.events.exclude(by=None).count() - 1


def is_sound() -> bool:
    """SQLite, whose writers were the killed, is asked for every page; PostgreSQL writes in processes of its own."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        whole = cursor.execute("PRAGMA integrity_check").fetchall()
        return whole == [("ok",)] and not cursor.execute("PRAGMA foreign_key_check").fetchall()
