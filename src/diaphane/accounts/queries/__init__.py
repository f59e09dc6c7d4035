"""Every SQL statement of the accounts."""
