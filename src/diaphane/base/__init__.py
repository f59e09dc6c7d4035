"""Settings, errors, clock and log: the ground everything stands on; imports nothing of ours."""
