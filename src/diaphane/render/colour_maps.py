"""Colour maps for fusion and for single series: 256 RGB entries each, by name.

The standard's well-known palettes (PS3.6 Annex B) are kept as the corners `value:level` of their straight pieces, red, green, blue,
and are exact to the level (tests compare with the standard's tables). "rainbow" is ours: blue over green to red, for parametric maps.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput

_CORNERS: dict[str, tuple[str, str, str]] = {
    "grey": ("0:0 255:255", "0:0 255:255", "0:0 255:255"),
    "hot_iron": (
        "0:0 127:254 129:255 255:255",
        "0:0 128:0 254:252 255:255",
        "0:0 191:0 254:252 255:255",
    ),
    "hot_metal_blue": (
        (
            "0:0 85:0 93:24 94:26 102:50 103:52 105:57 106:59 108:64 109:66 113:76 114:78 116:83 117:85 120:93 127:114 128:116 "
            "144:164 145:166 153:190 155:198 156:201 161:221 162:224 167:244 168:247 170:255 255:255"
        ),
        (
            "0:0 119:0 123:8 124:9 131:23 132:24 140:40 141:41 148:55 149:56 157:72 158:73 165:87 166:88 174:104 175:105 182:119 "
            "183:120 191:136 192:137 199:151 200:152 208:168 209:169 216:183 217:184 225:200 226:201 233:215 234:216 240:228 241:229 "
            "246:239 247:240 252:250 253:251 255:255"
        ),
        (
            "0:0 8:16 9:17 42:83 43:84 59:116 60:117 93:183 94:184 102:200 110:176 112:171 119:150 123:126 125:115 131:79 133:68 "
            "136:50 144:26 146:21 153:0 170:0 178:24 179:26 195:74 196:76 212:124 213:126 229:174 230:176 240:206 242:213 244:219 "
            "246:226 248:232 250:239 252:245 254:252 255:255"
        ),
    ),
    "pet": (
        "0:0 63:0 64:1 106:85 107:86 149:170 150:171 192:255 255:255",
        "0:0 31:62 33:67 62:125 63:128 95:64 97:61 127:1 128:0 254:252 255:255",
        "0:0 1:1 128:255 130:248 192:0 212:80 214:89 233:165 235:174 254:250 255:255",
    ),
    "pet_20_step": (
        (
            "0:0 12:0 13:96 25:96 26:48 50:48 51:80 63:80 64:96 76:96 77:112 89:112 90:128 101:128 102:48 127:48 128:80 140:80 141:64 "
            "152:64 153:224 165:224 166:208 203:208 204:192 216:192 217:176 229:176 230:255 255:255"
        ),
        (
            "0:0 25:0 26:48 50:48 51:80 63:80 64:96 76:96 77:112 89:112 90:128 101:128 102:96 114:96 115:144 127:144 128:192 140:192 "
            "141:224 165:224 166:208 178:208 179:176 191:176 192:144 203:144 204:96 216:96 217:48 229:48 230:0 242:0 243:255 255:255"
        ),
        (
            "0:0 12:0 13:80 38:80 39:112 50:112 51:128 63:128 64:176 76:176 77:192 89:192 90:224 101:224 102:48 127:48 128:80 140:80 "
            "141:64 152:64 153:80 165:80 166:96 178:96 179:64 191:64 192:0 242:0 243:255 255:255"
        ),
    ),
    "rainbow": ("0:0 96:0 160:255 255:255", "0:0 64:255 192:255 255:0", "0:128 32:255 64:255 128:0 255:0"),
}
NAMES = tuple(_CORNERS)


@cache
def table(name: str) -> NDArray[np.uint8]:
    """Grey level to RGB: uint8, shape (256, 3), read-only. Raises `BadInput` for an unknown name."""
    if name not in _CORNERS:
        raise BadInput("render.colour_map", f"There is no colour map of this name. Known are: {', '.join(NAMES)}.")
    rgb = np.empty((256, 3), np.uint8)
    for channel, corners in enumerate(_CORNERS[name]):
        at, level = zip(*(map(int, corner.split(":")) for corner in corners.split()), strict=True)
        rgb[:, channel] = np.floor(np.interp(np.arange(256), at, level) + 0.5)
    rgb.flags.writeable = False
    return rgb


def coloured(levels: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """Grey levels of any shape through a colour map, RGB last; "grey" stays one channel. Raises `BadInput` for an unknown name."""
    # As `table[levels]`, in a quarter of its time.
    return levels if name == "grey" else table(name).take(levels, axis=0)
