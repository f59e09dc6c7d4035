"""What happened, append-only and hash-chained, so that anyone can verify it offline."""
