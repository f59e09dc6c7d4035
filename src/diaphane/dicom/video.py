"""What a video's bitstream is by its first bytes, and whether browsers play it. DICOM allows several containers (PS3.5 8.2.5-8.2.10)."""

from __future__ import annotations

from dataclasses import dataclass

LOOK_BYTES = 4096
_PACKET = 188  # bytes of an MPEG-2 transport stream packet (ISO 13818-1 2.4.3.2)
_SYNC = 0x47
_START = (b"\0\0\x01", b"\0\0\0\x01")


@dataclass(frozen=True, slots=True)
class Bitstream:
    """`media_type` is what the bytes are; `name` says it to people; `playable`: browsers play it from a file of this type."""

    media_type: str
    name: str
    playable: bool


def recognise(start: bytes, syntax: str) -> Bitstream:
    """The bitstream that begins with these bytes (up to `LOOK_BYTES`), told `syntax` by its transfer syntax UID."""
    codec = _codec(syntax)
    if start[4:8] == b"ftyp":
        return Bitstream("video/mp4", f"{codec} in MP4", playable=codec in {"H.264", "HEVC"})
    if len(start) > _PACKET and start[0] == _SYNC and start[_PACKET] == _SYNC:
        return Bitstream("video/mp2t", f"{codec} in an MPEG transport stream", playable=False)
    if start.startswith(b"\0\0\x01\xba"):
        return Bitstream("video/mpeg", f"{codec} in an MPEG program stream", playable=False)
    if start.startswith(_START):
        return Bitstream("video/mpeg" if codec == "MPEG-2" else "application/octet-stream", f"{codec} without a container", playable=False)
    return Bitstream("application/octet-stream", f"{codec} in a container that is not known here", playable=False)


def _codec(syntax: str) -> str:
    """PS3.6 A: .100 and .101 are MPEG-2, .102 to .106 H.264, .107 and .108 HEVC."""
    number = syntax.removeprefix("1.2.840.10008.1.2.4.").split(".", 1)[0]
    return {"100": "MPEG-2", "101": "MPEG-2", "107": "HEVC", "108": "HEVC"}.get(number, "H.264")


def sentence(found: Bitstream) -> str:
    """Why a browser cannot play it, and what to do; "" where it can."""
    if found.playable:
        return ""
    return f"Browsers cannot play this video ({found.name}). Download it and open it in a video player."
