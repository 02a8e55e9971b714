"""Stories whose solution works for now, and which the customer keeps open, with a wish or without."""

from incidents.demo.story import (
    FIX,
    WORKAROUND,
    Story,
    answers,
    confirms,
    keeps,
    notes,
    proposes,
    states,
    updates,
    writes,
)

KEPT_OPEN = (
    Story(
        reporter="max",
        severity=2,
        ago="4d",
        title="torque-log loses precision in the sixth digit",
        description=(
            "The output table has `float`, the audit wants the digits as measured. 12.345678 becomes 12.345680."
        ),
        triage="sia outputs bug",
        steps=(
            answers("35m", "Max, the digits are lost on the way into the table, not before. I compare both ends now."),
            states("1h", "Torque values lose their sixth digit in the table, and the audit does not accept them."),
            confirms("1h"),
            proposes(
                "6h",
                WORKAROUND,
                "Write the value as text into `torque_raw` beside the number; the audit may read that column.",
            ),
            keeps("1d", "conclusive_fix"),
            updates(
                "1d",
                "Kept open, as you wish. The output will take `decimal(18, 9)` with the next version; I tell you "
                "the day.",
            ),
        ),
    ),
    Story(
        reporter="ada",
        severity=2,
        ago="12d",
        title="warehouse-scan stood still for 50 minutes on Monday",
        description="It went on by itself. We need to know whether it comes back before the sale starts.",
        triage="sen query bug",
        steps=(
            answers(
                "30m", "Ada, I have Monday's hour in front of me. The job waited for a checkpoint that took too long."
            ),
            states(
                "2h",
                "On Monday your job stood still for 50 minutes, and you do not know whether that happens in the sale.",
            ),
            confirms("50m"),
            proposes(
                "1d",
                WORKAROUND,
                "Go from 12 to 24 units for the time of the sale. The checkpoint is then written in 20 seconds.",
            ),
            keeps("1d", "root_cause_analysis"),
            notes(
                "2d",
                "sam",
                "The state has 40 GB because the session window never forgets a pallet. That is the cause to write "
                "about.",
            ),
            updates(
                "2d",
                "The analysis is on its way, Ada: it is about what the job remembers of each pallet, and for how long.",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="13d",
        title="Connector to the loyalty database needs a new certificate",
        description="The old one ends in four weeks. The page offers no place to put the new one.",
        triage="eli outputs question",
        steps=(
            answers(
                "5h",
                "Lea, the place exists but is hidden: it appears when the output is stopped. I check that nothing "
                "is lost then.",
            ),
            states("1d", "You need to change the certificate of an output before it ends, without losing results."),
            confirms("1d"),
            proposes(
                "1d",
                FIX,
                "Stop the job, open the output, choose *Credentials*, put the new file in, start *from last stop*. "
                "It takes five minutes.",
            ),
            keeps("2d"),
        ),
    ),
    Story(
        reporter="ada",
        severity=3,
        ago="16d",
        title="The same visitor is counted in two stores at once",
        description=(
            "Phones with changing addresses are counted anew in each store. Our visitor numbers are too high."
        ),
        triage="eva query bug",
        steps=(
            answers(
                "2h",
                "Ada, changing addresses are made for exactly that, so we need another way to count. I have two "
                "ideas and try both.",
            ),
            states(
                "1d",
                "Visitors whose phone changes its address are counted several times, so your numbers are too high.",
            ),
            confirms("1d", by="lead"),
            proposes(
                "3d",
                WORKAROUND,
                "Count arrivals at the door sensor instead of phones. It cannot tell new visitors from old, but its "
                "total is right.",
            ),
            keeps("1d", "conclusive_fix", by="lead"),
            writes("2d", "We can live with the totals until the new year."),
        ),
    ),
)
