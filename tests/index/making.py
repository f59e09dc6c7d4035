"""Makes accounts, and studies for them."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from diaphane.model.ids import AccountId, PackId, RegionId, SeriesUid, SopUid, StudyUid
from diaphane.model.instance import FrameIndex, PatientFacts, PersonName, PictureFacts, SeriesFacts, StudyFacts
from diaphane.model.ports import BlindTokens, ColumnSeal, Keyring
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.study import Arrival, NewInstance
from diaphane.seal.blind import BlindIndex
from diaphane.seal.column import ColumnCipher
from diaphane.seal.keyring import FileKeyring

REGION = RegionId("north")


@dataclass(frozen=True)
class Seals:
    """Implements `ports.AccountSeals` with real keys."""

    keyring: Keyring

    def columns(self, scope: Scope) -> ColumnSeal:
        return ColumnCipher(self.keyring, scope)

    def tokens(self, scope: Scope) -> BlindTokens:
        return BlindIndex(self.keyring.derive(scope, "index"))


def open_keys(folder: Path) -> Seals:
    """Keys of a new region."""
    return Seals(FileKeyring.initialise(folder, REGION))


def new_account(seals: Seals) -> Scope:
    """An account that has a key."""
    account = AccountId(uuid4())
    seals.keyring.create(account)
    return Scope(account, REGION)


_numbers = itertools.count(1)


def uid() -> str:
    return f"1.2.826.0.1.{next(_numbers)}"


class Maker:
    """Makes instances as `ingest` would hand them on."""

    def __init__(self) -> None:
        self.study = StudyFacts(
            uid=StudyUid(uid()),
            date="20240229",
            time="101112.5",
            description="CT Thorax mit KM",
            accession="A-4711",
            referring_physician="Überweiser^Uwe",
            institution="Klinikum Nord",
        )
        self.patient = PatientFacts(PersonName("Müller^Hans Peter", "山田^太郎", "やまだ^たろう"), "P12345678", "19500117", "M")
        self.series = SeriesFacts(SeriesUid(uid()), "CT", 2, "Lunge 1.0", "CHEST")
        self.pack = PackId(uuid4())

    def heads(self) -> tuple[PackHead, ...]:
        return (PackHead(self.pack, b"header", 1 << 20),)

    def instance(self, data: bytes | None = None, **changes: object) -> NewInstance:
        sop_uid = SopUid(uid())
        number = next(_numbers)
        data = data if data is not None else sop_uid.encode()
        made = NewInstance(
            sop_uid=sop_uid,
            sop_class="1.2.840.10008.5.1.4.1.1.2",
            transfer_syntax="1.2.840.10008.1.2.1",
            patient=self.patient,
            study=self.study,
            series=self.series,
            extent=Extent(self.pack, 100 * number, 100),
            sha256=hashlib.sha256(data).digest(),
            pixel_offset=40,
            frames=FrameIndex(encapsulated=False, extents=((40, 60),)),
            picture=PictureFacts(
                rows=512,
                columns=512,
                frames=1,
                number=number,
                positions_mm=((1.5, -2.0, 3.25),),
                orientations=((1.0, 0.0, 0.0, 0.0, 1.0, 0.0),),
                spacing_mm=(0.7, 0.7),
                windows=(("soft", 40.0, 400.0),),
                image_type=("ORIGINAL", "PRIMARY"),
                rescale=(1.0, -1024.0),
            ),
            not_viewable="",
        )
        return replace(made, **changes)  # type: ignore[arg-type]  # fields by name, as the caller wrote them

    def arrival(self, *instances: NewInstance) -> Arrival:
        return Arrival(self.heads(), instances)

    def other(self, **changes: object) -> Maker:
        """Another study of another patient unless `changes` say otherwise."""
        made = Maker()
        for name, value in changes.items():
            setattr(made, name, value)
        return made
