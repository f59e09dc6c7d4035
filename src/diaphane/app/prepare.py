"""What must be done before the doors open: schema, keys of new regions, leftovers of killed writers, the first account."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import anyio

from diaphane.app import first
from diaphane.app.keyrings import make_keyrings
from diaphane.app.plug import plugged
from diaphane.base.site import Site
from diaphane.flows.first_account import Notebook, begin
from diaphane.migrations.upgrade import upgrade
from diaphane.store.local import LocalBlobs

Say = Callable[[str], None]


def prepare(site: Site, say: Say) -> Mapping[str, str | bool]:
    """Blocks; free to call at every start. Raises `UnsafeSettings` with a sentence when the installation must not start.

    Gives account, user, password and API token of the first account, and `empty` while the demo's studies are to be made;
    nothing where nobody asked for an account.
    """
    settings = site.settings
    upgrade(site.owner_url, settings.app_role)
    for region in make_keyrings(settings, site.owner_url):
        say(f"making the keys of region {region}: back up {settings.keyring_folder} apart from everything else")
    if swept := LocalBlobs(settings.data / "objects").sweep():
        say(f"removed {swept} half-written objects of a server that was killed; none of them was ever acknowledged")
    if not first.wanted(settings):
        return {}
    notebook = anyio.run(_first_account, site)
    return {
        "account": notebook.account,
        "user": notebook.user,
        "password": notebook.password,
        "token": notebook.token,
        "empty": first.has_demo(settings) and not notebook.filled,
    }


async def _first_account(site: Site) -> Notebook:
    async with plugged(site) as house:
        return await begin(house, first.notebook(site.settings), first.form(site.settings))
