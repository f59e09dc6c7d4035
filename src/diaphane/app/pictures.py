"""Where this process has its pictures made."""

from __future__ import annotations

from typing_extensions import override

from diaphane.base.errors import Busy
from diaphane.base.site import Site
from diaphane.model.ports import Pictures
from diaphane.model.scene import Picture, Quality, Scene
from diaphane.model.scope import Scope
from diaphane.model.ticket import SeriesTicket


class _Away(Pictures):
    @override
    async def open(self, ticket: SeriesTicket) -> None:
        raise Busy("app.no_worker", "No render worker.")

    @override
    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        raise Busy("app.no_worker", "No render worker.")

    @override
    async def close(self, scope: Scope, series_uid: str) -> None:
        return


def pictures_of(site: Site) -> Pictures:
    """The render worker of the site."""
    del site
    return _Away()
