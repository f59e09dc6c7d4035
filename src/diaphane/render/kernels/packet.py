"""One packet of 4 x 4 rays marching through a volume: classify, shade, composite front to back (emission-absorption, premultiplied).

The state of a packet is float32[6 * 16]: transparency left, red, green, blue (0..1, already times opacity), first and last depth of each
ray.
`par` is float32[34]: 0..17 geometry (see `cells.block_box`), 18..20 index of the last voxel, 21..23 gradient scales, 24..26 direction to
the light, each (z, y, x); 27 ambient, 28 diffuse, 29 specular share; 30 first value of the table, 31 its entries per value;
32, 33 the first of its entries that is seen, and the one after the last.
The table is float32 (4, entries): red, green, blue, opacity of one step, each in one piece because most samples only need the last.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from diaphane.render.kernels.cell16 import Cells
from diaphane.render.kernels.lanes import F32, I32, I64, PACKET_COLUMN, PACKET_ROW, VF, VI, Lanes, N, Places, data_of

OPAQUE: Final = 0.02
"""A ray ends when no more than this shines through: less than 6 grey levels of what lies behind."""
FAINT: Final = 0.001
"""Samples that add less than this are not shaded."""
TRANSPARENCY, RED, GREEN, BLUE, NEAR, FAR = (16 * k for k in range(6))
STATE: Final = 6 * N


def _axes(e: Lanes, par: Any, at: int) -> list[Any]:
    return [e.number(par, at + axis) for axis in range(3)]


def _rays(e: Lanes, par: Any, column: Any, row: Any) -> tuple[list[Any], list[Any]]:
    """Start and step of each ray of the packet whose first pixel is (column, row)."""
    c, r = e.add(PACKET_COLUMN, e.f(column)), e.add(PACKET_ROW, e.f(row))
    o, du, dv, dn, eu, ev = (_axes(e, par, 3 * k) for k in range(6))
    start = [e.fma(c, du[a], e.fma(r, dv[a], o[a])) for a in range(3)]
    step = [e.fma(c, eu[a], e.fma(r, ev[a], dn[a])) for a in range(3)]
    return start, step


def _light(e: Lanes, par: Any, gradient: list[Any]) -> tuple[Any, Any]:
    """Diffuse factor and specular term of a light at the eye (Blinn-Phong, exponent 10), both sides of a surface lit."""
    b = e.b
    n = [e.mul(g, s) for g, s in zip(gradient, _axes(e, par, 21), strict=True)]
    towards = _axes(e, par, 24)
    length2 = e.fma(n[0], n[0], e.fma(n[1], n[1], e.fma(n[2], n[2], e.f(1e-6))))
    dot = e.fma(n[0], towards[0], e.fma(n[1], towards[1], e.mul(n[2], towards[2])))
    dot = e.call("llvm.fabs.v16f32", VF, [dot])
    cosine = b.fdiv(dot, e.call("llvm.sqrt.v16f32", VF, [length2]), flags=("fast",))
    two = e.mul(cosine, cosine)
    four = e.mul(two, two)
    shine = e.mul(e.mul(e.mul(four, four), two), e.number(par, 29))
    return e.fma(cosine, e.number(par, 28), e.number(par, 27)), shine


def _composite(e: Lanes, state: dict[int, Any], mask: Any, table: tuple[Places, Any], shade: Any) -> None:
    """Add one sample to the lanes that see it; `table` = the lanes' entries, and how many there are; `shade(seen)` = diffuse, specular."""
    b = e.b
    places, entries = table
    alpha = places.at(b.mul(entries, ir.Constant(I32, 3)), VF)
    left = b.load(state[TRANSPARENCY])
    seen = b.and_(mask, e.below(e.f(FAINT), e.mul(alpha, left)))
    with b.if_then(b.icmp_unsigned("!=", e.bits(seen), ir.Constant(I32, 0))):
        diffuse, shine = shade(seen)
        weight = b.select(seen, e.mul(alpha, left), e.f(0.0))
        for channel, place in enumerate((RED, GREEN, BLUE)):
            colour = places.at(b.mul(entries, ir.Constant(I32, channel)), VF)
            b.store(e.fma(weight, e.fma(colour, diffuse, shine), b.load(state[place])), state[place])
        b.store(e.sub(left, weight), state[TRANSPARENCY])


def _emit(shaded: bool, context: Any, b: Any, kinds: Any, arguments: Any) -> Any:  # noqa: FBT001 (a variant, fixed when compiled)
    column, row, first, last, entries, rows, pitch = arguments[4:]
    e = Lanes(b)
    base, memory, table, par = (data_of(context, b, kind, array) for kind, array in zip(kinds[:4], arguments[:4], strict=True))
    start, step = _rays(e, par, column, row)
    far, stride = _axes(e, par, 18), (b.mul(rows, pitch), pitch)
    near_k, far_k = e.load(memory, NEAR), e.load(memory, FAR)
    top, size = e.f(b.sitofp(entries, F32)), b.add(entries, ir.Constant(I32, 1))
    state = {place: cgutils.alloca_once_value(b, e.load(memory, place)) for place in (TRANSPARENCY, RED, GREEN, BLUE)}
    with cgutils.for_range_slice(b, first, last, ir.Constant(I64, 1), I64) as (index, _):
        k = e.f(b.sitofp(index, F32))
        there = b.and_(e.least(k, near_k), e.least(far_k, k))
        mask = b.and_(there, e.below(e.f(OPAQUE), b.load(state[TRANSPARENCY])))
        with b.if_then(b.icmp_unsigned("!=", e.bits(mask), ir.Constant(I32, 0))):
            # Where to look does not ask what shines through yet: the next sample is read while this one is still being worked on.
            at = tuple(
                b.select(there, e.min(e.max(e.fma(k, d, o), e.f(0.0)), end), e.f(0.0)) for o, d, end in zip(start, step, far, strict=True)
            )
            cells = Cells(e, base, at, far, stride)  # lanes that are off sample the first voxel, which is always there
            entry = e.mul(e.sub(cells.value(), e.number(par, 30)), e.number(par, 31))
            entry = e.min(e.max(e.add(entry, e.f(0.5)), e.f(0.0)), top)
            # Most samples are air or flesh that nobody sees: known before their opacity is read.
            maybe = b.and_(mask, b.and_(e.least(entry, e.number(par, 32)), e.below(entry, e.number(par, 33))))
            with b.if_then(b.icmp_unsigned("!=", e.bits(maybe), ir.Constant(I32, 0))):
                entry = b.fptosi(entry, VI)

                def shade(seen: Any, cells: Cells = cells) -> tuple[Any, Any]:
                    return _light(e, par, cells.gradient(seen)) if shaded else (e.f(1.0), e.f(0.0))

                _composite(e, state, mask, (Places(e, table, entry, 4), size), shade)
    for place, value in state.items():
        e.store(b.load(value), memory, place)
    return context.get_dummy_value()


def _make(*, shaded: bool) -> Any:
    def march(
        _typing: Any, v: Any, state: Any, table: Any, par: Any, column: Any, row: Any, k0: Any, k1: Any, last: Any, rows: Any, pitch: Any
    ) -> Any:  # fmt: skip
        """Carry the packet of pixel (column, row) on through depths [k0, k1); `last` = int32 index of the table's last entry."""
        del column, row, k0, k1, last, rows, pitch
        real, whole, small = types.float32, types.int64, types.int32
        signature = types.void(v, state, table, par, real, real, whole, whole, small, small, small)

        def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
            return _emit(shaded, context, builder, sig.args, arguments)

        return signature, emit

    return intrinsic(march)


march_shaded = _make(shaded=True)
march_flat = _make(shaded=False)
