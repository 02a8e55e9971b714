"""What the two meetings look at: the morning review's board, and shiproom's (R28, R41). It reads and writes nothing."""
