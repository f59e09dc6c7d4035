"""What accounts decide without I/O: passwords, texts and addresses, ends of sessions, pace of tries."""
