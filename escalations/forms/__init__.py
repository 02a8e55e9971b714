"""What pages ask for, a room a topic; the rules are the actions'."""
