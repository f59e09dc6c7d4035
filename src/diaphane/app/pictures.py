"""Where this process has its pictures made: the render worker behind its Unix socket."""

from __future__ import annotations

from diaphane.base.site import Site
from diaphane.pool.pictures import LocalWorker


def pictures_of(site: Site) -> LocalWorker:
    """The render worker of the site; connects when it is first asked."""
    return LocalWorker(site.worker_socket)
