"""Organisations, their users, passwords and sessions."""
