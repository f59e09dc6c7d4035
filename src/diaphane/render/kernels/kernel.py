"""Kernels: functions compiled for given types, before anybody waits for them, and kept on disk for the next start.

Importing a module of kernels compiles nothing: `Kernel.compile` does (see `ready`), or the first call of a test. The cache lies beside
this file, or under `NUMBA_CACHE_DIR` where that is set (an installation whose code is read-only sets it). Its folder is named by all
sources of this room, because Numba notices a change in a kernel's own file only, not in what that kernel was built from; Numba itself
keeps the kernels of different processors apart.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba as nb
from numba.core import config as numba_config

config: Final[Any] = numba_config  # its settings are made when it is imported: no type checker sees them
_Function = TypeVar("_Function", bound=Callable[..., Any])
_COMPILING: Final = threading.RLock()
_USED: Final = "used"
_KEPT: Final = 3  # folders of older sources that stay: branches are gone back to


def cache_folder(root: Path) -> Path:
    """The folder under `root` for kernels of the sources as they are now; the ones of sources long gone are removed.

    Raises `OSError` where nothing can be written.
    """
    state = hashlib.sha256(nb.__version__.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        state.update(path.name.encode() + b"\0" + path.read_bytes())
    folder = root / f"kernels-{state.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _USED).touch()
    others = sorted(root.glob(f"kernels-*/{_USED}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for mark in others[_KEPT + 1 :]:
        _remove(mark.parent)
    return folder


def _remove(folder: Path) -> None:
    """Remove a folder of the cache; whatever another process has just taken or put there may stay."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def _choose_cache() -> None:
    """Tell Numba where its cache lies; where nothing can be written it finds a place by itself, or none."""
    root = Path(config.CACHE_DIR) if config.CACHE_DIR else Path(__file__).parent / "__pycache__"
    with contextlib.suppress(OSError):
        config.CACHE_DIR = str(cache_folder(root))


class Kernel:
    """A function and the types it is compiled for. Calling it runs it, without the GIL."""

    def __init__(self, function: Callable[..., Any], signatures: Sequence[Any], options: dict[str, Any]) -> None:
        self.name = function.__name__
        self.__doc__ = function.__doc__
        self._signatures = signatures
        self._run = nb.njit(nogil=True, cache=True, error_model="numpy", **options)(function)
        self._compiled = False

    def compile(self) -> None:
        """Load the kernel from the cache, or compile it and put it there. Safe to call from any thread, and again."""
        with _COMPILING:
            if not self._compiled:
                for signature in self._signatures:
                    self._run.compile(signature)
                self._run.disable_compile()  # other types are a fault, not a reason to compile in a request
                self._compiled = True

    def __call__(self, *arguments: Any) -> Any:
        """Run the kernel; compiles it first where nobody did."""
        if not self._compiled:
            self.compile()
        return self._run(*arguments)


def part(function: _Function) -> _Function:
    """Makes a function a part of kernels. It may allocate nothing, and so counts no references.

    Numba counts them for every array that a function takes, atomically and mostly in vain: for a row of 512 pixels that took longer than
    its samples. So a kernel makes its room and leaves all loops to its parts.
    """
    compiler: Any = nb.njit  # whose types leave `_nrt` out
    return cast("_Function", compiler(nogil=True, fastmath=True, error_model="numpy", _nrt=False)(function))


def kernel(*signatures: Any, **options: Any) -> Callable[[Callable[..., Any]], Kernel]:
    """Makes a function a `Kernel` for these signatures. `options` go to Numba; division by zero gives what NumPy gives."""
    return lambda function: Kernel(function, signatures, options)


_choose_cache()
