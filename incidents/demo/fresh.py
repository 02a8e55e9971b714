"""Today's stories: reported within the last hours, unanswered or only just taken on."""

from incidents.demo.story import Story, answers, asks, calls, notes, states, updates, writes

FRESH = (
    Story(
        reporter="lead",
        severity=4,
        ago="2h 20m",
        title="Which time zone do hourly windows use in the year-end report?",
        description=(
            "We group sales by `TumblingWindow(hour, 1)` and hand the result to finance. Do the windows follow UTC "
            "or "
            "the zone of the job's region? For the last days of December it matters which day a sale falls on."
        ),
    ),
    Story(
        reporter="ada",
        severity=3,
        ago="38m",
        title="warehouse-scan drops events with an empty pallet field",
        description=(
            'Since this morning\'s firmware update some scanners send `pallet: ""` instead of leaving it out. These '
            "events reach the input (the counter rises) but no row arrives in `dbo.Scans`, and no error is shown."
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="51m",
        title="press-line output is 25 minutes behind",
        description=(
            "The delay of press-line has grown since 40 minutes ago, from the usual 4 seconds to 25 minutes. "
            "Utilisation "
            "of the streaming units stands at 97 %. The press operators look at stale pressures."
        ),
    ),
    Story(
        reporter="max",
        severity=4,
        ago="3h 5m",
        title="Can reference data be refreshed more often than once a minute?",
        description=(
            "Our recipe table changes several times a minute during a colour change. What is the shortest interval?"
        ),
    ),
    Story(
        reporter="ada",
        severity=1,
        ago="13m",
        title="cold-chain has stopped: no temperatures from any store",
        description=(
            "The job went to failed two minutes ago and does not start again: *“The input could not be read: "
            "partition "
            "owner lost”*. 340 freezers are unwatched. Call me at any time, I am at my desk."
        ),
        triage="eva inputs bug",
        triaged_after="4m",
    ),
    Story(
        reporter="max",
        severity=3,
        ago="5h 30m",
        title="scrap-rate writes each result twice to the topic",
        description=(
            "After the restart on the night shift every result of scrap-rate comes twice, with the same window end "
            "and "
            "the same value. The consumers count double."
        ),
        triage="sen outputs bug",
        triaged_after="25m",
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="55m",
        title="A new column in click-basket is always null",
        description=(
            "We added `channel` to the events and to the SELECT. The column exists in the output table, every value "
            "is "
            "NULL. In the sample of the input I can see the field filled."
        ),
        triage="eli query question",
        triaged_by="sen",
    ),
    Story(
        reporter="max",
        severity=2,
        ago="40m",
        title="energy-meter refuses to start after a change of the query",
        description=(
            "“Operation failed: the stored state does not match the query.” We only renamed a column alias in one "
            "step. "
            "We need the job before the tariff changes at the full hour."
        ),
        triage="sia query bug",
        triaged_after="6m",
    ),
    Story(
        reporter="max",
        severity=1,
        ago="2h 40m",
        title="torque-log: events of assembly hall 2 are missing",
        description=(
            "Hall 2 sends (we see it at the gateway) but torque-log has written no row of it for an hour. Without "
            "torque "
            "records we must stop the line; the line manager decides at the next full hour."
        ),
        triage="sia inputs bug",
        triaged_after="3m",
        steps=(
            answers(
                "-2h 31m",
                "Max, I have this and it stays with me. Hall 2's partitions 8 to 15 have no reader at all. I am "
                "moving "
                "them to a healthy one by hand and watch the first events with you. Nothing is lost: the broker "
                "keeps "
                "them for seven days.",
                promise="45m",
            ),
            states(
                "20m",
                "Since about an hour ago, events of hall 2 wait in partitions 8 to 15, and torque-log writes no "
                "rows of "
                "them. The line may have to stop because its torque records are missing.",
                promise="2h",
            ),
            notes(
                "12m", "sen", "Same lease fault as cold-chain had in spring. Deleting the stale lease file helped then."
            ),
            calls("30m", "The lease cannot be deleted with our rights. Who can do that today, within the hour?"),
            updates(
                "-28m",
                "The readers of partitions 8 to 11 are back and catching up, 12 to 15 are next. I stay on this "
                "until the "
                "last row is written.",
                promise="35m",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=2,
        ago="20h",
        title="Price labels show yesterday's campaign in 12 stores",
        description=(
            "price-labels joins the price stream with the campaign table. Since midnight twelve stores get "
            "yesterday's "
            "campaign; the others are right. Customers complain at the tills."
        ),
        triage="eva inputs bug",
        steps=(
            answers(
                "15m",
                "Lea, this is mine from here on. The twelve stores share one thing: their campaign "
                "file was "
                "written twice in the same minute. I am checking which version the job holds.",
                promise="12h",
            ),
            asks("-18h", "Could you tell me the exact name of the file of store 117, and when your export wrote it?"),
            writes("-17h 30m", "`campaign/117/midnight.json`, written by the nightly export at ten past midnight."),
            updates(
                "-3h",
                "Thank you, that was the missing piece: the job took the first of two versions and never looked "
                "again. I "
                "am testing how to make it look, on a copy with your twelve files.",
                promise="4h",
            ),
        ),
    ),
)
