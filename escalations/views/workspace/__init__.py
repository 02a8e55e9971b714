"""What the support team does above the incidents: ICMs, consultations, CSAT."""
