"""Beside the work of those who are in already: the demo's studies, sent as anybody would send theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import anyio

from diaphane.app import first
from diaphane.app.plug import plugged
from diaphane.base.site import Site
from diaphane.demo.studies import FILES, files
from diaphane.flows.first_account import fill

Say = Callable[[str], None]


def furnish(site: Site, say: Say) -> Mapping[str, str]:
    """Blocks; free to call again after it was killed."""
    anyio.run(_furnish, site, say)
    return {}


async def _furnish(site: Site, say: Say) -> None:
    async with plugged(site) as house:
        await fill(house, first.notebook(site.settings), _told(say))
    say("the demo studies are in the work list")


def _told(say: Say) -> Iterator[tuple[str, bytes]]:
    """The demo's files, with a word now and then."""
    step = FILES // 8
    for number, file in enumerate(files()):
        if number % step == 0:
            say(f"making the demo studies (only this once): {number} of {FILES} files")
        yield file
