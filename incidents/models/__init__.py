"""Incidents and what belongs to them; Problems, Changes, RCA requests and outages, which stand beside them."""

from incidents.models.change import Change, RcaRequest
from incidents.models.clock import Clock
from incidents.models.event import Event
from incidents.models.incident import Incident
from incidents.models.known import Known, KnownEvent
from incidents.models.message import Message
from incidents.models.outage import Outage, OutageLink
from incidents.models.problem import Match, Problem, RemovalNotice
from incidents.models.solution import Solution

__all__ = [
    "Change",
    "Clock",
    "Event",
    "Incident",
    "Known",
    "KnownEvent",
    "Match",
    "Message",
    "Outage",
    "OutageLink",
    "Problem",
    "RcaRequest",
    "RemovalNotice",
    "Solution",
]
