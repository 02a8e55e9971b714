"""Incidents and what belongs to them; Problems, Changes, RCA requests and outages, which stand beside them."""

from incidents.models.attachment import Attachment
from incidents.models.change import Change, RcaRequest
from incidents.models.clock import Clock
from incidents.models.colleague import Colleague
from incidents.models.draft import Draft
from incidents.models.event import Event
from incidents.models.follower import Follower
from incidents.models.following import AreaFollower
from incidents.models.guest import Guest
from incidents.models.imported import ImportedIncident
from incidents.models.incident import Incident
from incidents.models.investigating import Check
from incidents.models.known import Known, KnownEvent
from incidents.models.message import Message
from incidents.models.message_template import MessageTemplate
from incidents.models.outage import Outage, OutageLink
from incidents.models.presence import Presence
from incidents.models.problem import Match, Problem, RemovalNotice
from incidents.models.rating import Rating
from incidents.models.saved_view import SavedView
from incidents.models.search_entry import SearchEntry
from incidents.models.solution import Solution
from incidents.models.task import Task
from incidents.models.title_mark import TitleMark

__all__ = [
    "AreaFollower",
    "Attachment",
    "Change",
    "Check",
    "Clock",
    "Colleague",
    "Draft",
    "Event",
    "Follower",
    "Guest",
    "ImportedIncident",
    "Incident",
    "Known",
    "KnownEvent",
    "Match",
    "Message",
    "MessageTemplate",
    "Outage",
    "OutageLink",
    "Presence",
    "Problem",
    "Rating",
    "RcaRequest",
    "RemovalNotice",
    "SavedView",
    "SearchEntry",
    "Solution",
    "Task",
    "TitleMark",
]
