"""People, their organisations, what support they were promised, and their keys to the API."""

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
    "Organization",
    "PlanVersion",
    "Region",
    "Submission",
    "SupportPlan",
    "User",
]
