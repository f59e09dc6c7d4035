"""What every verb of the accounts works with, and the keys it takes from the keyrings."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from diaphane.accounts.hashing import Hashing
from diaphane.accounts.rules.texts import looked_up
from diaphane.base.errors import IntegrityFailed
from diaphane.base.settings import Settings
from diaphane.db.work import UnitOfWork
from diaphane.model.ids import RegionId
from diaphane.model.ports import Keyring


@dataclass(frozen=True, slots=True, repr=False)
class Office:
    """Built once a process by `app`. `keyrings`: one for each region of this installation."""

    work: UnitOfWork
    keyrings: Mapping[RegionId, Keyring]
    hashing: Hashing
    settings: Settings

    def keyring(self, region: RegionId) -> Keyring:
        """The region's keyring. Raises `IntegrityFailed` for a region that this installation does not have."""
        try:
            return self.keyrings[region]
        except KeyError:
            raise IntegrityFailed("accounts.region_missing", "This account's region is not one of this installation.") from None

    def pepper(self, region: RegionId | None) -> bytes:
        """The key mixed into passwords of a region's users. None: any, for work done for nobody."""
        return self.keyring(min(self.keyrings) if region is None else region).region_secret("accounts.password")

    def email_token(self, region: RegionId, address: str) -> bytes:
        """The keyed token an e-mail address is looked up by in one region."""
        return _keyed(self.keyring(region).region_secret("accounts.email"), looked_up(address))

    def email_tokens(self, address: str) -> list[bytes]:
        """The address's tokens in every region: before log-in nobody knows which one."""
        return [self.email_token(region, address) for region in sorted(self.keyrings)]

    def try_key(self, kind: str, of: str) -> bytes:
        """The keyed digest that tries are remembered under: rows name neither people nor addresses."""
        return _keyed(self.keyring(min(self.keyrings)).region_secret("accounts.tries"), f"{kind}|{of}")


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
