"""What must be done before the doors open: the schema of this release, keys for new regions, leftovers of killed writers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from diaphane.app.keyrings import make_keyrings
from diaphane.base.site import Site
from diaphane.migrations.upgrade import upgrade
from diaphane.store.local import LocalBlobs

Say = Callable[[str], None]


def prepare(site: Site, say: Say) -> Mapping[str, str]:
    """Blocks; free to call at every start. Raises `UnsafeSettings` with a sentence when the installation must not start."""
    settings = site.settings
    revision = upgrade(site.owner_url, settings.app_role)
    for region in make_keyrings(settings, site.owner_url):
        say(f"making the keys of region {region}: back up {settings.keyring_folder} apart from everything else")
    if swept := LocalBlobs(settings.data / "objects").sweep():
        say(f"removed {swept} half-written objects of a server that was killed; none of them was ever acknowledged")
    return {"revision": revision}
