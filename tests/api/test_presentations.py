"""Presentation states of a study: offered for the series they show, given to the render worker with it."""

from __future__ import annotations

import io

import pydicom
from tests.api.people import COOKIE, Person
from tests.api.sockets import connected
from tests.flows.rooms import StillPictures
from tests.ingest.test_presentation import image, item, saved, state

from diaphane.flows.house import House


async def test_a_state_is_offered_for_its_series_and_goes_to_the_worker(ada: Person, house: House, ct: dict[str, bytes]) -> None:
    slices = sorted((pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True) for data in ct.values()), key=lambda one: one.SliceLocation)
    series = slices[0].SeriesInstanceUID
    about = image(slices[1].SOPInstanceUID)
    made = state(
        StudyInstanceUID=slices[0].StudyInstanceUID,
        SeriesInstanceUID="1.2.3.4",
        PatientID=slices[0].PatientID,
        PatientName=slices[0].PatientName,
        ReferencedSeriesSequence=[item(SeriesInstanceUID=series, ReferencedImageSequence=[about])],
        SoftcopyVOILUTSequence=[item(WindowCenter=[40], WindowWidth=[80])],
        ImageRotation=90,
        ImageHorizontalFlip="N",
    )
    broken = state(StudyInstanceUID=slices[0].StudyInstanceUID, SeriesInstanceUID="1.2.3.4", SOPInstanceUID="9.10", ImageRotation=0)
    broken.add_new((0x0028, 0x3110), "LO", "no sequence")
    await ada.upload({**ct, "state": saved(made), "broken": saved(broken)})
    (found,) = (await ada.get(f"/api/series/{series}/presentations"))["presentations"]
    assert (found["sop_uid"], found["label"], found["rotation_deg"], found["flip_h"]) == ("9.9", "FINDING", 90, False)
    stack = await ada.get(f"/api/series/{series}/stack")
    number = [frame["sop_uid"] for frame in stack["frames"]].index(slices[1].SOPInstanceUID)
    (look,) = found["looks"]
    assert look["frames"] == [number]
    assert look["window"] == {"center": 40, "width": 80, "function": "LINEAR"}

    layer = {"series_uid": series, "presentation": "9.9"}
    async with connected(ada.app, "/api/view", cookie=f"{COOKIE}={ada.cookie}") as socket:
        await socket.say({"v": 1, "q": 1, "s": {"layers": [layer], "view": {"kind": "stack", "frame": number}}, "l": 2, "px": [64, 32]})
        await socket.hear()
    pictures = house.pictures
    assert isinstance(pictures, StillPictures)
    assert pictures.asked[-1].layers[0].presentation == "9.9"


async def test_series_without_states_and_series_of_others(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    await ada.upload(ct)
    series = pydicom.dcmread(io.BytesIO(next(iter(ct.values()))), stop_before_pixels=True).SeriesInstanceUID
    assert await ada.get(f"/api/series/{series}/presentations") == {"presentations": []}
    assert (await grace.http.get(f"/api/series/{series}/presentations")).status_code == 404
