"""Names in the API's schema for the fields that are called the same and have different words, a line a floor."""

_WORDS = {
    "incidents.models": (
        *("Incident.State", "Clock.State", "Problem.Status", "Change.Status", "RcaRequest.Status", "Outage.Status"),
        *("Solution.Kind", "Solution.Outcome", "Check.Outcome"),
    ),
    "escalations.models": ("Icm.State", "Icm.Kind"),
}
ENUM_NAMES = {name.replace(".", ""): f"{place}.{name}" for place, names in _WORDS.items() for name in names}
