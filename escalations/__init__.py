"""Consultations, ICMs, the product group by link, consent and CSAT: the floor above the incidents."""
