"""Everything beyond the support team's own hands: consultations, ICMs, the product group's links, CSAT, shiproom."""
