"""Incidents and what belongs to them: events, messages, attachments, solutions, clocks and tasks."""

from incidents.models.attachment import Attachment
from incidents.models.clock import Clock
from incidents.models.event import Event
from incidents.models.imported import ImportedIncident
from incidents.models.incident import Incident
from incidents.models.message import Message
from incidents.models.search_entry import SearchEntry
from incidents.models.solution import Solution
from incidents.models.task import Task

__all__ = [
    "Attachment",
    "Clock",
    "Event",
    "ImportedIncident",
    "Incident",
    "Message",
    "SearchEntry",
    "Solution",
    "Task",
]
