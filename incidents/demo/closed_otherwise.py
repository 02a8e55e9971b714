"""Stories that are over without a solution: no longer needed, or never an incident."""

from incidents.demo.story import FIX, Story, answers, discards, proposes, withdraws

OTHERWISE = (
    Story(
        reporter="ada",
        severity=4,
        ago="26d",
        title="Request for a training in window functions",
        description="Four colleagues would like an afternoon about windows.",
        triage="eva query other",
        steps=(
            answers("1d", "Ada, gladly. I ask who of us has an afternoon, and come back with two dates."),
            withdraws("2d", "We have booked a course elsewhere. Thank you for looking."),
        ),
    ),
    Story(
        reporter="max",
        severity=3,
        ago="23d",
        title="Delay of energy-meter is up by ten seconds",
        description="From four to fourteen seconds since the morning.",
        steps=(withdraws("2h", "It was our gateway. It is replaced, and the delay is back at four seconds."),),
    ),
    Story(
        reporter="max",
        severity=2,
        ago="14d",
        title="paint-shop: second output stays empty",
        description="We added a second output for the archive, and it stays empty.",
        triage="sia outputs bug",
        steps=(
            answers("30m", "Max, the second output needs an INTO of its own. I look at your query."),
            proposes("1h", FIX, "Add a second `SELECT * INTO archive FROM colours` at the end of the query."),
            withdraws("1d", "The archive is done by another team now, so we took the output away again."),
        ),
    ),
    Story(
        reporter="lead",
        severity=3,
        ago="7d",
        title="Chart of visitors is cut at 10,000",
        description="The dashboard's axis ends at ten thousand.",
        triage="eli outputs question",
        triaged_after="2h",
        steps=(withdraws("3h", "A colleague found the axis setting. Sorry for the noise."),),
    ),
    Story(
        reporter="lead",
        severity=2,
        ago="17d",
        title="Job does not start after adding the wide input",
        description="Same as Ada's, I think: too many columns. I report it in case it is not.",
        steps=(
            discards(
                "30m",
                "eli",
                "It is the same problem that Ada reported three days ago. What solved hers is there for you to read.",
                duplicate_of="wide-input",
            ),
        ),
    ),
    Story(
        reporter="max",
        severity=4,
        ago="16d",
        title="Test, please ignore",
        description="Trying whether our new colleague's form works.",
        steps=(discards("25m", "sia", "You asked us to ignore it, so we close it. The form works."),),
    ),
    Story(
        reporter="max",
        severity=4,
        ago="10d",
        title="Win a free gauge calibration today!!!",
        description="Click here for your free voucher. Limited offer for plant managers.",
        steps=(
            discards("20m", "sia", "Sent by a hijacked mailbox at Fabrikam; their security team knows.", is_spam=True),
        ),
    ),
)
