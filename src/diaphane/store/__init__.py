"""Sealed bytes to and from storage, durably; knows the names of objects, never a key."""
