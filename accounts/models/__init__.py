"""People, their organisations, what support they were promised, and their keys to the API."""

from accounts.models.letter_request import LetterRequest
from accounts.models.organization import Area, Organization, Region
from accounts.models.plan import Calendar, CalendarVersion, PlanVersion, SupportPlan
from accounts.models.submission import Submission
from accounts.models.token import ApiToken
from accounts.models.user import Expertise, User

__all__ = [
    "ApiToken",
    "Area",
    "Calendar",
    "CalendarVersion",
    "Expertise",
    "LetterRequest",
    "Organization",
    "PlanVersion",
    "Region",
    "Submission",
    "SupportPlan",
    "User",
]
