"""Stories that are over, and ended with the first solution that was proposed."""

from incidents.demo.story import FIX, WORKAROUND, Story, accepts, answers, confirms, proposes, states

AT_ONCE = (
    Story(
        reporter="ada",
        severity=2,
        ago="34d",
        title="cold-chain loses the first reading after every restart",
        description="After each restart the first reading of every freezer is missing, and the chart shows a hole.",
        triage="eva query bug",
        steps=(
            answers("40m", "Ada, I have this. The first reading goes into a window that the restart closes too early."),
            states("2h", "Each restart costs you one reading per freezer, and the inspector asks about the holes."),
            confirms("1h"),
            proposes(
                "3h",
                FIX,
                "Start the job *from last stop* instead of *now*. Your restart script uses the wrong one of the "
                "two; line 14.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="max",
        severity=1,
        ago="33d",
        title="All jobs in the plant's subscription stopped at once",
        description="At 11:20 every job went to stopped. Nobody here pressed anything.",
        triage="sia inputs bug",
        triaged_after="3m",
        steps=(
            answers(
                "6m",
                "Max, I see it. All five were stopped by the spending limit of the subscription, at 11:20. I stay "
                "with you on this.",
            ),
            states(
                "15m", "The spending limit stopped all five jobs at 11:20, and the plant runs without measurements."
            ),
            confirms("4m"),
            proposes(
                "20m",
                FIX,
                "The limit is raised for today on your finance team's word. All jobs run again from where they "
                "stopped.",
            ),
            accepts("3h"),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="32d",
        title="CSV input takes the header as an event",
        description=(
            "Each file begins with a line of names. It arrives as an event with the text “store” as the store's number."
        ),
        triage="eli inputs question",
        steps=(
            answers(
                "2h", "Lea, there is a setting for it, and it does not stand where one looks. I send you the place."
            ),
            proposes(
                "2h", FIX, "In the input's serialisation, set *header row* to yes. It counts from the next file on."
            ),
            accepts("4h"),
        ),
    ),
    Story(
        reporter="ada",
        severity=4,
        ago="29d",
        title="What does a streaming unit correspond to?",
        description="We plan next year's budget and need a rule of thumb.",
        triage="eva query question",
        steps=(
            answers(
                "5h",
                "Ada, there is a rule, and there are your own figures, which are better. I put both together for you.",
            ),
            proposes(
                "1d",
                FIX,
                "About 1 MB of input a second for a query without joins. Yours with the join takes twice that: 6 "
                "units for your 3 MB.",
            ),
            accepts("2h"),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="28d",
        title="Function library cannot be uploaded: name too long",
        description="The upload ends with “invalid”, without saying what is. After an hour we found it is the name.",
        triage="sen query bug",
        steps=(
            answers(
                "1h",
                "Max, it is the name: 64 characters are the limit. That it does not say so is our fault, and I hand "
                "it on.",
            ),
            proposes("2h", WORKAROUND, "Use a name of up to 64 characters; the alias in the query may stay as it is."),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="lead",
        severity=2,
        ago="27d",
        title="Sums are wrong on the day the clocks changed",
        description="On that Sunday the hour from two to three is missing in the local report, or comes twice.",
        triage="eli query bug",
        steps=(
            answers("50m", "Lea, the windows follow UTC, the report converts them. I look at where it does so."),
            states(
                "2h",
                "On the day the clocks changed, your local report loses or doubles an hour, so the day's sum is wrong.",
            ),
            confirms("1h"),
            proposes(
                "5h",
                FIX,
                "Convert the window's end, not each event: `AT TIME ZONE` moves into the last step. I have checked "
                "the sums of both Sundays.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="24d",
        title="Output to the topic is refused since the key was rotated",
        description="Our security team rotated the keys at noon. Since then: “unauthorised”.",
        triage="sia outputs bug",
        steps=(
            answers("20m", "Max, the job still holds the old key. I see the refusals, and that all results wait."),
            proposes(
                "30m",
                FIX,
                "Put the new key into the output while the job runs; it takes it within a minute. The waiting "
                "results follow by themselves.",
            ),
            accepts("50m"),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="22d",
        title="Windows of one minute come out as windows of two",
        description="`HoppingWindow(minute, 2, 1)` gives overlapping sums, and we expected one a minute.",
        triage="sam query question",
        steps=(
            answers(
                "3h",
                "Lea, it does what it says, and what it says is confusing. I write down what you most likely want.",
            ),
            states("2h", "You want one sum a minute and get sums over two minutes that overlap."),
            confirms("1d"),
            proposes(
                "1h",
                FIX,
                "Use `TumblingWindow(minute, 1)`: hopping windows overlap by design when the hop is shorter than "
                "the window.",
            ),
            accepts("1d", by="lead"),
        ),
    ),
    Story(
        reporter="ada",
        severity=2,
        ago="20d",
        title="Job does not start: “too many columns” after a SELECT *",
        description="We added an input with 1,200 fields, of which we need four.",
        key="wide-input",
        triage="eli query bug",
        steps=(
            answers("1h", "Ada, `SELECT *` multiplies with the join: 1,200 times three. I look for the four you need."),
            states(
                "50m",
                "Since the new input your job does not start, and store reports have been missing from this morning "
                "on.",
            ),
            confirms("20m"),
            proposes(
                "2h",
                FIX,
                "Name the four columns in the first step; the rest of the query stays. I have compiled it: it starts.",
            ),
            accepts("2h"),
        ),
    ),
    Story(
        reporter="ada",
        severity=4,
        ago="18d",
        title="Can two jobs read one input?",
        description="We want a test job beside the real one.",
        triage="eva inputs question",
        steps=(
            answers("4h", "They can, Ada, if each has its own consumer group. I write down how to make one."),
            proposes(
                "1h",
                FIX,
                "Create a consumer group `test` at the broker and name it in the second job's input. Five readers a "
                "partition is the limit.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="15d",
        title="Store numbers lose their leading zeros",
        description="Store 0042 becomes 42, and joins with our master data find nothing.",
        triage="eli inputs bug",
        steps=(
            answers("2h", "Lea, the reader takes them for numbers. I check where it decides so."),
            proposes(
                "3h",
                FIX,
                "Declare the column as text: `CREATE TABLE scans (store nvarchar(max))` before the first step.",
            ),
            accepts("1d"),
        ),
    ),
    Story(
        reporter="ada",
        severity=3,
        ago="11d",
        title="Alerts by mail come an hour after the event",
        description="The function that sends our alerts runs late. The job itself is on time.",
        triage="eva outputs bug",
        steps=(
            answers("3h", "Ada, I see the batches pile up before the function: it takes them one at a time."),
            states(
                "1d",
                "Your alerts arrive an hour late because the function behind the output handles one batch at a time.",
            ),
            confirms("2h"),
            proposes(
                "1d",
                FIX,
                "Raise the output's parallel calls from 1 to 8, and keep the batch small. In my test the delay fell "
                "to 20 seconds.",
            ),
            accepts("1d"),
        ),
    ),
)
