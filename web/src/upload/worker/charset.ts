/** Specific Character Set (PS3.3 C.12.1.1.2) to the browser's decoders. For the preview only: the server reads exactly. */

const LABELS: Record<string, string> = {
  "ISO_IR 6": "windows-1252", "ISO_IR 100": "windows-1252", "ISO_IR 101": "iso-8859-2", "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4", "ISO_IR 144": "iso-8859-5", "ISO_IR 127": "iso-8859-6", "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8", "ISO_IR 148": "windows-1254", "ISO_IR 203": "iso-8859-15", "ISO_IR 13": "shift_jis",
  "ISO_IR 166": "windows-874", "ISO_IR 192": "utf-8", GB18030: "gb18030", GBK: "gbk",
  "ISO_IR 87": "iso-2022-jp", "ISO_IR 159": "iso-2022-jp", "ISO_IR 149": "euc-kr", "ISO_IR 58": "gb18030",
};

/** Escape sequences of ISO 2022 G1 designations; the 8-bit decoders know the sets by their bytes alone. */
const ESCAPES = new RegExp(`${String.fromCharCode(0x1b)}(\\$\\)[AC]|[()-][A-Z])`, "g");

/** A decoder for the values of a data set. Unknown sets are read as Latin-1, so that nothing is lost on the screen. */
export function decoderFor(characterSet: string): (bytes: Uint8Array) => string {
  const names = characterSet.split("\\").map((name) => name.trim().replace("ISO 2022 IR", "ISO_IR"));
  // With code extensions the second value names the multi-byte set; single-byte text decodes in it as ASCII.
  const name = names.length > 1 && names[1] ? names[1] : (names[0] ?? "");
  const label = LABELS[name] ?? "windows-1252";
  const decoder = new TextDecoder(label);
  return (bytes) => {
    const text = decoder.decode(bytes);
    return (label === "iso-2022-jp" ? text : text.replace(ESCAPES, "")).replace(/[\0\s]+$/u, "").trimStart();
  };
}
