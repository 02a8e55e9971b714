"""Stories that are being worked on: understood or not yet, asked about, promised an update."""

from incidents.demo.story import (
    Story,
    answers,
    asks,
    confirms,
    corrects,
    handled,
    notes,
    states,
    triages,
    updates,
    writes,
)

WORKING = (
    Story(
        reporter="ada",
        severity=2,
        ago="2d",
        title="store-traffic stalls after we went from 6 to 18 streaming units",
        description=(
            "We scaled store-traffic for the weekend. Since then nothing arrives in `dbo.VisitorsPerHour`, although "
            "the "
            "input events look normal. Scaling back to 6 did not help."
        ),
        triage="eva query bug",
        steps=(
            answers(
                "35m",
                "Ada, I have this now and it stays with me. Your job's watermark stopped a few minutes "
                "after "
                "the scaling, so nothing is lost: it is waiting. I am comparing it with two jobs that scaled without "
                "trouble.",
            ),
            notes(
                "50m", "sam", "Idle partitions, most likely. 32 partitions, two of them without a single event all day."
            ),
            states(
                "-3h",
                "Since you went from 6 to 18 units, your job reads events and writes none. Two quiet partitions "
                "hold back "
                "the clock by which it closes its windows, so your visitor counts stay empty.",
                promise="6h",
            ),
        ),
    ),
    Story(
        reporter="ada",
        severity=3,
        ago="4d",
        title="click-basket: some sessions end after 10 minutes although the window says 30",
        description=(
            "`SessionWindow(minute, 30, 240)` splits sessions of some visitors after about ten quiet minutes. "
            "Roughly one "
            "in fifty. We bill partners by session."
        ),
        triage="eli query bug",
        steps=(
            answers(
                "2h", "Thank you for the numbers, Ada. I have taken three of these visitors and follow their events."
            ),
            states(
                "1d",
                "About one session in fifty ends after ten minutes of silence instead of thirty, so you count and "
                "bill too many.",
            ),
            confirms("3h"),
            updates(
                "1d",
                "It happens only where the visitor changes from phone to desk. I am looking at how the two are joined.",
            ),
            asks(
                "-5h",
                "Do phone and desk send the same visitor_id in the same spelling? One event of each, from the same "
                "person, would settle it.",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=2,
        ago="3d",
        title="Shelf sensors arrive up to 40 minutes late and are dropped",
        description=(
            "The shelf gateways buffer when the network is weak. What comes later than five minutes is gone from "
            "the results."
        ),
        triage="eva inputs bug",
        steps=(
            answers(
                "1h", "Lea, I read the arrival times of your gateways first, then we decide how long to wait for them."
            ),
            states(
                "4h",
                "Events that arrive more than five minutes late do not count, so shelves look empty that are full.",
            ),
            corrects("2h", "Nearly. They look *full* that are empty, and nobody refills them. That is what hurts."),
            handled("1h"),
            states(
                "-20h",
                "Events that arrive more than five minutes late do not count, so shelves look full that are empty, "
                "and "
                "nobody refills them.",
                promise="22h",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="7d",
        title="Dashboard of scrap-rate shows gaps at every full hour",
        description="Each full hour the dashboard lacks one to two minutes. The raw events are there.",
        triage="sia outputs bug",
        steps=(
            answers(
                "1h", "Thank you, Max. I see the gaps too, and that they begin when the dashboard's token is renewed."
            ),
            states(
                "4h",
                "At each full hour your dashboard lacks up to two minutes of results, which are calculated but not "
                "delivered.",
            ),
            confirms("1d"),
            updates(
                "1d", "The renewal takes the old token away before the new one works. I am building a copy to show it."
            ),
            writes("1d", "Any news? The plant manager asks me every morning at the board."),
        ),
    ),
    Story(
        reporter="ada",
        severity=3,
        ago="8d",
        title="Explanation wanted: why did store-traffic restart three times last Friday?",
        description="It came back by itself each time. Our operations board wants a root cause in writing.",
        triage="eli query rca",
        steps=(
            answers(
                "3h",
                "Ada, you will get it in writing. I have the three restarts with their times and read what came "
                "before each.",
            ),
            states(
                "1d",
                "Your job restarted three times on Friday between 11:00 and 14:00, each time for about four minutes.",
            ),
            confirms("1d"),
            updates(
                "2d",
                "Two of the three came with an update of our hosts. The third one did not, and I want to know why "
                "before I write.",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="2d",
        title="Quota: we need 240 streaming units in the southern region",
        description="The new plant starts next month. Our limit is 120. Peak load is 38,000 events a second.",
        triage="sia inputs quota",
        steps=(
            answers(
                "1h",
                "Max, I take this to those who grant it. I need the subscription and the date by which you need it.",
            ),
            writes(
                "3h", "It is the production subscription that you see on this incident. By the first of next month."
            ),
            updates(
                "-26h",
                "Asked for, with your peak load as the reason. The answer usually takes three working days.",
                promise="2d",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=4,
        ago="3d",
        title="Is there a way to test a query with yesterday's events?",
        description="We would like to try a change on real events before we stop the line's job for it.",
        triage="sia query question",
        steps=(
            answers(
                "2h",
                "There is, Max: a second job on the same input, with its own consumer group and a start in the "
                "past. I write you the steps.",
            ),
            states(
                "4h", "You want to try a changed query on real events of the past, without touching the job that runs."
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="26h",
        title="energy-meter: one meter's values jump between two tariffs",
        description=(
            "Meter 4471 alternates between the day and the night tariff within one minute. Its neighbours do not."
        ),
        triage="sia inputs bug",
        triaged_after="3m",
        steps=(
            answers("-25h", "I am looking at the reference data of this one meter, Max.", promise="20h"),
            triages("-22h", "sen", 2),
            states(
                "-20h",
                "Meter 4471 is billed by two tariffs at once, since the tariff table holds two rows for it.",
                promise="18h",
            ),
            confirms("-19h"),
            updates(
                "-95m",
                "Both rows are valid from the same day. I try to let the newer one win, and look what it does to "
                "other meters.",
                promise="2h",
            ),
        ),
    ),
    Story(
        reporter="ada",
        severity=4,
        ago="10d",
        title="Feature request: name the partition in error messages",
        description=(
            "“A value could not be converted” tells us neither the partition nor the offset. It takes hours to find "
            "the event."
        ),
        triage="eli inputs feature_request",
        steps=(
            answers(
                "1d",
                "Ada, that wish is a good one and comes from others too. I collect what exactly you would need in "
                "the message.",
            ),
            writes("1d", "Partition, offset, the field's name, and the first 40 characters of the value."),
            updates("2d", "I have handed it in with your four points. I tell you what becomes of it, and when."),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="6d",
        title="Output to files makes thousands of tiny files a day",
        description="Our lake gets a file every second, most of them under 2 kB. Reading a day takes an hour.",
        triage="eli outputs question",
        steps=(
            answers(
                "3h",
                "Lea, the cause is the small window together with the path pattern. I look at what your readers need.",
            ),
            states(
                "1d",
                "The job writes some 60,000 small files a day, and reading them takes longer than your nightly run "
                "allows.",
            ),
            confirms("1d"),
            updates(
                "1d",
                "Rows for at least 15 minutes in one file would do for your run. I am testing the minimum-rows "
                "setting.",
            ),
        ),
    ),
)
