"""Videos are played by range from their sealed bytes, and what browsers cannot play says so."""

from __future__ import annotations

import io

import av
import pydicom
import pytest
from tests.api.people import Person
from tests.films import H264, HEVC, MPEG2, bitstream, dicom_video

from diaphane.flows.house import House
from diaphane.seal.pack import PackReader


async def sent(person: Person, data: bytes) -> tuple[str, dict[str, object]]:
    """The address of an uploaded video, and what the server says of it."""
    await person.upload({"film.dcm": data})
    series = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True).SeriesInstanceUID
    (video,) = (await person.get(f"/api/series/{series}/videos"))["videos"]
    return video["address"], video


@pytest.mark.parametrize("fragments", [1, 3])
async def test_ranges_of_the_bitstream(ada: Person, fragments: int) -> None:
    stream = bitstream()
    address, said = await sent(ada, dicom_video(stream, fragments=fragments))
    assert (said["media_type"], said["reason"], said["fps"], said["frames"]) == ("video/mp4", "", 10.0, 20)
    whole = await ada.http.get(address)
    assert (whole.status_code, whole.headers["content-type"], whole.headers["accept-ranges"]) == (200, "video/mp4", "bytes")
    assert "no-store" in whole.headers["cache-control"]
    assert whole.content.rstrip(b"\0") == stream.rstrip(b"\0")  # a fragment is padded to an even length
    assert int(whole.headers["content-length"]) == len(whole.content)
    with av.open(io.BytesIO(whole.content), "r") as film:
        assert len(list(film.decode(video=0))) == 20
    for first, last in ((0, 99), (100, 2000), (len(stream) // 3 - 10, len(stream) // 3 + 10), (len(stream) - 8, len(stream) - 1)):
        part = await ada.http.get(address, headers={"Range": f"bytes={first}-{last}"})
        assert part.status_code == 206
        assert part.content == whole.content[first : last + 1]
        assert part.headers["content-range"] == f"bytes {first}-{last}/{len(whole.content)}"
    assert (await ada.http.get(address, headers={"Range": f"bytes={len(stream) + 9}-"})).status_code == 416


async def test_a_range_of_other_bytes_is_not_given(ada: Person) -> None:
    address, _ = await sent(ada, dicom_video(bitstream()))
    tag = (await ada.http.get(address)).headers["etag"]
    same = await ada.http.get(address, headers={"Range": "bytes=0-9", "If-Range": tag})
    other = await ada.http.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200)


async def test_only_the_chunks_asked_for_are_opened(ada: Person, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = bitstream() + bytes(4 << 20)
    address, _ = await sent(ada, dicom_video(stream))
    opened = 0
    real = PackReader.read

    def counted(self: PackReader, offset: int, length: int) -> object:
        nonlocal opened
        opened += length
        return real(self, offset, length)

    monkeypatch.setattr(PackReader, "read", counted)
    part = await ada.http.get(address, headers={"Range": "bytes=2000000-2000999"})
    assert len(part.content) == 1000
    assert opened < 16_000


@pytest.mark.parametrize(
    ("container", "codec", "syntax", "media_type", "word"),
    [
        ("mpegts", "libx264", H264, "video/mp2t", "transport stream"),
        ("h264", "libx264", H264, "application/octet-stream", "without a container"),
        ("mpeg", "mpeg2video", MPEG2, "video/mpeg", "program stream"),
        ("mpeg2video", "mpeg2video", MPEG2, "video/mpeg", "without a container"),
        ("mp4", "libx264", HEVC, "video/mp4", ""),
    ],
)
async def test_what_it_is_is_told_by_its_bytes(ada: Person, container: str, codec: str, syntax: str, media_type: str, word: str) -> None:
    address, said = await sent(ada, dicom_video(bitstream(container, codec), syntax))
    assert said["media_type"] == media_type
    assert word in str(said["reason"])
    assert ("Download" in str(said["reason"])) == bool(word)
    assert (await ada.http.get(address)).headers["content-type"] == media_type


async def test_a_stranger_and_a_picture_have_no_video(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    address, _ = await sent(ada, dicom_video(bitstream()))
    assert (await grace.http.get(address)).status_code == 404
    await ada.upload(ct)
    head = pydicom.dcmread(io.BytesIO(next(iter(ct.values()))), stop_before_pixels=True)
    assert (await ada.http.get(f"/api/instances/{head.SOPInstanceUID}/video")).status_code == 404
    assert (await ada.get(f"/api/series/{head.SeriesInstanceUID}/videos"))["videos"] == []
