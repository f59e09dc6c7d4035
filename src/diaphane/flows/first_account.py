"""The account that a desk installation begins with, so that there is something to log in to; and its studies, if it is the demo's."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from diaphane.accounts.people import NewAccount
from diaphane.base.errors import NotSignedIn
from diaphane.flows.house import House
from diaphane.flows.identify import Credential, identify
from diaphane.flows.log_in import log_in, log_out
from diaphane.flows.notebook import Notebook
from diaphane.flows.sign_up import sign_up
from diaphane.flows.tokens import make
from diaphane.flows.upload.batch import batch
from diaphane.flows.upload.finish import finish
from diaphane.flows.upload.manifest import announced
from diaphane.flows.upload.start import start
from diaphane.model.principals import JobPrincipal, UserPrincipal

TOKEN_NAME = "this computer"  # noqa: S105 (the name of a token)
Files = Iterable[tuple[str, bytes]]


async def begin(house: House, path: Path, form: NewAccount) -> Notebook:
    """Make the account and its API token, each once; killed anywhere, the next start goes on.

    `form.password` is not used: one is made. When its owner has changed the password since, the notebook comes back without it.
    Where `Notebook.begun` there is nothing to do.
    """
    notebook = Notebook.read(path)
    if notebook is None:
        # Written down before it is used: a password that nobody knows any more would lock everybody out.
        notebook = Notebook(form.email, _password())
        notebook.write(path)
    try:
        who = await _enter(house, notebook, form)
    except NotSignedIn:
        return replace(notebook, password="")
    if not notebook.token:
        made = await make(house, who, TOKEN_NAME)
        notebook = replace(notebook, account=str(who.scope.account), token=made.token)
        notebook.write(path)
    await log_out(house, who)
    return notebook


async def fill(house: House, path: Path, contents: Files) -> None:
    """Upload the studies that the account begins with, once; killed anywhere, the next call goes on. `begin` was there before."""
    notebook = Notebook.read(path)
    if notebook is None or notebook.filled:
        return
    who = (await identify(house, Credential("token", notebook.token))).who
    await _fill(house, JobPrincipal("demo", who.scope), contents)
    notebook = replace(notebook, filled=True)
    notebook.write(path)


async def _enter(house: House, notebook: Notebook, form: NewAccount) -> UserPrincipal:
    if not notebook.account:
        await sign_up(house, replace(form, password=notebook.password), None)  # changes nothing when a killed start got as far as this
    return (await log_in(house, notebook.user, notebook.password, None, None)).seen.principal


async def _fill(house: House, who: JobPrincipal, contents: Files) -> None:
    """Upload the studies as anybody would, a few files at a time."""
    helping: list[tuple[str, bytes]] = []
    size = 0
    for name, data in contents:
        helping.append((name, data))
        size += len(data)
        if size >= 8 << 20:
            await _send(house, who, helping)
            helping, size = [], 0
    if helping:
        await _send(house, who, helping)


async def _send(house: House, who: JobPrincipal, files: list[tuple[str, bytes]]) -> None:
    started = await start(house, who, announced(files))
    if started.missing:
        await batch(house, who, started.upload, [(index, memoryview(files[index][1])) for index in started.missing])
    await finish(house, who, started.upload)


def _password() -> str:
    """Random, and with every kind of character the rules want; 12 letters of 64 are 72 bits."""
    return f"{secrets.token_urlsafe(9)}-{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{secrets.choice('abcdefghijkmnopqrstuvwxyz')}"
