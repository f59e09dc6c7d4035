"""Diaphane, a cloud PACS: studies in, sealed; pictures out, streamed; shared by link."""

__version__ = "0.1.0"
