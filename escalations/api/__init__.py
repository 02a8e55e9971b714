"""The API above the incidents."""
