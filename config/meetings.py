"""When the support team meets: the morning review on every worked day, shiproom once a week."""

import environ


def meetings(env: environ.Env) -> dict[str, str]:
    """Times are the team's: the agenda's on the morning itself, shiproom's on the worked day before."""
    return {
        "zone": env.str("TEAM_ZONE", default="UTC"),
        "morning_at": env.str("MORNING_AGENDA_AT", default="08:00"),
        "shiproom_on": env.str("SHIPROOM_DAY", default="thu"),
        "eve_at": env.str("SHIPROOM_EVE_AT", default="15:00"),
    }
