"""Hashes passwords: argon2id in threads, as many at once as there are cores, with a bound on who waits."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync
from argon2 import PasswordHasher
from argon2.exceptions import HashingError, VerificationError, VerifyMismatchError

from diaphane.accounts.rules.passwords import normal
from diaphane.base.errors import Busy

T = TypeVar("T")

MEMORY_KIB = 46 * 1024  # with one pass and one lane: the first line of OWASP's table for argon2id
MOST_WAITING = 64


class Hashing:
    """One per process: all hashing of the process goes through its `at_once` places.

    A pepper (a key of the region, outside the database) is mixed in first, so that stolen rows alone cannot be guessed at.
    """

    def __init__(self, *, memory_kib: int = MEMORY_KIB, at_once: int | None = None, most_waiting: int = MOST_WAITING) -> None:
        """Blocks for one hash: the one that is verified for nobody."""
        self._argon2 = PasswordHasher(time_cost=1, memory_cost=memory_kib, parallelism=1)
        self._places = anyio.CapacityLimiter(at_once or len(os.sched_getaffinity(0)))
        self._room = int(self._places.total_tokens) + most_waiting
        self._inside = 0
        self._nobodys = self._argon2.hash(secrets.token_bytes(32))

    def refuse_when_full(self) -> None:
        """Raises `Busy` when too many wait: asked before a try is counted, so that it costs nobody a try."""
        if self._inside >= self._room:
            raise Busy("accounts.busy", "Too many people are logging in at once: try again in a moment.")

    async def hash(self, password: str, pepper: bytes) -> str:
        """The password's hash with its parameters. Raises `Busy` when too many wait."""
        return await self._run(partial(self._argon2.hash, _peppered(password, pepper)))

    async def matches(self, kept: str | None, password: str, pepper: bytes) -> bool:
        """Whether `password` is the one of the hash `kept`. With none the same work is done and the answer is no. Raises `Busy`."""
        try:
            await self._run(partial(self._argon2.verify, self._nobodys if kept is None else kept, _peppered(password, pepper)))
        except VerifyMismatchError:
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(kept)

    async def _run(self, work: Callable[[], T]) -> T:
        self.refuse_when_full()
        self._inside += 1
        try:
            return await run_sync(work, limiter=self._places)
        except VerifyMismatchError:
            raise
        except (HashingError, VerificationError) as error:  # argon2 found no memory
            raise Busy("accounts.busy", "Passwords cannot be checked right now: try again in a moment.") from error
        finally:
            self._inside -= 1


def _peppered(password: str, pepper: bytes) -> bytes:
    # "surrogatepass": half a character from a hostile JSON body is a wrong password, not a crash.
    return hmac.digest(pepper, normal(password).encode("utf-8", "surrogatepass"), hashlib.sha256)
