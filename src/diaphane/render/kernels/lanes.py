"""Sixteen lanes of LLVM IR: the one place where vector instructions are written by hand.

LLVM never turns scalar loops over a volume into gathers (ENGINE: 3-5 times slower), so the trilinear sampler is emitted as vector IR of
16 lanes.
Only the gathers (single loads where these are faster) and the pair lerp differ between instruction sets; the rest is plain vector
arithmetic that LLVM cuts to the machine's width.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba.core import cgutils

from diaphane.render.kernels.isa import GATHERS, ISA

N: Final = 16
I32: Final = ir.IntType(32)
I64: Final = ir.IntType(64)
F32: Final = ir.FloatType()
VI: Final = ir.VectorType(I32, N)
VF: Final = ir.VectorType(F32, N)
VB: Final = ir.VectorType(ir.IntType(1), N)
EVERY: Final = ir.Constant(VB, [1] * N)
_LONGS: Final = ir.VectorType(I64, 8)
_FAST: Final = ("fast",)
_WEIGHT: Final = 16384.0  # 14-bit weights: w0 + w1 = 16384 fits the signed 16-bit factors of pmaddwd


class Lanes:
    """Builds expressions of 16 lanes. Values are LLVM vectors: VF float32, VI int32, VB masks."""

    def __init__(self, builder: Any) -> None:
        self.b = builder

    def spread(self, scalar: Any, vector: Any) -> Any:
        """The same scalar in every lane."""
        first = self.b.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.Constant(I32, 0))
        return self.b.shuffle_vector(first, ir.Constant(vector, ir.Undefined), ir.Constant(ir.VectorType(I32, N), [0] * N))

    def f(self, value: Any) -> Any:
        """Float lanes from a Python number or an LLVM scalar."""
        return ir.Constant(VF, [float(value)] * N) if isinstance(value, int | float) else self.spread(value, VF)

    def i(self, value: Any) -> Any:
        """Integer lanes from a Python number or an LLVM scalar."""
        return ir.Constant(VI, [int(value)] * N) if isinstance(value, int) else self.spread(value, VI)

    def add(self, a: Any, c: Any) -> Any:
        """A + c."""
        return self.b.fadd(a, c, flags=_FAST)

    def sub(self, a: Any, c: Any) -> Any:
        """A - c."""
        return self.b.fsub(a, c, flags=_FAST)

    def mul(self, a: Any, c: Any) -> Any:
        """A * c."""
        return self.b.fmul(a, c, flags=_FAST)

    def fma(self, a: Any, c: Any, d: Any) -> Any:
        """A * c + d, fused where the machine can."""
        return self.add(self.mul(a, c), d)

    def max(self, a: Any, c: Any) -> Any:
        """The larger of both."""
        return self.b.select(self.b.fcmp_ordered(">", a, c, flags=_FAST), a, c)

    def min(self, a: Any, c: Any) -> Any:
        """The smaller of both."""
        return self.b.select(self.b.fcmp_ordered("<", a, c, flags=_FAST), a, c)

    def below(self, a: Any, c: Any) -> Any:
        """Mask of a < c."""
        return self.b.fcmp_ordered("<", a, c)

    def least(self, a: Any, c: Any) -> Any:
        """Mask of a >= c."""
        return self.b.fcmp_ordered(">=", a, c)

    def bits(self, mask: Any) -> Any:
        """A mask as the low 16 bits of an int32 scalar."""
        return self.b.zext(self.b.bitcast(mask, ir.IntType(N)), I32)

    def call(self, name: str, result: Any, arguments: list[Any]) -> Any:
        """An LLVM intrinsic."""
        kind = ir.FunctionType(result, [a.type for a in arguments])
        return self.b.call(cgutils.get_or_insert_function(self.b.module, kind, name), arguments)

    def load(self, pointer: Any, at: Any, kind: Any = VF) -> Any:
        """16 lanes from element `at` of an array of 32-bit elements."""
        value = self.b.load(self._place(pointer, at, kind))
        value.align = 4
        return value

    def store(self, value: Any, pointer: Any, at: Any) -> None:
        """16 lanes to element `at` of an array of 32-bit elements."""
        self.b.store(value, self._place(pointer, at, value.type)).align = 4

    def number(self, pointer: Any, at: int) -> Any:
        """Element `at` of a float32 array in every lane."""
        return self.f(self.b.load(self._place(pointer, at, F32)))

    def _place(self, pointer: Any, at: Any, kind: Any) -> Any:
        first = self.b.bitcast(pointer, I32.as_pointer())
        index = ir.Constant(I64, at) if isinstance(at, int) else at
        return self.b.bitcast(self.b.gep(first, [index]), kind.as_pointer())

    def _halves(self, vector: Any) -> list[Any]:
        undefined = ir.Constant(vector.type, ir.Undefined)
        picks = [ir.Constant(ir.VectorType(I32, 8), list(range(k, k + 8))) for k in (0, 8)]
        return [self.b.shuffle_vector(vector, undefined, pick) for pick in picks]

    def _join(self, low: Any, high: Any) -> Any:
        return self.b.shuffle_vector(low, high, ir.Constant(ir.VectorType(I32, N), list(range(N))))

    def gather(self, base: Any, index: Any, mask: Any, scale: int, kind: Any = VI) -> Any:
        """32 bits a lane from byte `index * scale` after `base`; of no meaning where `mask` is off.

        The first element must be there: lanes that are off may read it.
        """
        if not GATHERS:
            return Places(self, base, self.b.select(mask, index, self.i(0)), scale).at(None, kind)
        base = self.b.bitcast(base, ir.IntType(8).as_pointer())
        if ISA == "avx2":
            return self._gather_avx2(base, index, mask, scale, kind)
        name = f"llvm.x86.avx512.mask.gather.dp{'s' if kind is VF else 'i'}.512"
        return self.call(name, kind, [ir.Constant(kind, [0] * N), base, index, mask, ir.Constant(I32, scale)])

    def _gather_avx2(self, base: Any, index: Any, mask: Any, scale: int, kind: Any) -> Any:
        real = kind is VF
        half = ir.VectorType(F32 if real else I32, 8)
        signs = self.b.sext(mask, VI)  # all ones where on: the sign bit selects
        name = "llvm.x86.avx2.gather.d.ps.256" if real else "llvm.x86.avx2.gather.d.d.256"
        out = []
        for at, sign in zip(self._halves(index), self._halves(signs), strict=True):
            chosen = self.b.bitcast(sign, half) if real else sign
            zero = ir.Constant(half, [0] * 8)
            out.append(self.call(name, half, [zero, base, at, chosen, ir.Constant(ir.IntType(8), scale)]))
        return self._join(out[0], out[1])

    def pair_lerp(self, fraction: Any) -> Any:
        """A function that turns gathered neighbours (low half v[x], high half v[x+1]) into v[x] + fraction * (v[x+1] - v[x])."""
        b = self.b
        if ISA == "avx512":
            shorts = ir.VectorType(ir.IntType(16), 2 * N)
            right = b.fptosi(self.mul(fraction, self.f(_WEIGHT)), VI)
            left = b.sub(self.i(int(_WEIGHT)), right)
            weights = b.bitcast(b.or_(left, b.shl(right, self.i(16))), shorts)
            scale = self.f(1.0 / _WEIGHT)

            def lerp(pair: Any) -> Any:
                both = self.call("llvm.x86.avx512.pmaddw.d.512", VI, [b.bitcast(pair, shorts), weights])
                return self.mul(b.sitofp(both, VF), scale)

            return lerp

        def plain(pair: Any) -> Any:
            left = b.sitofp(b.ashr(b.shl(pair, self.i(16)), self.i(16)), VF)
            right = b.sitofp(b.ashr(pair, self.i(16)), VF)
            return self.fma(fraction, self.sub(right, left), left)

        return plain

    def trilinear(self, base: Any, at: tuple[Any, Any, Any], rows: Any, pitch: Any) -> Any:
        """Trilinear samples of an int16 volume at (z, y, x), all >= 0, in float32.

        `rows` and `pitch` are int32 scalars: rows a slice and elements a row. Every lane must lie within the padded buffer: its cell reads
        elements x..x+1 of rows y..y+1 of slices z..z+1, which is why a volume ends with a spare slice and row (see `volume.empty`).
        """
        b = self.b
        z, y, x = at
        iz, iy, ix = (b.fptosi(v, VI) for v in at)
        fz, fy, fx = (self.sub(v, b.sitofp(k, VF)) for v, k in ((z, iz), (y, iy), (x, ix)))
        first = b.add(b.mul(b.add(b.mul(iz, self.i(rows)), iy), self.i(pitch)), ix)
        lerp, places = self.pair_lerp(fx), Places(self, base, first, 2)
        deep = b.mul(rows, pitch)

        def row(step: Any, after: Any) -> Any:
            near = lerp(places.at(step))
            return self.fma(fy, self.sub(lerp(places.at(after)), near), near)

        near = row(None, pitch)
        return self.fma(fz, self.sub(row(deep, b.add(deep, pitch)), near), near)

    def fetch(self, base: Any, at: list[Any], rows: Any, pitch: Any) -> None:
        """Ask for the memory of the voxels (z, y, x) of an int16 volume, without waiting for it."""
        iz, iy, ix = (self.b.fptosi(v, VI) for v in at)
        Places(self, base, self.b.add(self.b.mul(self.b.add(self.b.mul(iz, self.i(rows)), iy), self.i(pitch)), ix), 2).fetch()


class Places:
    """Sixteen places of memory, read more than once: each time the same number of elements further on.

    Where gathers are slow, a lane's address is worked out once; reading on from it takes a load and no more.
    """

    def __init__(self, e: Lanes, base: Any, index: Any, scale: int) -> None:
        """Elements `index` (VI) of `scale` bytes after `base`; what is read there and further on must exist for every lane."""
        self._e, self._base, self._index, self._scale = e, base, index, scale
        self._addresses = [] if GATHERS else [self._address(lane) for lane in range(N)]

    def fetch(self) -> None:
        """Ask for the memory there, without waiting for it."""
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer(), I32, I32, I32])
        ask = cgutils.get_or_insert_function(self._e.b.module, kind, "llvm.prefetch.p0i8")
        for lane in range(N):
            self._e.b.call(ask, [self._address(lane), *(ir.Constant(I32, n) for n in (0, 3, 1))])  # to read, to keep, data

    def _address(self, lane: int) -> Any:
        b = self._e.b
        at = b.sext(b.extract_element(self._index, ir.Constant(I32, lane)), I64)
        return b.gep(b.bitcast(self._base, ir.IntType(8).as_pointer()), [b.mul(at, ir.Constant(I64, self._scale))])

    def _loaded(self, lanes: range, step: Any, kind: Any) -> Any:
        """A vector of these lanes, `step` elements (int32 scalar, or None: 0) further on."""
        b = self._e.b
        value = ir.Constant(kind, [0] * kind.count)
        further = None if step is None else b.mul(b.sext(step, I64), ir.Constant(I64, self._scale))
        for place, lane in enumerate(lanes):
            address = self._addresses[lane] if further is None else b.gep(self._addresses[lane], [further])
            loaded = b.load(b.bitcast(address, kind.element.as_pointer()))
            loaded.align = min(self._scale, 4)
            value = b.insert_element(value, loaded, ir.Constant(I32, place))
        return value

    def at(self, step: Any, kind: Any = VI) -> Any:
        """32 bits a lane, `step` elements (int32 scalar, or None: 0) further on."""
        if not GATHERS:
            return self._loaded(range(N), step, kind)
        index = self._index if step is None else self._e.b.add(self._index, self._e.i(step))
        return self._e.gather(self._base, index, EVERY, self._scale, kind)

    def twice(self, step: Any, apart: int) -> tuple[Any, Any]:
        """32 bits a lane, `step` elements further on, and those 32 bits that lie `apart` elements (4 bytes) behind them."""
        b = self._e.b
        if GATHERS:
            return self.at(step), self.at(b.add(step, ir.Constant(I32, apart)))
        parts = [b.bitcast(self._loaded(range(k, k + 8), step, _LONGS), VI) for k in (0, 8)]
        picks = (ir.Constant(ir.VectorType(I32, N), list(range(half, 2 * N, 2))) for half in (0, 1))
        low, high = (b.shuffle_vector(*parts, pick) for pick in picks)
        return low, high


RAMP: Final = ir.Constant(VF, [float(lane) for lane in range(N)])
# A packet of 4 x 4 pixels: lane = 4 * row + column.
PACKET_COLUMN: Final = ir.Constant(VF, [float(lane % 4) for lane in range(N)])
PACKET_ROW: Final = ir.Constant(VF, [float(lane // 4) for lane in range(N)])


def data_of(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Pointer to the first element of a Numba array."""
    return context.make_array(kind)(context, builder, array).data
