"""Transfer syntaxes: how the bytes of a data set and its pixels are encoded (PS3.5 section 10 and Annex A, PS3.6 Annex A)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Codec = Literal[
    "native",
    "uncompressed",
    "rle",
    "jpeg",
    "jpeg-lossless",
    "jpeg-ls",
    "jpeg-2000",
    "ht-jpeg-2000",
    "jpeg-xl",
    "video",
    "referenced",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class TransferSyntax:
    """What one transfer syntax UID means. `lossy` is True only where every picture in it has lost something."""

    uid: str
    name: str
    codec: Codec = "native"
    explicit_vr: bool = True
    little_endian: bool = True
    deflated: bool = False
    lossy: bool = False

    @property
    def encapsulated(self) -> bool:
        """Whether pixel data come in fragments (PS3.5 A.4)."""
        return self.codec not in {"native", "referenced", "unknown"}


IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
DEFLATED_EXPLICIT_LITTLE = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
_J = "1.2.840.10008.1.2.4."

SYNTAXES = {
    syntax.uid: syntax
    for syntax in (
        TransferSyntax(IMPLICIT_LITTLE, "Implicit VR Little Endian", explicit_vr=False),
        TransferSyntax(EXPLICIT_LITTLE, "Explicit VR Little Endian"),
        TransferSyntax("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian", "uncompressed"),
        TransferSyntax(DEFLATED_EXPLICIT_LITTLE, "Deflated Explicit VR Little Endian", deflated=True),
        TransferSyntax(EXPLICIT_BIG, "Explicit VR Big Endian", little_endian=False),
        TransferSyntax(_J + "50", "JPEG Baseline (Process 1)", "jpeg", lossy=True),
        TransferSyntax(_J + "51", "JPEG Extended (Process 2 and 4)", "jpeg", lossy=True),
        TransferSyntax(_J + "57", "JPEG Lossless (Process 14)", "jpeg-lossless"),
        TransferSyntax(_J + "70", "JPEG Lossless, First-Order Prediction", "jpeg-lossless"),
        TransferSyntax(_J + "80", "JPEG-LS Lossless", "jpeg-ls"),
        TransferSyntax(_J + "81", "JPEG-LS Near-Lossless", "jpeg-ls", lossy=True),
        TransferSyntax(_J + "90", "JPEG 2000 Lossless", "jpeg-2000"),
        TransferSyntax(_J + "91", "JPEG 2000", "jpeg-2000"),
        TransferSyntax(_J + "92", "JPEG 2000 Multi-component Lossless", "jpeg-2000"),
        TransferSyntax(_J + "93", "JPEG 2000 Multi-component", "jpeg-2000"),
        TransferSyntax(_J + "94", "JPIP Referenced", "referenced"),
        TransferSyntax(_J + "95", "JPIP Referenced Deflate", "referenced", deflated=True),
        TransferSyntax(_J + "100", "MPEG2 Main Profile / Main Level", "video", lossy=True),
        TransferSyntax(_J + "100.1", "Fragmentable MPEG2 Main Profile / Main Level", "video", lossy=True),
        TransferSyntax(_J + "101", "MPEG2 Main Profile / High Level", "video", lossy=True),
        TransferSyntax(_J + "101.1", "Fragmentable MPEG2 Main Profile / High Level", "video", lossy=True),
        TransferSyntax(_J + "102", "MPEG-4 AVC/H.264 High Profile", "video", lossy=True),
        TransferSyntax(_J + "102.1", "Fragmentable MPEG-4 AVC/H.264 High Profile", "video", lossy=True),
        TransferSyntax(_J + "103", "MPEG-4 AVC/H.264 BD-compatible High Profile", "video", lossy=True),
        TransferSyntax(_J + "103.1", "Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile", "video", lossy=True),
        TransferSyntax(_J + "104", "MPEG-4 AVC/H.264 High Profile for 2D video", "video", lossy=True),
        TransferSyntax(_J + "104.1", "Fragmentable MPEG-4 AVC/H.264 High Profile for 2D video", "video", lossy=True),
        TransferSyntax(_J + "105", "MPEG-4 AVC/H.264 High Profile for 3D video", "video", lossy=True),
        TransferSyntax(_J + "105.1", "Fragmentable MPEG-4 AVC/H.264 High Profile for 3D video", "video", lossy=True),
        TransferSyntax(_J + "106", "MPEG-4 AVC/H.264 Stereo High Profile", "video", lossy=True),
        TransferSyntax(_J + "106.1", "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile", "video", lossy=True),
        TransferSyntax(_J + "107", "HEVC/H.265 Main Profile", "video", lossy=True),
        TransferSyntax(_J + "108", "HEVC/H.265 Main 10 Profile", "video", lossy=True),
        TransferSyntax(_J + "110", "JPEG XL Lossless", "jpeg-xl"),
        TransferSyntax(_J + "111", "JPEG XL JPEG Recompression", "jpeg-xl"),
        TransferSyntax(_J + "112", "JPEG XL", "jpeg-xl"),
        TransferSyntax(_J + "201", "High-Throughput JPEG 2000 Lossless", "ht-jpeg-2000"),
        TransferSyntax(_J + "202", "High-Throughput JPEG 2000 with RPCL Options, Lossless", "ht-jpeg-2000"),
        TransferSyntax(_J + "203", "High-Throughput JPEG 2000", "ht-jpeg-2000"),
        TransferSyntax(_J + "204", "JPIP HTJ2K Referenced", "referenced"),
        TransferSyntax(_J + "205", "JPIP HTJ2K Referenced Deflate", "referenced", deflated=True),
        TransferSyntax("1.2.840.10008.1.2.5", "RLE Lossless", "rle"),
    )
}
