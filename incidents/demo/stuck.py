"""Stories that go slowly: rejected, taken back, handed over, begun again, or in need of help."""

from incidents.demo.story import (
    FIX,
    WORKAROUND,
    Story,
    accepts,
    answers,
    calls,
    confirms,
    declines,
    delegates,
    finishes,
    helps,
    lends,
    looks,
    notes,
    proposes,
    recalls,
    rejects,
    reopens,
    states,
    takes_back,
    transfers,
    updates,
)

STUCK = (
    Story(
        reporter="max",
        severity=2,
        ago="3d",
        title="paint-shop: a JavaScript function times out on long batches",
        description=(
            "Our UDF `normalise(batch)` fails with “execution exceeded the limit” when a batch has more than 400 "
            "samples."
        ),
        triage="sia query bug",
        steps=(
            answers(
                "30m",
                "Max, I have your function in front of me. The limit is per call, and the loop inside is quadratic.",
            ),
            states(
                "1h", "Batches with more than 400 samples fail in your function, and their colour values are missing."
            ),
            confirms("40m"),
            proposes(
                "5h",
                WORKAROUND,
                "Split the batch with `CROSS APPLY GetArrayElements(batch)` and call the function for each sample.",
            ),
            rejects(
                "20h", "It runs, but the neighbours of a sample are needed to normalise it. The colours come out wrong."
            ),
            updates(
                "2h",
                "You are right, I had overlooked the neighbours. I am rewriting the loop so that the batch stays "
                "whole.",
            ),
            notes(
                "3h",
                "sam",
                "A window function over the samples would do it: LAG and LEAD partitioned by batch.",
                {
                    "neighbours.sql": "SELECT batch, sample, colour,\n"
                    "       LAG(colour) OVER (PARTITION BY batch LIMIT DURATION(minute, 5)) AS before\n"
                    "FROM paint\n"
                },
            ),
        ),
    ),
    Story(
        reporter="ada",
        severity=2,
        ago="5d",
        title="SQL output of warehouse-scan retries for hours after a deadlock",
        description=(
            "When the nightly index job runs, the output gets a deadlock and then retries for up to three hours."
        ),
        triage="sen outputs bug",
        steps=(
            answers(
                "50m",
                "Ada, this is mine. I have the deadlock graph of last night and know both sides of it.",
            ),
            states(
                "3h", "After a deadlock with your nightly index job, the output stands still for up to three hours."
            ),
            confirms("1h"),
            proposes(
                "1d", WORKAROUND, "Set the output's maximum batch to 100 rows, so that it holds fewer locks at a time."
            ),
            takes_back(
                "4h", "With 100 rows your throughput falls below what your stores send at noon. I measured it too late."
            ),
            updates(
                "-4h",
                "The index job and the output can run beside each other with row versioning. I test it with your load.",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="6d",
        title="Geo function returns no zone for the yard at the border",
        description=(
            "`ST_WITHIN` finds no zone for trucks in our southern yard. The polygon crosses the map sheet's edge."
        ),
        triage="sen query bug",
        steps=(
            answers(
                "45m",
                "Max, I drew your polygon: its corner order turns it inside out. I am checking what the function "
                "expects.",
            ),
            states("1h", "Trucks in the southern yard belong to no zone, and their gate never opens by itself."),
            confirms("2h"),
            looks("20m", "diagnostics", "checked", "Run 3318: the zone lookup returns an empty set, and no error."),
            looks("5m", "outage", "ruled_out", "The status page is green, and the other yards work."),
            transfers("2d", "sia", "Sena is on leave from tomorrow for three weeks; Sia knows the yard and its maps."),
            updates(
                "2h",
                "Max, I have read all of it and talked with Sena. I go on with the corner order, and test at the "
                "yard's edges.",
            ),
            calls(
                "-9h",
                "I need somebody who knows the geometry library's rules for polygons that cross the antimeridian.",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="9d",
        title="Schema errors since the supplier's new Avro version",
        description="The supplier moved to a new schema id. Since then one message in ten cannot be read.",
        triage="eva inputs bug",
        steps=(
            answers(
                "4h", "I have one of these messages open, Lea. It names a schema that your registry does not know."
            ),
            states("1d", "One message in ten cannot be read, because its schema is missing in your registry."),
            confirms("2h"),
            proposes("1d", FIX, "Register the supplier's schema under the id 418. I can do it with you on Thursday."),
            accepts("6h"),
            reopens("2d", "The supplier has changed the id again, and the same messages fail. It was closed too soon."),
            updates(
                "3h",
                "Lea, this is open again, and with me. I ask the supplier today how they number their schemas.",
                promise="9d",
            ),
        ),
    ),
    Story(
        reporter="lead",
        severity=2,
        ago="30h",
        title="Freezer alarms come twice for stores with two gateways",
        description=(
            "Where a store has two gateways, both report the same freezer, and the night guard is called twice."
        ),
        triage="eva query bug",
        steps=(
            answers(
                "-29h",
                "Lea, I have both events of last night side by side. They differ by 40 milliseconds only.",
                promise="5h",
            ),
            states(
                "-27h",
                "Stores with two gateways alarm twice for one freezer, so your guards drive out for nothing.",
                promise="26h",
            ),
            confirms("-26h"),
            calls(
                "-4h",
                "I want to fold both alarms into one without losing the first by a second. Who has done this with "
                "alarms?",
            ),
            delegates(
                "-210m",
                "eli",
                "Count the stores with two gateways, and how far apart their alarms are",
                "The last seven days will do. I want to know whether 5 seconds are enough.",
                due="8h",
            ),
            notes(
                "-3h",
                "sam",
                "`ISFIRST` over a 5 second window, partitioned by freezer, lets the first one pass at once.",
            ),
            helps("-2h", "mia", "Sam has it; he sits with Eva this afternoon."),
            finishes(
                "-100m", "eli", "212 stores have two. No pair of alarms is further apart than 1.4 seconds, most 40 ms."
            ),
            delegates(
                "-90m",
                "sen",
                "Try the window of 5 seconds on a copy of yesterday's alarms",
                "Nothing may get lost: compare with what the guards wrote down.",
                due="30h",
            ),
            delegates("-80m", "sam", "Ask the gateway's maker whether the order of the two is fixed"),
            declines("-50m", "sam", "They answer their customers only. Lea can ask them, and gets it in a day."),
            delegates("-48m", "sia", "Write to Lea with the question for the maker"),
            recalls("-44m", "Lea called me about something else, so I asked her myself."),
            lends("-40m", "eli", "3d", "A course until the day after tomorrow; Eli knows this one."),
        ),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="22h",
        title="A join between press-line and recipes loses the first minute after a recipe change",
        description="For about 60 seconds after each recipe change no row matches. Those parts count as scrap.",
        triage="sia query bug",
        steps=(
            answers(
                "-21h", "Max, I reproduce it with your recipe table: the new recipe is read a minute after its events."
            ),
            states(
                "-20h",
                "In the minute after a recipe change your parts match no recipe and are counted as scrap.",
                promise="10h",
            ),
            confirms("-19h"),
            proposes(
                "-18h",
                WORKAROUND,
                "Publish a recipe 90 seconds before it begins to count. Then it is there when its parts come.",
            ),
            rejects("-6h", "The operators cannot know 90 seconds ahead. They turn the knob when the truck is there."),
        ),
    ),
)
