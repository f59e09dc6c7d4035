"""Makes the first account: once in the life of an installation."""

from __future__ import annotations

import anyio

from diaphane.app import first
from diaphane.app.plug import plugged
from diaphane.base.site import Site
from diaphane.flows import first_account
from diaphane.flows.notebook import Notebook


def begin(site: Site) -> Notebook:
    """Blocks; free to call again after it was killed. Raises `UnsafeSettings`."""
    return anyio.run(_begin, site)


async def _begin(site: Site) -> Notebook:
    async with plugged(site) as house:
        return await first_account.begin(house, first.notebook(site.settings), first.form(site.settings))
