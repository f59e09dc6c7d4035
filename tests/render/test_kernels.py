"""Kernels: each is warmed, none compiles at import or in a request, and their cache follows their sources."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from diaphane.render.kernels import carve, cells, colour, grey, projection, raycast, ready, ribbon, slab
from diaphane.render.kernels.kernel import Kernel, cache_folder

COUNT = """
from numba.core.dispatcher import Dispatcher
from numba.core.caching import IndexDataCacheFile
compiled = []
save = IndexDataCacheFile.save
IndexDataCacheFile.save = lambda self, *a: (compiled.append(1), save(self, *a))
"""


def test_every_kernel_is_warmed_once() -> None:
    modules = (carve, cells, colour, grey, projection, raycast, ribbon, slab)
    there = {id(one) for module in modules for one in vars(module).values() if isinstance(one, Kernel)}
    warmed = [id(one) for one in (*ready.STACK, *ready.VOLUME)]
    assert len(warmed) == len(set(warmed))
    assert set(warmed) == there


def test_a_warm_kernel_refuses_other_types() -> None:
    values, out = np.zeros((4, 4), np.float32), np.empty((4, 4), np.uint8)
    grey.window_values(values, np.float32(0), np.float32(1), np.uint8(0), out)
    with pytest.raises(TypeError, match="No matching definition"):
        grey.window_values(values.astype(complex), np.float32(0), np.float32(1), np.uint8(0), out)


def run(code: str, folder: Path) -> str:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout


def test_importing_compiles_nothing_and_the_second_start_reads_the_cache(tmp_path: Path) -> None:
    code = COUNT + "import diaphane.worker\nprint(len(compiled))\n"
    code += "from diaphane.render.kernels import colour\ncolour.shrink_rgb.compile()\nprint(len(compiled))"
    assert run(code, tmp_path).split() == ["0", "1"]
    assert run(code, tmp_path).split() == ["0", "0"]


def test_caches_of_older_sources_go(tmp_path: Path) -> None:
    for k in range(6):
        (tmp_path / f"kernels-{k}" / "deep").mkdir(parents=True)
        (tmp_path / f"kernels-{k}" / "deep" / "file").touch()
        (tmp_path / f"kernels-{k}" / "used").touch()
        os.utime(tmp_path / f"kernels-{k}" / "used", (k, k))
    kept = cache_folder(tmp_path)
    assert cache_folder(tmp_path) == kept
    assert {path.name for path in tmp_path.iterdir()} == {kept.name, "kernels-3", "kernels-4", "kernels-5"}
