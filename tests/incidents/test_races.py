"""Many at once: one wins, the others are told, and nothing is done twice (T30, T31, D8, D10)."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.acting import NotPossible, Refusal, Stale
from accounts.models import ApiToken, Submission, User
from accounts.once import Answer, once
from incidents import actions
from incidents.models import Clock, Event, Incident
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import letters, verbs
from tests.conftest import MONDAY, Make
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)

DECISIONS = ["accept_solution", "reject_solution", "withdraw_solution"]
LETTERS = {
    "accept_solution": {"ada": "customer", "eva": "staff"},
    "reject_solution": {"ada": "customer", "eva": "staff"},
    "withdraw_solution": {"ada": "customer"},
    "withdraw": {"ada": "customer", "eva": "staff"},
    "keep_open": {"eva": "staff"},
}


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """SQLite's waiting time as it is in service: what is tried here is who wins, not who waits longest."""
    options = connection.settings_dict["OPTIONS"]
    before = dict(options)
    if connection.vendor == "sqlite":
        options["timeout"] = 20
    yield
    options.clear()
    options.update(before)


def at_once(acts: Sequence[Callable[[], object]]) -> list[Any]:
    """Each in a thread and on a connection of its own, all let go together; what each returned or raised."""
    came: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=30)
            came[place] = act()
        except Exception as error:
            came[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return came


def decide(incident: Incident, verb: str, people: People, seen: int | None = None) -> Callable[[], Incident]:
    """One decision by whoever may make it, on their own copy of the incident."""
    copy = Incident.objects.get(pk=incident.pk)
    copy.seen = seen
    by = people.eva if verb == "withdraw_solution" else people.ada
    needs_none = verb in {"accept_solution", "keep_open"}
    return lambda: getattr(actions, verb)(copy, by=by, **({} if needs_none else {"reason": "Because."}))


def kinds(came: list[Any]) -> Counter[str]:
    return Counter("done" if isinstance(result, Incident) else type(result).__name__ for result in came)


@pytest.mark.parametrize("turn", range(3))
def test_of_twenty_decisions_one_is_made(proposed: Incident, people: People, turn: int) -> None:
    chosen = [(DECISIONS * 8)[place + turn] for place in range(20)]
    came = at_once([decide(proposed, verb, people) for verb in chosen])

    assert kinds(came) == {"done": 1, "NotPossible": 19}
    (winner,) = [verb for verb, result in zip(chosen, came, strict=True) if isinstance(result, Incident)]
    assert verbs(proposed)[-2:] == ["propose_solution", winner]
    assert letters(winner) == LETTERS[winner]
    assert all(not Notification.objects.filter(verb=verb).exists() for verb in set(DECISIONS) - {winner})
    settled(proposed)


def test_keeping_open_among_them_decides_nothing(proposed: Incident, people: People) -> None:
    chosen = (["accept_solution", "reject_solution", "withdraw_solution", "keep_open"] * 5)[:20]
    came = at_once([decide(proposed, verb, people) for verb in chosen])

    done = Counter(verb for verb, result in zip(chosen, came, strict=True) if isinstance(result, Incident))
    kept = done.pop("keep_open", 0)
    assert done.total() == 1
    assert kinds(came)["NotPossible"] == 19 - kept
    assert verbs(proposed)[4:] == ["keep_open"] * kept + list(done)
    settled(proposed)


def test_of_twenty_who_say_what_they_saw_one_is_heard(proposed: Incident, people: People) -> None:
    chosen = ([*DECISIONS, "withdraw", "keep_open"] * 4)[:20]
    came = at_once([decide(proposed, verb, people, seen=proposed.version) for verb in chosen])

    assert kinds(came) == {"done": 1, "Stale": 19}
    (winner,) = [verb for verb, result in zip(chosen, came, strict=True) if isinstance(result, Incident)]
    assert verbs(proposed)[-2:] == ["propose_solution", winner]
    assert letters(winner) == LETTERS[winner]
    settled(proposed)


def settled(incident: Incident) -> None:
    """State, solution, clock and timeline are of one mind."""
    fresh = Incident.objects.get(pk=incident.pk)
    assert fresh.event_count == fresh.events.count()
    assert fresh.events.latest("seq").state == fresh.state
    outcome = fresh.solutions.get().outcome
    assert (fresh.state, outcome, fresh.clocks.get(kind="relief").state) in {
        ("closed", "accepted", "stopped"),
        ("closed", "withdrawn", "stopped"),
        ("work_in_progress", "rejected", "running"),
        ("work_in_progress", "withdrawn", "running"),
        ("solution_proposed", "proposed", "paused"),
    }


def test_through_portal_and_api_one_is_made_and_nineteen_are_told(proposed: Incident, people: People) -> None:
    solution = proposed.solutions.get().pk
    token = ApiToken.objects.issue(people.ada)
    sent = {"solution": solution, "reason": "It stalls again."}
    came = at_once(
        [post(portal(people.ada, proposed, verb), sent) for verb in (DECISIONS[:2] * 5)]
        + [post(api(token, proposed, verb), sent) for verb in (DECISIONS[:2] * 5)]
    )

    assert Counter(came) in ({302: 1, 409: 19}, {200: 1, 409: 19})
    assert Event.objects.filter(verb__in=DECISIONS).count() == 1
    winner = verbs(proposed)[-1]
    assert letters(winner) == LETTERS[winner]
    settled(proposed)


Send = Callable[[dict[str, Any]], int]


def post(send: Send, sent: dict[str, Any]) -> Callable[[], int]:
    return lambda: send(sent)


def portal(user: User, incident: Incident, verb: str) -> Send:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    url = reverse(f"portal:{verb}", args=[incident.number])
    return lambda sent: client.post(url, sent).status_code


def api(token: str, incident: Incident, verb: str) -> Send:
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    url = reverse(f"api:{verb}", args=[incident.number])
    return lambda sent: client.post(url, sent, content_type="application/json").status_code


def test_a_message_is_in_before_the_closing_or_refused(working: Incident, people: People) -> None:
    def write() -> Incident:
        return actions.post_message(Incident.objects.get(pk=working.pk), by=people.lead, body="One more thing.")

    def read() -> int:
        return working.events.get(verb="withdraw").seq

    came = at_once([*[write] * 8, decide(working, "withdraw", people), *[write] * 8])

    assert isinstance(came[8], Incident)
    assert {type(result) for result in came} <= {Incident, NotPossible}
    written = list(working.events.filter(verb="post_message").values_list("seq", flat=True))
    assert len(written) == kinds(came)["done"] - 1
    assert all(seq < read() for seq in written)


def test_a_nonce_that_comes_ten_times_is_done_once(working: Incident, people: People) -> None:
    def send() -> Answer:
        def act() -> Answer:
            incident = Incident.objects.get(pk=working.pk)
            return Answer(201, {"version": actions.add_note(incident, by=people.eva, body="Once.").version})

        return once(people.eva, "nonce", "mark", act)

    came = at_once([send] * 10)

    assert {(answer.status, answer.content["version"]) for answer in came} == {(201, working.version + 1)}
    assert Counter(answer.is_repeat for answer in came) == {True: 9, False: 1}
    assert Event.objects.filter(verb="add_note").count() == Submission.objects.count() == 1


def test_a_form_that_comes_ten_times_is_done_once(working: Incident, people: People) -> None:
    sent = {"body": "Once.", "nonce": "one-page"}
    came = at_once([post(portal(people.ada, working, "post_message"), sent) for _copy in range(10)])

    assert came == [302] * 10
    assert verbs(working).count("post_message") == 1


def test_however_many_sweep_a_breach_is_told_once(make: Make, people: People) -> None:
    with at(MONDAY):
        for _count in range(5):
            make("work_in_progress", severity=1)
    late = Clock.objects.filter(kind="relief").earliest("due_at").due_at
    assert late is not None
    moment = late.replace(hour=late.hour + 2)
    came = at_once([lambda: actions.sweep_clocks(moment)] * 6)

    assert sum(came) == 5
    assert Event.objects.filter(verb="breach").count() == 5
    assert Notification.objects.filter(verb="breach").count() == 10


def test_staff_and_customers_at_once_lose_no_line(working: Incident, people: People) -> None:
    """What does not exclude each other all gets in: each under its own number, none lost."""

    def note() -> object:
        return actions.add_note(Incident.objects.get(pk=working.pk), by=people.sam, body="A note.")

    def message() -> object:
        return actions.post_message(Incident.objects.get(pk=working.pk), by=people.ada, body="A message.")

    before = working.event_count
    came = at_once([note, message] * 10)

    assert not [result for result in came if isinstance(result, Refusal | Stale | Exception)]
    fresh = Incident.objects.get(pk=working.pk)
    assert (fresh.event_count, fresh.version) == (before + 20, working.version + 20)
    assert list(fresh.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, before + 21))
