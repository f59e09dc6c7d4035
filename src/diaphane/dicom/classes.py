"""SOP classes: their names (PS3.6 Annex A) and which of them hold no pictures (PS3.4 Annex B)."""

from __future__ import annotations

from pydicom import config
from pydicom.uid import UID

MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
_STORAGE = "1.2.840.10008.5.1.4.1.1."
PET = frozenset({_STORAGE + "128", _STORAGE + "130", _STORAGE + "128.1"})
RT_DOSE = _STORAGE + "481.2"

# Prefix after the storage root -> what it is. A class not named here may hold pictures: its Pixel Data decide.
_NO_PICTURES = (
    ("9.", "Waveforms (ECG, pressure, audio) are curves, not pictures."),
    ("11.", "A presentation state says how to show other pictures; it has none of its own."),
    ("66.5", "A surface segmentation holds meshes, not pictures."),
    ("66.1", "A registration holds coordinates, not pictures."),
    ("66.2", "Fiducials are coordinates, not pictures."),
    ("66.3", "A registration holds coordinates, not pictures."),
    ("66.6", "Tractography results are tracks, not pictures."),
    ("66", "Raw data are a scanner's own and hold no pictures."),
    ("67", "A real world value mapping says what pixel values mean; it has no pictures of its own."),
    ("68.", "A surface scan holds meshes, not pictures."),
    ("78.", "Eye measurements are numbers, not pictures."),
    ("79.", "An eye measurement report holds text, not pictures."),
    ("80.", "An eye measurement report holds text, not pictures."),
    ("81.", "A macular grid report holds text, not pictures."),
    ("88.", "A structured report holds text, not pictures."),
    ("90.", "A content assessment holds text, not pictures."),
    ("91.", "A microscopy annotation marks other pictures; it has none of its own."),
    ("104.", "An encapsulated document is no picture: it is listed among the study's documents."),
    ("200.", "A procedure protocol holds settings, not pictures."),
    ("201.", "An inventory lists other objects; it has no pictures."),
    ("481.3", "A radiotherapy structure set holds outlines drawn on other pictures; it has none of its own."),
    ("481.4", "A radiotherapy treatment record holds numbers, not pictures."),
    ("481.5", "A radiotherapy plan holds numbers, not pictures."),
    ("481.6", "A radiotherapy treatment record holds numbers, not pictures."),
    ("481.7", "A radiotherapy treatment record holds numbers, not pictures."),
    ("481.8", "A radiotherapy ion plan holds numbers, not pictures."),
    ("481.9", "A radiotherapy treatment record holds numbers, not pictures."),
    ("481.", "A radiotherapy object without pixel data holds no pictures."),
)


def name(sop_class: str) -> str:
    """The name PS3.6 gives a SOP class, the UID itself if it gives none."""
    return UID(sop_class, config.IGNORE).name


def no_pictures(sop_class: str) -> str:
    """A sentence that says why instances of a SOP class without Pixel Data show nothing."""
    if sop_class.startswith(_STORAGE):
        kind = sop_class.removeprefix(_STORAGE)
        for prefix, sentence in _NO_PICTURES:
            if kind == prefix or kind.startswith(prefix if prefix.endswith(".") else prefix + "."):
                return sentence
    return "The object holds no pixel data, so there is no picture to show."
