"""Videos on the wire."""

from __future__ import annotations

from diaphane.api.shapes.wire import Wire
from diaphane.flows import video


class Video(Wire):
    """One video: `address` plays and downloads it; `reason` says why a browser cannot play it, "" where it can."""

    sop_uid: str
    address: str
    media_type: str
    reason: str
    bytes: int
    columns: int
    rows: int
    frames: int
    fps: float | None

    @classmethod
    def of(cls, found: video.Video) -> Video:
        """From our words."""
        return cls(
            sop_uid=found.sop_uid,
            address=f"/api/instances/{found.sop_uid}/video",
            media_type=found.media_type,
            reason=found.reason,
            bytes=found.length,
            columns=found.columns,
            rows=found.rows,
            frames=found.frames,
            fps=round(1000 / found.frame_time_ms, 3) if found.frame_time_ms else None,
        )


class Videos(Wire):
    """The videos of a series."""

    videos: list[Video]
