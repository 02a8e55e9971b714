"""Forty cases worked by hand with a wall calendar and a pencil: what a person would have counted (S20).

Nothing here was taken from a run of the program. Times are those of the wall, with the offset that held there.
"""

from typing import Any, NamedTuple


class Interval(NamedTuple):
    """How much time a calendar counts between two instants, and the instant at which that much has been counted."""

    number: int
    shows: str
    calendar: str
    start: str
    end: str
    elapsed: str  # hours:minutes
    reached: str  # where counting ended
    because: str


class Story(NamedTuple):
    """What one of an incident's clocks says after what people did to it."""

    number: int
    shows: str
    severity: int
    steps: tuple[str, ...]  # an instant, a verb, and perhaps a severity
    clock: str
    expected: dict[str, str | None]
    because: str


def every(names: str, *rows: list[str]) -> dict[str, Any]:
    return {name: list(rows) for name in names.split()}


WORKDAYS, ALL_DAYS = "mon tue wed thu fri", "mon tue wed thu fri sat sun"
AMSTERDAM, LORD_HOWE, CHATHAM, KWAJALEIN = (
    *("Europe/Amsterdam", "Australia/Lord_Howe"),
    *("Pacific/Chatham", "Pacific/Kwajalein"),
)
OFFICE, ALWAYS, NIGHTS = ["09:00", "17:00"], ["00:00", "24:00"], ["22:00", "06:00"]
CHRISTMAS = {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []}

CALENDARS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "Amsterdam office": (AMSTERDAM, every(WORKDAYS, OFFICE), CHRISTMAS),
    "Amsterdam lunch": (AMSTERDAM, every(WORKDAYS, ["08:00", "12:00"], ["13:00", "17:00"]), {}),
    "Amsterdam always": (AMSTERDAM, every(ALL_DAYS, ALWAYS), {}),
    "Amsterdam nights": (AMSTERDAM, every(ALL_DAYS, NIGHTS), {"2026-12-25": []}),
    "Amsterdam Saturday night": (AMSTERDAM, every("sat", NIGHTS), {}),
    "Amsterdam Sunday 02:30-04:00": (AMSTERDAM, every("sun", ["02:30", "04:00"]), {}),
    "Amsterdam Sunday 01:00-02:30": (AMSTERDAM, every("sun", ["01:00", "02:30"]), {}),
    "Lord Howe always": (LORD_HOWE, every(ALL_DAYS, ALWAYS), {}),
    "Lord Howe Sunday 02:15-04:00": (LORD_HOWE, every("sun", ["02:15", "04:00"]), {}),
    "Lord Howe Sunday 00:00-01:45": (LORD_HOWE, every("sun", ["00:00", "01:45"]), {}),
    "Kolkata office": ("Asia/Kolkata", every(WORKDAYS, OFFICE), {}),
    "Chatham Sunday 02:00-04:00": (CHATHAM, every("sun", ["02:00", "04:00"]), {}),
    "Auckland always": ("Pacific/Auckland", every(ALL_DAYS, ALWAYS), {"2026-12-25": []}),
    "Havana party": ("America/Havana", every("sat", ["12:00", "24:00"]) | every("sun", ["00:00", "02:00"]), {}),
    "Apia office": ("Pacific/Apia", every(WORKDAYS, OFFICE) | every("sat", ["09:00", "12:00"]), {}),
    "Kwajalein always": (KWAJALEIN, every(ALL_DAYS, ALWAYS), {}),
}

INTERVALS = [
    Interval(1, "nights and weekends do not count", "Amsterdam office",
             "2026-06-05 16:00+02:00", "2026-06-08 10:00+02:00", "2:00", "2026-06-08 10:00+02:00",
             "Friday 16 to 17 and Monday 9 to 10."),
    Interval(2, "summer time begins at the weekend", "Amsterdam office",
             "2026-03-27 16:00+01:00", "2026-03-30 10:00+02:00", "2:00", "2026-03-30 10:00+02:00",
             "Still Friday 16 to 17 and Monday 9 to 10; with Friday's offset Monday would count nothing yet."),
    Interval(3, "summer time ends at the weekend", "Amsterdam office",
             "2026-10-23 16:00+02:00", "2026-10-26 10:00+01:00", "2:00", "2026-10-26 10:00+01:00",
             "Friday 16 to 17 and Monday 9 to 10; with Friday's offset Monday would count two hours."),
    Interval(4, "a day of 23 hours", "Amsterdam always",
             "2026-03-29 00:00+01:00", "2026-03-30 00:00+02:00", "23:00", "2026-03-30 00:00+02:00",
             "From 2 to 3 there was nothing."),
    Interval(5, "a day of 25 hours", "Amsterdam always",
             "2026-10-25 00:00+02:00", "2026-10-26 00:00+01:00", "25:00", "2026-10-26 00:00+01:00",
             "From 2 to 3 came twice."),
    Interval(6, "a night shift that loses an hour", "Amsterdam Saturday night",
             "2026-03-28 12:00+01:00", "2026-03-29 12:00+02:00", "7:00", "2026-03-29 06:00+02:00",
             "22 to 24 is two hours, 0 to 2 is two, 3 to 6 is three."),
    Interval(7, "a night shift that wins an hour", "Amsterdam Saturday night",
             "2026-10-24 12:00+02:00", "2026-10-25 12:00+01:00", "9:00", "2026-10-25 06:00+01:00",
             "22 to 24 is two hours, 0 to 3 is three, 2 to 3 again is one, 3 to 6 is three."),
    Interval(8, "an opening that the clock skips", "Amsterdam Sunday 02:30-04:00",
             "2026-03-29 00:00+01:00", "2026-03-29 12:00+02:00", "1:00", "2026-03-29 04:00+02:00",
             "There is no 02:30; it opens at 3, the first time there is."),
    Interval(9, "a close that the clock skips", "Amsterdam Sunday 01:00-02:30",
             "2026-03-29 00:00+01:00", "2026-03-29 12:00+02:00", "1:00", "2026-03-29 03:00+02:00",
             "1 to 2, and then it is 3, past the close."),
    Interval(10, "an opening that strikes twice", "Amsterdam Sunday 02:30-04:00",
             "2026-10-25 00:00+02:00", "2026-10-25 12:00+01:00", "2:30", "2026-10-25 04:00+01:00",
             "From the first 02:30 half an hour, then 2 to 3 again, then 3 to 4."),
    Interval(11, "a close that strikes twice", "Amsterdam Sunday 01:00-02:30",
             "2026-10-25 00:00+02:00", "2026-10-25 12:00+01:00", "2:30", "2026-10-25 02:30+01:00",
             "1 to 2, 2 to 3, and from the second 2 to the second 02:30."),
    Interval(12, "a day of 24 hours and a half", "Lord Howe always",
             "2026-04-05 00:00+11:00", "2026-04-06 00:00+10:30", "24:30", "2026-04-06 00:00+10:30",
             "At 2 the island went back to 01:30."),
    Interval(13, "an opening in a skipped half hour", "Lord Howe Sunday 02:15-04:00",
             "2026-10-04 00:00+10:30", "2026-10-04 12:00+11:00", "1:30", "2026-10-04 04:00+11:00",
             "At 2 it was 02:30 at once; from there to 4."),
    Interval(14, "a close in a half hour that comes twice", "Lord Howe Sunday 00:00-01:45",
             "2026-04-05 00:00+11:00", "2026-04-05 12:00+10:30", "2:15", "2026-04-05 01:45+10:30",
             "0 to 2 is two hours; from 01:30 again to the second 01:45 is a quarter."),
    Interval(15, "a zone half an hour off the others", "Kolkata office",
             "2026-06-01 03:00+00:00", "2026-06-01 04:30+00:00", "1:00", "2026-06-01 10:00+05:30",
             "08:30 to 10:00 on their wall; they open at 9."),
    Interval(16, "a zone 45 minutes off goes back", "Chatham Sunday 02:00-04:00",
             "2026-04-05 00:00+13:45", "2026-04-05 12:00+12:45", "3:00", "2026-04-05 04:00+12:45",
             "02:00 to 03:45, and from 02:45 again to 04:00."),
    Interval(17, "a zone 45 minutes off goes forward", "Chatham Sunday 02:00-04:00",
             "2026-09-27 00:00+12:45", "2026-09-27 12:00+13:45", "1:00", "2026-09-27 04:00+13:45",
             "02:00 to 02:45 is three quarters, 03:45 to 04:00 is one."),
    Interval(18, "a half day and a shut day", "Amsterdam office",
             "2026-12-24 11:00+01:00", "2026-12-28 10:00+01:00", "2:00", "2026-12-28 10:00+01:00",
             "Thursday closes at noon, Friday is shut, then the weekend, then Monday 9 to 10."),
    Interval(19, "a shut Friday among night shifts", "Amsterdam nights",
             "2026-12-24 12:00+01:00", "2026-12-26 12:00+01:00", "8:00", "2026-12-26 06:00+01:00",
             "Thursday 22 to 24, nothing on the date that is shut, Saturday 0 to 6."),
    Interval(20, "a holiday is a date of the calendar's zone", "Auckland always",
             "2026-12-24 10:00+00:00", "2026-12-24 12:00+00:00", "1:00", "2026-12-25 00:00+13:00",
             "In Auckland it is 23 o'clock on the 24th, and an hour later the shut 25th."),
    Interval(21, "a midnight that strikes twice", "Havana party",
             "2025-11-01 12:00-04:00", "2025-11-02 02:00-05:00", "15:00", "2025-11-02 02:00-05:00",
             "Twelve hours of Saturday; of Sunday 0 to 1, 0 to 1 again, and 1 to 2."),
    Interval(22, "a lunch break", "Amsterdam lunch",
             "2026-06-02 11:30+02:00", "2026-06-03 08:15+02:00", "4:45", "2026-06-03 08:15+02:00",
             "Half an hour before lunch, four hours after, a quarter in the morning."),
    Interval(23, "a Friday that an island left out", "Apia office",
             "2011-12-29 16:00-10:00", "2011-12-31 10:00+14:00", "2:00", "2011-12-31 10:00+14:00",
             "Thursday 16 to 17; the day after was Saturday, open from 9."),
    Interval(24, "a Saturday that an atoll left out", "Kwajalein always",
             "1993-08-20 23:00-12:00", "1993-08-22 01:00+12:00", "2:00", "1993-08-22 01:00+12:00",
             "The last hour of Friday and the first of Sunday."),
    Interval(25, "a Tuesday that an atoll lived twice", "Kwajalein always",
             "1969-09-30 00:00+11:00", "1969-10-01 00:00-12:00", "47:00", "1969-10-01 00:00-12:00",
             "24 hours; then it was 1 in the morning of the same Tuesday, and 23 more."),
]  # fmt: skip

# All under "Amsterdam office". Promised for severity 1 to 4, in hours: Response 0:15, 2, 8, 16; Relief 4, 8, 24, 48.
# 16 November 2026 is a Monday.
STORIES = [
    Story(26, "at exactly the target it is kept", 2,
          ("2026-11-16 16:00+01:00 report", "2026-11-17 10:00+01:00 respond"),
          "response", {"elapsed": "2:00", "breached_at": None},
          "16 to 17 and 9 to 10 are the two hours that were promised."),
    Story(27, "a microsecond later it is not", 2,
          ("2026-11-16 16:00+01:00 report", "2026-11-17 10:00:00.000001+01:00 respond"),
          "response", {"breached_at": "2026-11-17 10:00+01:00"},
          "The two hours were over at ten."),
    Story(28, "due at the end of a day, kept until the next one opens", 2,
          ("2026-11-16 15:00+01:00 report", "2026-11-17 09:00+01:00 respond"),
          "response", {"elapsed": "2:00", "breached_at": None},
          "15 to 17 are the two hours; in the night no more were added."),
    Story(29, "a second after opening it is late, since the evening before", 2,
          ("2026-11-16 15:00+01:00 report", "2026-11-17 09:00:01+01:00 respond"),
          "response", {"elapsed": "2:00:01", "breached_at": "2026-11-16 17:00+01:00"},
          "The two hours were over at 17; the second from nine on is one too many."),
    Story(30, "a severity raised past its target", 3,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 16:00+01:00 severity 1"),
          "relief", {"elapsed": "6:00", "breached_at": "2026-11-16 16:00+01:00"},
          "Six hours are used, of four that count from this moment on."),
    Story(31, "severity 1 round the clock through a night", 1,
          ("2026-11-16 20:00+01:00 report", "2026-11-16 20:10+01:00 respond", "2026-11-17 06:00+01:00 propose"),
          "relief", {"elapsed": "10:00", "breached_at": "2026-11-17 00:00+01:00"},
          "Four hours from 20 o'clock end at midnight, ten at six."),
    Story(32, "severity 1 through the night in which summer time ends", 1,
          ("2026-10-24 22:00+02:00 report", "2026-10-24 22:05+02:00 respond", "2026-10-25 06:00+01:00 propose"),
          "relief", {"elapsed": "9:00", "breached_at": "2026-10-25 02:00+02:00"},
          "Four hours from 22 end when it strikes 2 for the first time; 2 to 3 comes again."),
    Story(33, "three rejections, four stretches", 3,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 12:00+01:00 propose",
           "2026-11-17 16:00+01:00 reject", "2026-11-18 10:00+01:00 propose",
           "2026-11-20 16:30+01:00 reject", "2026-11-23 09:30+01:00 propose",
           "2026-11-23 10:00+01:00 reject", "2026-11-23 10:15+01:00 propose"),
          "relief", {"elapsed": "5:15", "breached_at": None, "due_at": None},
          "Two hours; 16 to 17 and 9 to 10; half an hour on Friday and on Monday; a quarter."),
    Story(34, "due from what is left", 3,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 12:00+01:00 propose",
           "2026-11-18 16:00+01:00 reject"),
          "relief", {"elapsed": "2:00", "breached_at": None, "due_at": "2026-11-23 14:00+01:00"},
          "22 hours are left: one on Wednesday, eight on Thursday and Friday each, five on Monday from nine."),
    Story(35, "a withdrawn solution", 3,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 11:00+01:00 propose",
           "2026-11-16 13:00+01:00 withdraw", "2026-11-16 15:30+01:00 propose"),
          "relief", {"elapsed": "3:30", "breached_at": None},
          "10 to 11, and 13 to 15:30."),
    Story(36, "accepted, and reopened", 3,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 12:00+01:00 propose",
           "2026-11-17 10:00+01:00 accept", "2026-11-19 09:00+01:00 reopen", "2026-11-19 12:00+01:00 propose"),
          "relief", {"elapsed": "5:00", "breached_at": None},
          "Two hours on Monday; nothing while it was closed; three on Thursday."),
    Story(37, "rejected with nothing left", 1,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 14:00+01:00 propose",
           "2026-11-16 19:00+01:00 reject", "2026-11-16 19:00:01+01:00 sweep"),
          "relief", {"elapsed": "4:00:01", "breached_at": "2026-11-16 19:00+01:00"},
          "All four hours were used by the proposal, so the rejection leaves none."),
    Story(38, "a question to the customer stops nothing", 3,
          ("2026-11-16 10:00+01:00 report", "2026-11-16 10:05+01:00 respond", "2026-11-16 10:30+01:00 ask",
           "2026-11-16 14:00+01:00 propose"),
          "relief", {"elapsed": "4:00", "breached_at": None},
          "10 to 14, though they were asked at half past ten."),
    Story(39, "a severity lowered in the night", 1,
          ("2026-11-16 22:00+01:00 report", "2026-11-16 22:05+01:00 respond", "2026-11-16 23:30+01:00 severity 3",
           "2026-11-17 10:00+01:00 propose"),
          "relief", {"elapsed": "2:30", "breached_at": None},
          "An hour and a half round the clock, then from nine to ten."),
    Story(40, "due beyond a half day, a holiday and a weekend", 2,
          ("2026-12-23 15:00+01:00 report",),
          "relief", {"due_at": "2026-12-28 12:00+01:00", "warn_at": "2026-12-28 10:00+01:00", "breached_at": None},
          "Two hours on Wednesday, three on Thursday; of eight, three are left for Monday, one until the warning."),
]  # fmt: skip
