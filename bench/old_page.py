"""A page as its reader has it before them: what it shows, and the answer that it sends however long it lay open.

Imports what needs a set up Django: import this after `bench.scratch.installation`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from bench.doors import Pages, Tool
from bench.webserver import Answer, Call, WebServer
from incidents.models import Event, Incident, Message, Solution

TYPED = "It stalls again, & the queue is <full>."
TYPING: dict[str, dict[str, Any]] = {
    "accept_solution": {},
    "reject_solution": {"reason": TYPED},
    "keep_open": {"wish": "conclusive_fix"},
    "confirm_problem": {},
    "correct_problem": {"body": TYPED},
}
WORDS = re.compile(r"Words [0-9.]+[0-9]")


@dataclass(frozen=True)
class OldPage:
    """A solution or a statement by its words, and by its id or the whole reading's tag: whichever the answer names."""

    verb: str
    words: str
    call: Call
    shown: int | None = None
    tag: str = ""

    def still_fits(self, incident: Incident, tag_now: Callable[[], str]) -> bool:
        """Whether its answer is one to what stands now."""
        if self.tag:
            return self.tag == tag_now()
        if self.verb.endswith("_problem"):
            is_open = incident.statement_answer == "" or (self.verb, incident.statement_answer) in LATE_CORRECTIONS
            return incident.state != "closed" and incident.statement_id == self.shown and is_open
        return Solution.objects.get(pk=self.shown).outcome == "proposed"

    def is_what_was_answered(self, event: Event) -> bool:
        """By what the timeline says was answered, not by what the answer said that it answers."""
        if self.verb.endswith("_problem"):
            stated = event.incident.events.filter(verb="state_problem", seq__lt=event.seq).latest("seq")
            answered: Message | Solution = stated.message
        else:
            answered = Solution.objects.get(pk=event.data["solution"])
        return answered.body == self.words and self.shown in {None, answered.pk}

    def keeps_what_was_typed(self, answer: Answer) -> bool:
        """A tool has its words still; a page that is refused shows them."""
        is_page = answer.call.path.startswith("/portal/")
        return not is_page or TYPED not in TYPING[self.verb].values() or TYPED in unescape(answer.body)


# A statement can still be called wrong after it was confirmed.
LATE_CORRECTIONS = {("correct_problem", "confirmed"), ("correct_problem", "accepted")}


def in_a_browser(server: WebServer, pages: Pages, incident: Incident, verb: str) -> OldPage:
    """The words that stand on top, and the verb's own form with what it sends along unseen."""
    html = server.send(pages.read(incident)).body
    section = html[html.index('<section class="solution"') :].partition("</section>")[0]
    above, *forms = section.split("<form")
    [form] = [form for form in forms if f'/{verb.replace("_", "-")}/"' in form]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    [words] = WORDS.findall(above)
    shown = int(hidden["statement" if verb.endswith("_problem") else "solution"])
    return OldPage(verb, words, pages.act(incident, verb, **hidden, **TYPING[verb]), shown=shown)


def by_name(server: WebServer, tool: Tool, incident: Incident, verb: str) -> OldPage:
    """A tool that names the solution it read."""
    read = json.loads(server.send(tool.read(incident)).body)
    [solution] = [solution for solution in read["solutions"] if solution["outcome"] == "proposed"]
    call = tool.act(incident, verb, solution=solution["id"], **TYPING[verb])
    return OldPage(verb, solution["body"], call, shown=solution["id"])


def by_tag(server: WebServer, tool: Tool, incident: Incident, verb: str) -> OldPage:
    """A tool that answers to the whole of what it read."""
    came = server.send(tool.read(incident))
    read, tag = json.loads(came.body), came.headers["etag"]
    standing = [solution for solution in read["solutions"] if solution["outcome"] == "proposed"]
    words = read["statement"]["body"] if verb.endswith("_problem") else standing[0]["body"]
    return OldPage(verb, words, tool.act(incident, verb, {"If-Match": tag}, **TYPING[verb]), tag=tag)
