"""Identifiers as distinct types, so that one cannot be passed for another."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

RegionId = NewType("RegionId", str)
AccountId = NewType("AccountId", UUID)
UserId = NewType("UserId", UUID)
PackId = NewType("PackId", UUID)
DocumentId = NewType("DocumentId", UUID)
UploadId = NewType("UploadId", UUID)
QuarantineId = NewType("QuarantineId", UUID)
# DICOM unique identifiers (PS3.5 section 9), trailing padding removed, validated by `dicom.uid`.
StudyUid = NewType("StudyUid", str)
SeriesUid = NewType("SeriesUid", str)
SopUid = NewType("SopUid", str)
