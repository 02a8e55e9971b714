"""All stories of the demo world."""

from incidents.demo.closed_after_all import AFTER_ALL
from incidents.demo.closed_at_once import AT_ONCE
from incidents.demo.closed_otherwise import OTHERWISE
from incidents.demo.fresh import FRESH
from incidents.demo.kept_open import KEPT_OPEN
from incidents.demo.proposed import PROPOSED
from incidents.demo.stuck import STUCK
from incidents.demo.working import WORKING

STORIES = AT_ONCE + AFTER_ALL + OTHERWISE + PROPOSED + KEPT_OPEN + WORKING + STUCK + FRESH
