"""Once the product answers: the account a desk installation begins with, and the demo's studies in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import anyio

from diaphane.accounts.people import NewAccount
from diaphane.app.plug import plugged
from diaphane.base.settings import Settings
from diaphane.base.site import Site
from diaphane.demo.studies import FILES, files
from diaphane.flows.first_account import Notebook, begin
from diaphane.flows.health import wait_for_pictures

Say = Callable[[str], None]
NOTEBOOKS = {True: "demo-account.json", False: "first-account.json"}


def bootstrap(site: Site, say: Say) -> Mapping[str, str]:
    """Blocks; free to call at every start. Account, user, password and API token, or nothing where nobody asked for an account."""
    settings = site.settings
    demo = settings.demo and settings.database_url is None
    notebook = anyio.run(_begin, site, demo, say)
    if notebook is None:
        return {}
    return {"account": notebook.account, "user": notebook.user, "password": notebook.password, "token": notebook.token}


async def _begin(site: Site, demo: bool, say: Say) -> Notebook | None:  # noqa: FBT001 (passed through anyio.run)
    path = site.settings.keyring_folder / NOTEBOOKS[demo]
    async with plugged(site) as house:
        await wait_for_pictures(house, say)
        if not demo and site.settings.ready_file is None:
            return None
        if not path.exists():
            say("making the demo account" if demo else "making the first account")
        return await begin(house, path, _form(site.settings, demo=demo), (lambda: _told(say)) if demo else None)


def _told(say: Say) -> Iterator[tuple[str, bytes]]:
    """The demo's files, with a word now and then."""
    step = FILES // 8
    for number, file in enumerate(files()):
        if number % step == 0:
            say(f"making the demo studies (only this once): {number} of {FILES} files")
        yield file


def _form(settings: Settings, *, demo: bool) -> NewAccount:
    who = ("Demo clinic", "Demo", "demo@diaphane.example") if demo else ("First organisation", "First user", "first@diaphane.example")
    return NewAccount(*who, password="", region=settings.regions[0].id)
