"""The account a desk installation begins with: made once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from diaphane.accounts.people import NewAccount
from diaphane.flows.change_password import change_password
from diaphane.flows.first_account import begin, fill
from diaphane.flows.house import House
from diaphane.flows.identify import Credential, identify
from diaphane.flows.log_in import log_in
from diaphane.flows.notebook import Notebook
from diaphane.flows.search import search
from diaphane.model.study import StudyQuery

FORM = NewAccount("Demo clinic", "Demo", "demo@diaphane.example", "", "local")


@pytest.fixture
def files(shared_data: Path) -> list[tuple[str, bytes]]:
    return [(f"demo/ct/{path.name}", path.read_bytes()) for path in sorted((shared_data / "ct/head_ge_28").rglob("*.dcm"))[:3]]


def never() -> Iterator[tuple[str, bytes]]:
    """Contents that must not be asked for."""
    pytest.fail("filled twice")
    yield "", b""


async def test_made_once_and_told_again(house: House, data: Path, files: list[tuple[str, bytes]]) -> None:
    path = data / "keys/demo.json"
    first = await begin(house, path, FORM)
    assert not first.filled
    await fill(house, path, files)
    assert path.stat().st_mode & 0o777 == 0o600
    await fill(house, path, never())
    again = await begin(house, path, FORM)
    assert again == replace(first, filled=True)
    token = await identify(house, Credential("token", first.token))
    assert str(token.who.scope.account) == first.account
    person = (await log_in(house, first.user, first.password, None, None)).seen.principal
    page = await search(house, person, StudyQuery())
    assert [row.instance_count for row in page.studies] == [3]


async def test_a_start_that_was_killed_is_gone_on_with(house: House, data: Path, files: list[tuple[str, bytes]]) -> None:
    path = data / "keys/demo.json"

    def killed() -> Iterator[tuple[str, bytes]]:
        yield files[0]
        raise KeyboardInterrupt

    await begin(house, path, FORM)
    with pytest.raises(KeyboardInterrupt):
        await fill(house, path, killed())
    half = Notebook.read(path)
    assert half is not None
    assert half.token
    Notebook(half.user, half.password).write(path)  # as if killed right after the sign-up
    await begin(house, path, FORM)
    await fill(house, path, files)
    whole = Notebook.read(path)
    assert whole is not None
    assert (whole.filled, whole.account, whole.password) == (True, half.account, half.password)
    assert whole.token not in {"", half.token}


async def test_a_changed_password_is_not_told(house: House, data: Path) -> None:
    path = data / "keys/demo.json"
    first = await begin(house, path, FORM)
    person = (await log_in(house, first.user, first.password, None, None)).seen.principal
    await change_password(house, person, first.password, "Zaunkönig-Takt-9!")
    told = await begin(house, path, FORM)
    assert (told.user, told.password) == (first.user, "")
