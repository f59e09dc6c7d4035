/** Written by tools/looks.py from the server's tables: a test fails when they differ. */

/** Colour maps by name: 64 colours (RRGGBB) in a row from the lowest grey level to the highest. */
export const COLOUR_MAPS = {
  "grey": "0202020606060a0a0a0e0e0e1212121616161a1a1a1e1e1e2222222626262a2a2a2e2e2e3232323636363a3a3a3e3e3e4242424646464a4a4a4e4e4e5252525656565a5a5a5e5e5e6262626666666a6a6a6e6e6e7272727676767a7a7a7e7e7e8282828686868a8a8a8e8e8e9292929696969a9a9a9e9e9ea2a2a2a6a6a6aaaaaaaeaeaeb2b2b2b6b6b6babababebebec2c2c2c6c6c6cacacacececed2d2d2d6d6d6dadadadededee2e2e2e6e6e6eaeaeaeeeeeef2f2f2f6f6f6fafafafefefe",
  "hot_iron": "0400000c00001400001c00002400002c00003400003c00004400004c00005400005c00006400006c00007400007c00008400008c00009400009c0000a40000ac0000b40000bc0000c40000cc0000d40000dc0000e40000ec0000f40000fc0000ff0400ff0c00ff1400ff1c00ff2400ff2c00ff3400ff3c00ff4400ff4c00ff5400ff5c00ff6400ff6c00ff7400ff7c00ff840cff8c1cff942cff9c3cffa44cffac5cffb46cffbc7cffc48cffcc9cffd4acffdcbcffe4ccffecdcfff4ecfffcfc",
  "hot_metal_blue": "00000400000c00001300001b00002300002b00003300003b00004300004b00005300005a00006200006a0000720000790000810000890000910000990000a10300a90f00b11a00b82600c03200c83b00bc4500b04e00a55800996306846f0d6d7a1555861c3e92242c9e2b20a93315b53a09c24200d14900e05100f05800ff6000ff680cff6f18ff7723ff7e2fff863bff8d47ff9552ff9c5effa46affab76ffb381ffba8dffc299ffc9a5ffd1b0ffd8bcffe0c8ffe7d5ffefe2fff6effffdfc",
  "pet": "000403000c0b001413001c1b002423002c2b003433003c3b004543004d4b005553005d5b006563006d6b007573007d7b057a830d728b156a931d629b255aa32d52ab354ab33d42bb453bc34d33cb552bd35c23db641be36c13eb740bf37c03fb8404f88c0ce89414d89c1cc8a424b8ab2ca8b33498bb3c88c34478cb4c68d35458db5c48e36438eb6c28f37418fb7c08ff8408ff8c18ff9428ff9c38ffa448ffac59ffb469ffbc79ffc489ffcc99ffd4aaffdcbaffe4caffecdafff4eafffcfa",
  "pet_20_step": "0000000000000000006000506000506000503030503030503030503030503030703030703030705050805050805050806060b06060b06060b07070c07070c07070c08080e08080e08080e030603030603030603030603030903030903030903050c05050c05050c05040e04040e04040e040e0e050e0e050e0e050d0d060d0d060d0d060d0d060d0b040d0b040d0b040d09000d09000d09000c06000c06000c06000b03000b03000b03000ff0000ff0000ff0000ff0000ffffffffffffffffff",
  "rainbow": "0008880018980028a80038b80048c70058d70068e70078f70087ff0097ff00a7ff00b7ff00c7ff00d7ff00e7ff00f7ff00fff700ffe700ffd700ffc700ffb700ffa700ff9700ff8708ff7818ff6828ff5838ff4848ff3858ff2868ff1878ff0887ff0097ff00a7ff00b7ff00c7ff00d7ff00e7ff00f7ff00ffff00ffff00ffff00ffff00ffff00ffff00ffff00ffff00fff700ffe700ffd700ffc600ffb600ffa600ff9600ff8600ff7500ff6500ff5500ff4500ff3500ff2400ff1400ff0400"
} as const;

/** 3D presets by name. Points are value, red, green, blue and the opacity of one millimetre; values as `values` says. */
export const SURFACE_PRESETS = {
  "bone": {"values": "HU", "shaded": true, "points": [[130, 0.55, 0.25, 0.15, 0.0], [230, 0.86, 0.68, 0.48, 0.1], [420, 0.96, 0.87, 0.72, 0.55], [1200, 1.0, 0.98, 0.94, 0.85]]},
  "vessels": {"values": "HU", "shaded": true, "points": [[110, 0.45, 0.05, 0.03, 0.0], [180, 0.75, 0.12, 0.08, 0.12], [300, 0.9, 0.35, 0.22, 0.45], [600, 1.0, 0.93, 0.82, 0.75]]},
  "skin": {"values": "HU", "shaded": true, "points": [[-450, 0.75, 0.52, 0.42, 0.0], [-250, 0.86, 0.64, 0.53, 0.3], [-50, 0.93, 0.75, 0.64, 0.75], [300, 0.98, 0.88, 0.8, 0.9]]},
  "muscle": {"values": "HU", "shaded": true, "points": [[-60, 0.55, 0.2, 0.16, 0.0], [30, 0.7, 0.28, 0.22, 0.12], [110, 0.82, 0.4, 0.3, 0.25], [250, 0.95, 0.85, 0.7, 0.6], [900, 1, 1, 0.96, 0.9]]},
  "lung": {"values": "HU", "shaded": true, "points": [[-920, 0.25, 0.35, 0.5, 0.0], [-800, 0.45, 0.6, 0.75, 0.012], [-650, 0.8, 0.75, 0.72, 0.1], [-400, 0.95, 0.8, 0.75, 0.0], [0, 1, 0.9, 0.85, 0.0]]},
  "airways": {"values": "HU", "shaded": true, "points": [[-1100, 0.35, 0.7, 0.9, 0.2], [-960, 0.5, 0.85, 1.0, 0.18], [-900, 0.6, 0.9, 1.0, 0.0], [-500, 0.6, 0.9, 1.0, 0.0]]},
  "soft": {"values": "HU", "shaded": true, "points": [[-120, 0.6, 0.4, 0.28, 0.0], [0, 0.8, 0.48, 0.36, 0.015], [80, 0.92, 0.62, 0.48, 0.05], [220, 1.0, 0.86, 0.7, 0.3], [600, 1, 1, 0.95, 0.8]]},
  "mr": {"values": "share", "shaded": true, "points": [[0.12, 0.35, 0.3, 0.28, 0.0], [0.3, 0.65, 0.55, 0.5, 0.06], [0.6, 0.88, 0.8, 0.74, 0.3], [1.0, 1.0, 0.97, 0.94, 0.7]]},
  "hot": {"values": "share", "shaded": false, "points": [[0.2, 0.3, 0.0, 0.0, 0.0], [0.45, 0.9, 0.3, 0.05, 0.04], [0.75, 1.0, 0.7, 0.15, 0.25], [1.0, 1.0, 1.0, 0.85, 0.8]]},
  "mip": {"values": "share", "shaded": false, "points": [[0.1, 0.1, 0.1, 0.1, 0.0], [0.4, 0.5, 0.5, 0.5, 0.01], [0.8, 0.9, 0.9, 0.9, 0.2], [1.0, 1.0, 1.0, 1.0, 0.9]]},
} as const;

/** The presets that make sense for a modality, the usual one first; others are shown like MR. */
export const USUAL_PRESETS = {"CT": ["bone", "vessels", "skin", "muscle", "lung", "airways", "soft", "mip"], "PT": ["hot", "mip", "mr"], "NM": ["hot", "mip", "mr"], "MR": ["mr", "mip", "hot"]} as const;
