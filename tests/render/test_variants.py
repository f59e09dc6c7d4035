"""Other instruction sets draw the same: the tests of planes and surfaces, run again for AVX-512, AVX2 and no vectors at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diaphane.render.kernels.isa import best, features

AVX2 = "+avx2,+fma,+avx,+sse4.2,+sse4.1,+ssse3,+sse3,+sse2,+sse,+f16c,+popcnt,+bmi,+bmi2,+lzcnt,+movbe"
AVX512 = f"{AVX2},+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512cd"
TARGETS = {
    "avx512 with gathers": ("skylake-avx512", AVX512),
    "avx512 with loads": ("znver4", AVX512),
    "avx2 with gathers": ("haswell", AVX2),
    "portable with loads": ("x86-64", "+sse2,+sse"),
}

INNER = """
import sys
import pytest
code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-k", "scipy or brute or mirrored or pruning", *sys.argv[1:]])
from numba.core.registry import cpu_target
from diaphane.render.kernels.isa import GATHERS, ISA, best
target = cpu_target.target_context.codegen()._tm_features.split(",")
emitted = best(frozenset(name[1:] for name in target if name.startswith("+")))
print("drawn for", emitted, "by", ISA, "with", "gathers" if GATHERS else "loads")
sys.exit(code)
"""
"""Says with which instructions it drew: ours, and those that LLVM was allowed. The machine's own must not pass for others."""


def test_the_widest_set_is_chosen() -> None:
    assert best(frozenset({"avx2", "fma", "avx512f", "avx512bw"})) == "avx512"
    assert best(frozenset({"avx2", "fma"})) == "avx2"
    assert best(frozenset({"avx2"})) == "portable"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("variant", sorted(TARGETS))
def test_other_instruction_sets_draw_the_same(variant: str, tmp_path: Path) -> None:
    name, wanted = TARGETS[variant]
    if not {part[1:] for part in wanted.split(",")} <= features():
        pytest.skip(f"this machine cannot run {variant}")
    environment = os.environ | {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": wanted}
    here = Path(__file__).parent
    files = [str(here / "test_planes.py"), str(here / "test_surface.py")]
    done = subprocess.run(
        [sys.executable, "-c", INNER, f"--basetemp={tmp_path / 'inner'}", *files],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"drawn for {variant.split(maxsplit=1)[0]} by {variant}" in done.stdout
    assert " passed" in done.stdout
