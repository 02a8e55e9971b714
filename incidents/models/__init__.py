"""Incidents and what belongs to them; Problems, Changes, RCA requests and outages, which stand beside them."""

from incidents.models.attachment import Attachment
from incidents.models.change import Change, RcaRequest
from incidents.models.clock import Clock
from incidents.models.event import Event
from incidents.models.imported import ImportedIncident
from incidents.models.incident import Incident
from incidents.models.known import Known, KnownEvent
from incidents.models.message import Message
from incidents.models.outage import Outage, OutageLink
from incidents.models.problem import Match, Problem, RemovalNotice
from incidents.models.saved_view import SavedView
from incidents.models.search_entry import SearchEntry
from incidents.models.solution import Solution
from incidents.models.task import Task

__all__ = [
    "Attachment",
    "Change",
    "Clock",
    "Event",
    "ImportedIncident",
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
    "SavedView",
    "SearchEntry",
    "Solution",
    "Task",
]
