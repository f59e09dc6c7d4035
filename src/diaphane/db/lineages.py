"""The public names of the keys that each region was begun with."""

from __future__ import annotations

import psycopg

from diaphane.model.ids import RegionId


def lineages(owner_url: str) -> dict[RegionId, str]:
    """What is known, by region. Blocks."""
    with psycopg.connect(owner_url, connect_timeout=10) as connection:
        return {RegionId(region): lineage for region, lineage in connection.execute("SELECT region, lineage FROM region_key")}


def remember(owner_url: str, region: RegionId, lineage: str) -> None:
    """Write down the keys of a new region. Blocks."""
    with psycopg.connect(owner_url, connect_timeout=10) as connection:
        connection.execute("INSERT INTO region_key (region, lineage) VALUES (%s, %s) ON CONFLICT DO NOTHING", (region, lineage))
