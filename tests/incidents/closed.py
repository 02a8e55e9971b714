"""A closed incident with everything that one can have, who might write to it, by which address, and with what (R13)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from incidents import actions
from incidents.models import Incident
from notifications.moment import now
from tests.conftest import bring_to
from tests.incidents.api.conftest import Tool
from tests.knowledge import down, known
from tests.people import People

DOORS = ("portal", "workspace", "api")
UNDOES = "reopen"  # the one verb that a closed incident knows
# Who is best entitled to each verb, and what a page or a tool sends that an open incident would take.
SENT: dict[str, tuple[str, dict[str, str]]] = {
    "assign": ("eva", {"owner": "{owner}", "area": "inputs", "category": "rca", "severity": "2"}),
    "discard": ("mia", {"reason": "Spam."}),
    "respond": ("eva", {"body": "One more thing."}),
    "send_update": ("eva", {"body": "One more thing.", "visibility": "public"}),
    "add_note": ("eva", {"body": "One more thing.", "visibility": "internal"}),
    "state_problem": ("eva", {"body": "It writes nothing."}),
    "propose_solution": ("eva", {"kind": "conclusive_fix", "body": "Take 11.4.", "problem": "{problem}"}),
    "withdraw_solution": ("eva", {"reason": "It was wrong."}),
    "raise_flag": ("eva", {"flag": "customer_action_needed", "reason": "Which version?"}),
    "lower_flag": ("eva", {"flag": "action_needed"}),
    "set_substate": ("eva", {"substate": "pending_problem", "problem": "{problem}"}),
    "clear_substate": ("eva", {}),
    "match_problem": ("eva", {"problem": "{another_problem}"}),
    "unmatch_problem": ("eva", {"problem": "{problem}"}),
    "link_outage": ("eva", {"outage": "{another_outage}"}),
    "unlink_outage": ("eva", {"outage": "{outage}"}),
    "transfer_ownership": ("mia", {"owner": "{owner}", "reason": "Eva left us."}),
    "post_message": ("ada", {"body": "One more thing.", "visibility": "public"}),
    "confirm_problem": ("ada", {"statement": "{statement}"}),
    "correct_problem": ("ada", {"statement": "{statement}", "body": "Not quite."}),
    "accept_solution": ("ada", {"solution": "{solution}"}),
    "reject_solution": ("ada", {"solution": "{solution}", "reason": "It stalls."}),
    "keep_open": ("ada", {"solution": "{solution}", "wish": "conclusive_fix"}),
    "report_applied": ("ada", {"applied_on": "{today}"}),
    "withdraw": ("ada", {"reason": "Gone."}),
    "name_deputy": ("mia", {"deputy": "{owner}", "until": "{tomorrow}", "reason": "A course."}),
    "delegate_task": ("eva", {"title": "Read the leases", "assignee": "{owner}"}),
    "finish_task": ("sam", {"result": "Two are stuck."}),
    "decline_task": ("sam", {"reason": "No time."}),
    "recall_task": ("eva", {"reason": "I read them myself."}),
    "record_check": ("eva", {"check": "diagnostics", "outcome": "checked", "evidence": "Two leases."}),
    "add_colleague": ("ada", {"colleague": "{colleague}"}),
    "remove_colleague": ("ada", {"colleague": "{colleague}"}),
}
# By these pages the owner does what is the customer's first of all.
OWNERS_PAGES = {"workspace:add_colleague", "workspace:remove_colleague"}
# Addresses of one incident that are named after no verb, and write by these.
WRITES_TOO: dict[str, list[str]] = {
    "workspace:take_and_respond": ["respond"],
    "api:incident": ["assign"],  # by PATCH
    "api:messages": ["post_message", "send_update", "add_note"],
    "api:attachments": ["post_message", "send_update", "add_note"],
    "portal:draft": ["post_message"],
    "workspace:draft": ["add_note"],
    "workspace:insert_words": ["add_note", "send_update"],
    # What customers say of how it goes
    "portal:sentiment": ["post_message"],
}
# Addresses of one incident that only read; the test below sends to them all the same.
READS = {
    *("portal:incident", "portal:reported"),
    *("workspace:incident", "workspace:similar", "workspace:explain_clocks", "workspace:investigation"),
    *("api:similar", "api:timeline", "api:attachment"),
}
# What must still happen when it is closed is a record of its own, with a test of its own (R13, R42).
BESIDE = {"portal:rate", "api:rate_incident"}
# Addresses of no single incident that write to some: each has a test of its own.
WRITE_TO_SOME = {
    "workspace:bulk_assign",
    "workspace:link_incidents",
    "workspace:outage_act",
    "workspace:change_calendar",
    "api:tell_outage",
}
# And those that write to none that is there: lists, reports, what is known beside the incidents, letters sent again.
WRITE_TO_NONE = {
    *("portal:home", "portal:incidents", "portal:report", "portal:attachment"),
    *("portal:known_problem", "portal:known_problems", "portal:follow_problem", "portal:unfollow_problem"),
    *("portal:suggest", "portal:report_draft", "workspace:report_draft", "workspace:jump"),
    *("workspace:saved_view", "workspace:save_view", "workspace:rename_view", "workspace:delete_view"),
    *("workspace:following", "workspace:follow_area", "workspace:unfollow_area"),
    *("workspace:queue", "workspace:all_incidents", "workspace:search", "workspace:report_for_customer"),
    *("workspace:attachment", "workspace:letters", "workspace:retry_letter", "workspace:my_tasks", "workspace:bulk"),
    *("workspace:ownership", "workspace:discarded", "workspace:reopened", "workspace:calendar", "workspace:calendars"),
    *(f"workspace:{kind}{page}" for kind in ("problem", "change", "rca", "outage") for page in ("", "_list", "_new")),
    *("workspace:problem_act", "workspace:change_act", "workspace:rca_act"),
    *(f"api:{name}" for name in ("areas", "incidents", "schema", "docs", "nothing")),
    *(f"api:{kind}{many}" for kind in ("problem", "change", "rca", "outage") for many in ("", "s")),
}
FORM = "application/x-www-form-urlencoded"
FILED = {"workspace:add_note", "workspace:send_update", "portal:post_message"}  # forms that may come with files


class World:
    """A closed incident with everything that one can have, and what the bodies above speak of."""

    def __init__(self, people: People) -> None:
        problem, outage = known(people), down(people)
        incident = bring_to("work_in_progress", people)
        file = SimpleUploadedFile("trace.log", b"Stopped.")
        actions.add_note(incident, by=people.eva, body="A lease.", files=[file])
        actions.state_problem(incident, by=people.eva, body="Nothing is written.")
        actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="A second pair of eyes.")
        actions.match_problem(incident, by=people.eva, problem=problem)
        actions.link_outage(incident, by=people.eva, outage=outage)
        actions.set_substate(incident, by=people.eva, substate="pending_problem", problem=problem)
        actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.sam)
        until = now() + timedelta(days=1)
        actions.add_colleague(incident, by=people.ada, colleague=people.bob)
        actions.record_check(incident, by=people.eva, check="guides", outcome="checked", evidence="Two leases.")
        actions.name_deputy(incident, by=people.eva, deputy=people.eli, until=until, reason="A course.")
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")
        self.people = people
        self.incident = actions.accept_solution(incident, by=people.ada)
        self.names = {
            "number": self.incident.number,
            "task": str(self.incident.tasks.get().pk),
            "key": self.incident.attachments.get().key,
            "owner": people.sen.email,
            "colleague": people.bob.email,
            "problem": problem.number,
            "another_problem": known(people).number,
            "outage": outage.number,
            "another_outage": down(people).number,
            "solution": str(self.incident.solutions.get().pk),
            "statement": str(self.incident.statement_id),
            "today": f"{now():%Y-%m-%d}",
            "tomorrow": f"{until:%Y-%m-%dT%H:%M}",
        }

    def body(self, verb: str) -> dict[str, str]:
        return {name: value.format(**self.names) for name, value in SENT[verb][1].items()}

    def address(self, route: str, verb: str = "") -> str:
        """`verb` is also the name of the form whose words a draft keeps."""
        names = {**self.names, "form": verb, "verb": verb.replace("_", "-")}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: names[match[1]], route)

    def send(self, name: str, route: str, verb: str, who: str, method: str = "POST") -> int:
        """As a page of this person's, or as their tool."""
        body, address, person = self.body(verb), self.address(route, verb), self.people.by_name(who)
        if name == "api:attachments":
            files = {**body, "files": SimpleUploadedFile("more.log", b"More.")}
            headers = {"Authorization": Tool(person).headers["Authorization"]}
            return Client(headers=headers).post(address, files).status_code
        if name.startswith("api:"):
            return int(Tool(person).send(method, address, body).status_code)
        files = {"files": SimpleUploadedFile("more.log", b"More.")} if name in FILED else {}
        return signed_in(person).post(address, {**body, "version": str(self.incident.version), **files}).status_code


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def routes(patterns: list[Any] | None = None, before: str = "", door: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the three doors by its name, as in ("workspace:queue", "workspace/")."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route, pattern.namespace or door)
        if isinstance(pattern, URLPattern) and door in DOORS:
            yield f"{door}:{pattern.name}", route


OF_ONE = [(name, route) for name, route in routes() if "incidents/<str:number>" in route]


def verbs_of(name: str) -> list[str]:
    """The verbs that an address writes by; none where it is not known to write."""
    verb = name.partition(":")[2]
    return WRITES_TOO.get(name) or ([verb] if verb in SENT else [])


def best_entitled(name: str, verb: str) -> str:
    return "eva" if name in OWNERS_PAGES else SENT[verb][0]


# --- What hangs on an incident ----------------------------------------------------------------------------------------


def hanging() -> list[tuple[type[models.Model], str]]:
    """Every table with a row of its own about an incident, and by which column it says so."""
    found = [each for each in Incident._meta.related_objects if each.one_to_many or each.one_to_one]
    return [(each.related_model, each.field.name) for each in found if each.related_model is not Incident]


def rows_of(incident: Incident) -> list[Any]:
    """The incident itself and everything that hangs on it."""
    found = [
        list(model._default_manager.filter(**{column: incident}).order_by("pk").values_list())
        for model, column in hanging()
    ]
    return [*Incident.objects.filter(pk=incident.pk).values_list(), *found]
