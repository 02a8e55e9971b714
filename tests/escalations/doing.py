"""What the support team does to an ICM, by the action itself, by its page and by a tool: one table for all three."""

from typing import Any

from django.test import Client

from accounts.models import User
from escalations import actions
from escalations.models import Icm
from tests.incidents.api.conftest import Tool

STATES = ("open", "acknowledged", "needs_information", "mitigated", "resolved", "closed")
ALIVE = STATES[:4]
# Verb -> the states in which it can be done, and what a page or a tool sends.
DONE: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "provide_information": (("needs_information",), {"body": "It is build 5.11."}),
    "close": (("resolved",), {"body": "Seen working."}),
    "send_back": (("resolved",), {"reason": "It stalls again."}),
    "join": (ALIVE, {"incident": "{incident}"}),
    "notify_again": (STATES[:5], {}),
    "update": (STATES[:5], {"body": "It happened again."}),
}
LEADS_TO = {"provide_information": "acknowledged", "close": "closed", "send_back": "acknowledged"}


def sent(verb: str, incident: str) -> dict[str, str]:
    return {name: value.format(incident=incident) for name, value in DONE[verb][1].items()}


def by_action(verb: str, icm: Icm, by: Any, words: dict[str, Any]) -> Icm:
    done: Icm = getattr(actions, verb)(icm, by=by, **words)
    return done


def page(icm: Icm, verb: str = "") -> str:
    return f"/workspace/icms/{icm.number}/{verb.replace('_', '-')}/".replace("//", "/")


def by_page(verb: str, icm: Icm, by: User, words: dict[str, str], **more: str) -> Any:
    client = Client()
    client.force_login(by)
    return client.post(page(icm, verb), {"version": str(icm.version), **words, **more})


def address(icm: Icm, verb: str = "") -> str:
    action = verb.replace("_", "-")
    return f"icms/{icm.number}/{'updates/' if verb == 'update' else f'actions/{action}/' if verb else ''}"


def by_tool(verb: str, icm: Icm, by: User | None, words: dict[str, str], **headers: str) -> Any:
    return Tool(by).post(address(icm, verb), words, **headers)


def fresh(icm: Icm) -> Icm:
    return Icm.objects.get(pk=icm.pk)
