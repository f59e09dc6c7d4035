"""Which vector instructions the kernels are emitted for.

The choice follows the target Numba compiles for, which is part of Numba's cache key: `NUMBA_CPU_NAME` and `NUMBA_CPU_FEATURES` force
another one (tests do), and a kernel compiled for one machine is never loaded on another.
"""

from __future__ import annotations

from typing import Final, Literal

import llvmlite.binding as llvm
from numba.core import config

Isa = Literal["avx512", "avx2", "portable"]


def features() -> frozenset[str]:
    """Names of the target's instruction sets as LLVM calls them, for example "avx512f"."""
    forced = getattr(config, "CPU_FEATURES", None)
    if forced is not None:
        return frozenset(name[1:] for name in forced.split(",") if name.startswith("+"))
    return frozenset(name for name, there in llvm.get_host_cpu_features().items() if there)


def processor() -> str:
    """The target's name as LLVM calls it, for example "znver5"."""
    return str(getattr(config, "CPU_NAME", None) or llvm.get_host_cpu_name())


def best(available: frozenset[str]) -> Isa:
    """The widest variant that `available` can run."""
    if {"avx512f", "avx512bw"} <= available:
        return "avx512"
    return "avx2" if {"avx2", "fma"} <= available else "portable"


ISA: Final[Isa] = best(features())
GATHERS: Final = ISA != "portable" and not processor().startswith("znver")
"""Whether the machine's own gathers are used: AMD's take longer than sixteen loads whose places are worked out once (measured on Zen 5:
slabs and 3D by a quarter)."""
