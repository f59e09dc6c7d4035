"""Received bytes to a validated instance: sniff, unpack within limits, read DICOM, recognise documents, quarantine the rest."""
