"""The keyrings of this installation's regions: made for a new region, opened for a known one, refused when they are not its own."""

from __future__ import annotations

from collections.abc import Mapping

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Settings
from diaphane.db.lineages import lineages, remember
from diaphane.model.ids import RegionId
from diaphane.seal.keyring import FileKeyring


def open_keyrings(settings: Settings) -> Mapping[RegionId, FileKeyring]:
    """One keyring a region. Raises `UnsafeSettings` when one is missing, wrong, or open to other users."""
    return {RegionId(region.id): FileKeyring(settings.keyring_folder, RegionId(region.id)) for region in settings.regions}


def make_keyrings(settings: Settings, owner_url: str) -> list[RegionId]:
    """Make the keys of regions that never had any; returns those. Blocks.

    Raises `UnsafeSettings` when the database knows a region whose keys are missing or are not the ones it was begun with.
    """
    known, made = lineages(owner_url), []
    for region in (RegionId(region.id) for region in settings.regions):
        if region not in known and not FileKeyring.initialised(settings.keyring_folder, region):
            FileKeyring.initialise(settings.keyring_folder, region)
            made.append(region)
        lineage = FileKeyring(settings.keyring_folder, region).lineage()
        if known.get(region, lineage) != lineage:
            raise UnsafeSettings(
                "keyring.foreign",
                f"The keys of region {region} are not those its data was sealed with: restore the right keyring folder from its backup.",
            )
        remember(owner_url, region, lineage)
    return made
