"""Clients that post at the same time, and ask again, with the same key, until they have an answer (T31).

Imports what needs a set up Django: import this after `bench.scratch.installation`.
"""

import random
import threading
import time
from collections.abc import Callable

from django.db import connection

from bench.doors import work_on_one
from bench.intents import Intent, Programs, Try, Turn, life
from bench.webserver import Answer, Call
from incidents.models import Incident
from tests.people import settle_in

# No answer yet: nothing came, this tool asks too often, or the database was busy. Each means: the same again.
NO_ANSWER = {0, 429, 503}
RETRY_SECONDS = 0.1


class Clients:
    """So many intents in all, shared out to whoever has time."""

    def __init__(self, send: Callable[[Call], Answer], posts: int, patience: float, chance: random.Random) -> None:
        self.send, self.posts, self.chance = send, posts, chance
        self.deadline = time.monotonic() + patience
        self.people = settle_in()
        self.crowded = work_on_one(self.people)
        self.lock = threading.Lock()
        self.intents: list[Intent] = []
        self.threads: list[threading.Thread] = []
        self.done = 0

    def start(self, count: int) -> None:
        clients = [Client(self, Programs(self.people), random.Random(self.chance.random())) for _ in range(count)]
        self.threads = [threading.Thread(target=client.run) for client in clients]
        for thread in self.threads:
            thread.start()

    def are_posting(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

    def mark(self) -> str:
        """A word that nothing else has in it; none when everything is posted."""
        with self.lock:
            self.posts -= 1
            return f"M{self.posts:06}" if self.posts >= 0 else ""

    def deliver(self, intent: Intent) -> None:
        """Until there is an answer, or no patience any more."""
        with self.lock:
            self.intents.append(intent)
        while intent.answer is None and time.monotonic() < self.deadline:
            came = self.send_once(intent)
            if came.status in NO_ANSWER:
                time.sleep(RETRY_SECONDS)
            else:
                intent.answer = came
        with self.lock:
            self.done += 1

    def send_once(self, intent: Intent) -> Answer:
        began = time.time()
        came = self.send(intent.call)
        intent.tries.append(Try(began, time.time(), came.status))
        return came


class Client:
    """Plays one incident's life after another, on behalf of everybody in it."""

    def __init__(self, clients: Clients, programs: Programs, chance: random.Random) -> None:
        self.clients, self.programs, self.chance = clients, programs, chance

    def run(self) -> None:
        try:
            while self.live():
                pass
        finally:
            connection.close()

    def live(self) -> bool:
        """False when there is nothing more to post. An intent that fails ends the life that it was part of."""
        incident, seq = None, 0
        for name, verb, is_shared in life(self.chance):
            mark = self.clients.mark()
            if not mark:
                return False
            if is_shared:
                self.post(Turn(mark, name, verb, self.clients.crowded))
                continue
            intent = self.post(Turn(mark, name, verb, incident, seq))
            if not intent.is_done:
                return True
            incident, seq = incident or self.reported(intent), intent.seq
        return True

    def post(self, turn: Turn) -> Intent:
        intent = self.programs.intent(turn, is_page=self.chance.random() < 0.5)
        self.clients.deliver(intent)
        return intent

    def reported(self, intent: Intent) -> Incident:
        return Incident.objects.numbered(intent.number()).get()
