"""Stories whose solution lies with the customer, who has not answered yet."""

from incidents.demo.story import (
    FIX,
    WORKAROUND,
    Story,
    answers,
    applied,
    confirms,
    proposes,
    rejects,
    states,
    takes_back,
    updates,
)

PROPOSED = (
    Story(
        reporter="ada",
        severity=2,
        ago="3d",
        title="cold-chain raises the alarm when a freezer is opened for cleaning",
        description=(
            "Every cleaning brings an alarm after four minutes. The stores have begun to ignore alarms altogether."
        ),
        triage="eva query bug",
        steps=(
            answers(
                "40m",
                "Ada, ignored alarms are worse than none, so this goes first today. I have the events of store 88.",
            ),
            states("3h", "Each cleaning looks like a failing freezer, and your stores no longer trust the alarm."),
            confirms("2h"),
            proposes(
                "-7h",
                WORKAROUND,
                "We found a way to tell cleaning from failing: the door sensor. Three steps, about ten minutes:\n\n"
                "1. Add `door` to the events of cold-chain; your gateways send it already.\n"
                "2. Replace the alarm's condition by `AVG(temp) > -15 AND MAX(door) = 0` over ten minutes.\n"
                "3. Restart the job from its last stop.\n\n"
                "To undo it, put the old condition back. It delays a true alarm by six minutes at most, well within "
                "what "
                "your food safety rules allow.",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="5d",
        title="Weekly report counts returns as sales",
        description="Since returns come through the same input, the weekly sums are too high by three percent.",
        triage="eli query bug",
        steps=(
            answers(
                "3h", "Lea, I found the returns: they have a negative quantity, and the sum takes its absolute value."
            ),
            states("5h", "Returns raise your weekly sales instead of lowering them, by about three percent."),
            confirms("1d"),
            proposes(
                "1d",
                FIX,
                "Change `SUM(ABS(qty))` to `SUM(qty)` in the step `weekly`. I have run it on last week: it matches "
                "your till.",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="9d",
        title="Paint batches are matched with the batch before",
        description=(
            "About every thirtieth colour value belongs to the batch before. Since the line runs faster, it is worse."
        ),
        triage="sia query bug",
        steps=(
            answers(
                "1h", "Max, I suspect the order of events: two of them can carry the same second. I measure how often."
            ),
            states(
                "5h",
                "About every thirtieth colour value is booked on the batch before, more often since the line is "
                "faster.",
            ),
            confirms("4h"),
            proposes(
                "1d",
                WORKAROUND,
                "Sort by the sequence number that your controller sends: `ORDER BY seq` in the step `match`.",
            ),
            rejects(
                "1d", "The number starts again at zero with each shift. At six in the morning everything is wrong."
            ),
            updates(
                "3h", "Of course it does. I take the shift into the key as well, and try it over three shift changes."
            ),
            proposes(
                "2d",
                WORKAROUND,
                "Use `shift` and `seq` together as the order. Tested over three shift changes without one wrong match.",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="11d",
        title="Results of hall 3 are assigned to hall 8",
        description=(
            "The gateways of the halls 3 and 8 were swapped in the reference data, we think. The results are mixed "
            "since Tuesday."
        ),
        triage="sen inputs bug",
        steps=(
            answers(
                "25m",
                "Max, I compare the reference data of Monday with today's. There is a change on Tuesday at 06:10.",
            ),
            states(
                "2h",
                "Since Tuesday the results of hall 3 appear under hall 8, because two gateways are swapped in the "
                "reference data.",
            ),
            confirms("1h"),
            proposes(
                "4h",
                FIX,
                "The two rows are put right in a new version of the file. Restart *from custom time*, Tuesday "
                "06:00, to correct the past.",
            ),
            takes_back(
                "3h",
                "Restarting from Tuesday would write all other halls a second time. I should have seen that first.",
            ),
            proposes(
                "1d",
                FIX,
                "The corrected file is in place and counts from now on. For the days since Tuesday, a script swaps "
                "the two halls in your table and changes nothing else. I run it with you whenever you say.",
            ),
            applied("1d"),
        ),
    ),
    Story(
        reporter="max",
        severity=4,
        ago="15d",
        title="How long are results kept if the table is away?",
        description="Our database has a maintenance window of four hours in two weeks.",
        triage="sia outputs question",
        steps=(
            answers(
                "2h",
                "Max, the job waits and tries again; nothing is dropped as long as the input keeps the events. "
                "Yours keeps them for seven days.",
            ),
            proposes(
                "1d",
                FIX,
                "Leave the job running during the four hours. It retries, and catches up in about twenty minutes "
                "afterwards.",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=2,
        ago="8d",
        title="price-labels uses 98 % of its memory and grows",
        description=(
            "It grows by about two percent a day. At a hundred, we fear it falls over in the middle of the day."
        ),
        triage="eva query bug",
        steps=(
            answers(
                "45m",
                "Lea, it will not fall over today: I see it and can restart it at night if need be. I look for what "
                "it keeps.",
            ),
            states(
                "4h", "The memory of price-labels grows by two percent a day, and you fear an outage in opening hours."
            ),
            confirms("2h"),
            proposes(
                "1d",
                WORKAROUND,
                "Restart the job on Sunday night, each week. It begins with an empty memory and loses nothing.",
            ),
            rejects(
                "1d",
                "On Sunday night we load the campaigns. That is the one night on which it must not stop.",
                by="lead",
            ),
            proposes(
                "1d",
                WORKAROUND,
                "Then on Wednesday at 03:00: I have looked at four weeks of your load, and it is the quietest hour.",
            ),
        ),
    ),
)
