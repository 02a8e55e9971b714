"""Stories that are over after a while: corrected, rejected, taken back or kept open on the way."""

from incidents.demo.story import (
    FIX,
    WORKAROUND,
    Story,
    accepts,
    answers,
    asks,
    confirms,
    corrects,
    keeps,
    notes,
    proposes,
    rejects,
    states,
    takes_back,
    updates,
    writes,
)

AFTER_ALL = (
    Story(
        reporter="ada",
        severity=3,
        ago="31d",
        title="Late arrival policy is not kept for two of five inputs",
        description="Three inputs wait ten minutes as set, two only five. They are joined, so results are missing.",
        triage="sam query bug",
        steps=(
            answers("1h", "Ada, you are right about the two. I look at what sets them apart from the other three."),
            states("5h", "Two of your five inputs wait five minutes instead of ten, so joined results are missing."),
            corrects("1d", "They are the two *oldest* inputs, if that helps, and they are missing in the join only."),
            states(
                "3h",
                "Your two oldest inputs wait five minutes instead of ten, and their results are missing in the join.",
            ),
            confirms("30m"),
            proposes(
                "1d",
                WORKAROUND,
                "Delete and create these two inputs anew; they then take the ten minutes. Their names may stay.",
            ),
            keeps("1d", "conclusive_fix"),
            proposes(
                "4d",
                FIX,
                "The old inputs now take the setting like the others. You need to do nothing; I have checked both "
                "of yours.",
            ),
            accepts("1d", by="lead"),
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="30d",
        title="torque-log: duplicates in the table after a failover",
        description="After the failover on Sunday some 4,000 rows are there twice.",
        triage="sia outputs bug",
        steps=(
            answers(
                "30m",
                "Max, the rows of the last minute before a failover are written again; the table must know them. I "
                "look at its key.",
            ),
            states("1h", "4,000 torque values are in your table twice since Sunday, and your sums are too high."),
            confirms("1h"),
            proposes("4h", WORKAROUND, "Let us delete the newer of two equal rows, in one statement; I have it ready."),
            rejects(
                "1d", "It removed rows of parallel stations too; they have equal times. I have put our backup back."
            ),
            proposes(
                "1d",
                FIX,
                "A unique key over station, time and sequence, and *ignore duplicates* on the output. I tried it on "
                "a copy of your backup.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="ada",
        severity=3,
        ago="25d",
        title="click-basket: reference file is not read after its name changed",
        description="We moved to one folder per day, and since then the job uses the last file of the old folder.",
        triage="eva inputs bug",
        steps=(
            answers("2h", "Ada, the path pattern and the new folders do not fit; I am trying which pattern would."),
            asks("1h", "Do your folders use two digits for the day, or one?"),
            writes("3h", "Two digits, always. And the month before the day."),
            proposes(
                "3h",
                FIX,
                "Use `{date}/{time}/basket.json` with the date format `MM/dd`. I have seen it read today's file.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="19d",
        title="Anomaly function reports every Monday morning",
        description="The line starts from cold each Monday and each Monday we get forty alarms.",
        triage="sia query bug",
        steps=(
            answers(
                "1h",
                "Max, the function learns from the weekend, when nothing runs. I try how it behaves if it does not.",
            ),
            states(
                "1d",
                "Every Monday forty alarms come from a cold start that is no anomaly, and nobody reads them any more.",
            ),
            confirms("5h"),
            proposes(
                "1d",
                WORKAROUND,
                "Leave out the events without load: `WHERE load > 5`. The function then knows only the running line.",
            ),
            takes_back(
                "1d", "It also hides a stuck line, which is what you must see. I measured it on last month's stop."
            ),
            proposes(
                "1d",
                WORKAROUND,
                "Feed the function with load and temperature together; a cold line without load is then no surprise "
                "to it.",
            ),
            keeps("3d", "root_cause_analysis"),
            updates(
                "2d",
                "The explanation is in your hands: the function's history, its seven days, and why a weekend looks "
                "like a fault.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="17d",
        title="Events with a time in the future hold back everything",
        description="A controller with a wrong clock sent events dated 2049. Since then nothing comes out.",
        triage="sen query bug",
        steps=(
            answers(
                "30m",
                "Max, one event from 2049 has pushed the clock of the job ahead; all others count as late. I take "
                "it back.",
            ),
            states("40m", "A controller with a wrong clock made your job treat all true events as late and drop them."),
            confirms("20m"),
            proposes(
                "1h",
                FIX,
                "The job is set to drop events more than five minutes ahead, and starts again from before the first "
                "wrong one.",
            ),
            rejects("2h", "It starts, but the events of that hour are still missing in the table."),
            notes("40m", "sia", "The start time was in the controller's zone. Six hours off."),
            proposes(
                "1h",
                FIX,
                "I had started it six hours too late. It has now read that hour again; your table is complete from "
                "13:00 on.",
            ),
            accepts("1d"),
        ),
    ),
)
