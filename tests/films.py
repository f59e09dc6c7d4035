"""Videos inside DICOM objects, made here: a square that wanders, in the containers DICOM allows."""

from __future__ import annotations

import io

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, generate_uid

H264, HEVC, MPEG2 = (f"1.2.840.10008.1.2.4.{n}" for n in (102, 107, 100))
WIDTH, HEIGHT, FPS = 160, 120, 10


def bitstream(container: str = "mp4", codec: str = "libx264", frames: int = 20) -> bytes:
    """`frames` pictures of 160 x 120; `container` as FFmpeg calls it (mp4, mpegts, h264, mpeg)."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as made:
        stream = made.add_stream(codec, rate=25 if codec == "mpeg2video" else FPS)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(frames):
            pixels = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
            pixels[40:80, 5 * number : 5 * number + 40] = 220
            made.mux(stream.encode(VideoFrame.from_ndarray(pixels, format="rgb24")))
        made.mux(stream.encode(None))
    return out.getvalue()


def dicom_video(stream: bytes, syntax: str = H264, fragments: int = 1, study: str = "", frames: int = 20, series: int = 1) -> bytes:
    """A Video Endoscopic Image Storage object of the stream (PS3.3 A.32.5), in so many fragments."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.77.1.1.1")
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = UID(syntax)
    data = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID, data.SeriesInstanceUID = study or generate_uid(), generate_uid()
    data.PatientName, data.PatientID, data.Modality, data.SeriesDescription = "Film^Ada", "F1", "ES", "A video"
    data.StudyDate, data.SeriesNumber, data.InstanceNumber, data.FrameTime = "20240101", series, 1, 1000 / FPS
    data.Rows, data.Columns, data.NumberOfFrames = HEIGHT, WIDTH, frames
    data.SamplesPerPixel, data.PhotometricInterpretation, data.PlanarConfiguration = 3, "YBR_PARTIAL_420", 0
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 8, 8, 7, 0
    data.PixelData = encapsulate([stream], fragments_per_frame=fragments, has_bot=False)
    data["PixelData"].is_undefined_length = True
    out = io.BytesIO()
    data.save_as(out, enforce_file_format=True)
    return out.getvalue()
