"""What the stories of the floor above say: facts that the product group needs, and words by which they are told."""

from datetime import timedelta
from typing import Any

SITE = "westeurope"


def facts(moment: Any, **said: str) -> dict[str, str]:
    """The facts of a bug: what went wrong from six to eight, on the last morning that had an eight o'clock."""
    to = moment.replace(hour=8, minute=0, second=0, microsecond=0)
    to -= timedelta(days=1 if to > moment else 0)
    window = {"window_start": (to - timedelta(hours=2)).isoformat(), "window_end": to.isoformat()}
    return {"region": SITE, **window, **said}


FREEZERS = {
    "impact": "Store staff switch alarms off, as each comes twice. A real one was missed on Thursday.",
    "resource": "cold-chain-alerts",
    "expected": "One alarm for a freezer that is too warm, however many gateways report it.",
    "actual": "Two alarms within four seconds where a store has two gateways; one in every other store.",
    "steps": "Send the same reading through two gateways with sequence numbers that differ by one.",
    "evidence": "Of 214 alarms on Thursday, 107 pairs; every pair has the same reading and two gateway ids.",
    "ask": "Find out why the later of two equal readings opens a window of its own, and mend it.",
}
STALLS = {
    "impact": "Visitor counts of 40 stores are missing; staffing for the weekend was planned by hand.",
    "resource": "store-traffic",
    "expected": "Rows in dbo.VisitorsPerHour for every hour, as before the scaling.",
    "actual": "Input events arrive, the watermark stands still, no row since 06:40.",
    "steps": "Scale a job with a partitioned output from 6 to 18 units while two partitions are quiet.",
    "evidence": "Watermark delay grows by a minute a minute; partitions 7 and 19 have no event.",
    "ask": "Say how to release the lease without a restart, and mend it for good.",
}
RETRIES = {
    "impact": "Stock counts are hours late; pickers walk to empty shelves.",
    "resource": "warehouse-scan",
    "expected": "A write that lost a deadlock is tried again once, with the other rows of its batch.",
    "actual": "The whole batch is tried again for hours, each try meets its own locks.",
    "steps": "Two jobs upsert overlapping keys into one table at 400 rows a second.",
    "evidence": "Error 1205 in the diagnostic log 2,310 times between 06:00 and 08:00.",
    "ask": "Tell whether batches can be split on 1205, and from which build.",
}
RECIPES = {
    "impact": "The first parts after a recipe change are judged by the old limits; some are scrapped for nothing.",
    "resource": "press-line",
    "expected": "Each reading is joined with the recipe that was valid at its own time.",
    "actual": "For up to a minute after a change, readings are joined with the recipe before.",
    "steps": "Change a reference row and send readings stamped one second later.",
    "evidence": "Of 60 readings after 07:00:00 on Saturday, 58 carry recipe 114; 115 was valid.",
    "ask": "Find out why the reference snapshot is read late, and mend it.",
}
DIGITS = {
    "impact": "Torque values in the audit table are rounded; the customer must keep six digits by contract.",
    "resource": "torque-log",
    "expected": "Numbers arrive in a SQL table with the digits that they had.",
    "actual": "From the seventh digit on they are rounded.",
    "steps": "Write 12345.678901 into a decimal(18,6) column.",
    "evidence": "Row 88121 of dbo.Torque holds 12345.68; the event held 12345.678901.",
    "ask": "Write decimals as decimals.",
}
STOOD_STILL = {
    "impact": "No stock count for 50 minutes on a Monday morning.",
    "resource": "warehouse-scan",
    "expected": "The job goes on when one of its nodes is exchanged.",
    "actual": "It stood still for 50 minutes, then went on by itself.",
    "steps": "Not found again; the node was exchanged at 06:04.",
    "evidence": "Node exchange at 06:04 in the platform log, next output at 06:54.",
    "ask": "Say why the hand-over took 50 minutes.",
}
MEMORY = {
    "impact": "The job is restarted every two days before it runs out of memory; prices are late meanwhile.",
    "resource": "price-labels",
    "expected": "Memory stays level with a state of 40,000 labels.",
    "actual": "It grows by 3 % an hour, whatever the load.",
    "steps": "Run a tumbling window over an array of structures for two days.",
    "evidence": "Memory 61 % on Friday 06:00, 98 % on Sunday 06:00; events a minute did not change.",
    "ask": "Find out what is kept, and let it go.",
}
TIMEOUTS = {
    "impact": "Long paint batches are not judged at all; the line stops until somebody looks.",
    "resource": "paint-shop",
    "expected": "A function may take as long as its window.",
    "actual": "It is ended after five seconds, and the batch with it.",
    "steps": "Call a function over 3,000 rows in one window.",
    "evidence": "“Function timed out” 41 times since Wednesday, each with more than 2,900 rows.",
    "ask": "Say whether the limit can be raised for this job, and for good.",
}
NAMES = {
    "impact": "Engineers look through 32 partitions by hand to find the one with a bad event.",
    "region": SITE,
    "expected": "The message names partition and offset.",
    "actual": "It says that an event could not be read.",
    "ask": "Name partition and offset in the message.",
}
QUOTA = {
    "subscription_id": "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
    "regions": ["southcentralus"],
    "reason": "Two more plants go live on the first of the month; 120 units are in use at peak.",
    "amount_now": "120",
    "amount_asked": "240",
}
