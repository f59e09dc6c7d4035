"""What must be done before the doors open: schema, keys of new regions, leftovers of killed writers, the first account.

Nearly every start finds all of it done, so this module loads little: what would do it (Alembic, the whole house) is loaded
only where it is needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from diaphane.app import first
from diaphane.app.keyrings import make_keyrings
from diaphane.base.errors import UnsafeSettings
from diaphane.base.site import Site
from diaphane.db.roles import lets_in
from diaphane.db.standing import stands
from diaphane.flows.notebook import Notebook
from diaphane.migrations.head import HEAD
from diaphane.store.local import LocalBlobs

Say = Callable[[str], None]


def prepare(site: Site, say: Say) -> Mapping[str, str | bool]:
    """Blocks; free to call at every start. Raises `UnsafeSettings` with a sentence when the installation must not start.

    Gives account, user, password and API token of the first account, and `empty` while the demo's studies are to be made;
    nothing where nobody asked for an account. A password its owner has changed since is still given: the door knows better.
    """
    settings = site.settings
    if not (stands(site.owner_url, settings.app_role, HEAD) and lets_in(site.app_url)):
        importlib.import_module("diaphane.migrations.upgrade").upgrade(site.owner_url, settings.app_role, settings.app_password)
        if not lets_in(site.app_url):
            raise UnsafeSettings(
                "db.role_not_let_in",
                f"The database does not let the role {settings.app_role} in: give it a way in, or its password as app_password.",
            )
    for region in make_keyrings(settings, site.owner_url):
        say(f"making the keys of region {region}: back up {settings.keyring_folder} apart from everything else")
    if swept := LocalBlobs(settings.data / "objects").sweep():
        say(f"removed {swept} half-written objects of a server that was killed; none of them was ever acknowledged")
    if not first.wanted(settings):
        return {}
    notebook = Notebook.read(first.notebook(settings))
    if notebook is None or not notebook.begun:
        notebook = importlib.import_module("diaphane.app.begin").begin(site)
    return {
        "account": notebook.account,
        "user": notebook.user,
        "password": notebook.password,
        "token": notebook.token,
        "empty": first.has_demo(settings) and not notebook.filled,
    }
