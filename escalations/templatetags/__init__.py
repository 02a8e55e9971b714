"""What templates may ask of what is above the incidents."""
