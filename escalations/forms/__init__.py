"""What pages of this floor send: a form only reads, the rules are the actions'."""
