/** Pictures and a PDF, made up on the spot. */
import { Buffer } from "node:buffer";

/** Something like an axial slice, different for each series. */
export function picture(seed: string): string {
  let hash = 7;
  for (const letter of seed) hash = (hash * 31 + letter.charCodeAt(0)) % 997;
  const [x, y, r] = [50 + (hash % 9) - 4, 50 + (hash % 7) - 3, 30 + (hash % 11)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100"/><ellipse cx="50" cy="52" rx="42" ry="34" fill="#5b5b5b"/><ellipse cx="50" cy="52" rx="39" ry="31" fill="#3a3a3a"/><ellipse cx="${x - 18}" cy="${y}" rx="${r / 2.4}" ry="${r / 1.7}" fill="#0c0c0c"/><ellipse cx="${x + 18}" cy="${y}" rx="${r / 2.4}" ry="${r / 1.7}" fill="#101010"/><circle cx="50" cy="76" r="6" fill="#e8e8e8"/><circle cx="${x}" cy="${y - 8}" r="9" fill="#8d8d8d"/></svg>`;
}

const stream = (text: string) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;

/** A valid two-page PDF with text in a standard font. */
export function pdf(): Buffer {
  const lines = ["Referral letter", "", "Dear colleague,", "thank you for seeing this patient with", "a nodule in the left upper lobe."];
  const content = (first: string) => `BT /F1 18 Tf 72 760 Td (${first}) Tj /F1 12 Tf ${lines.slice(1).map((line) => `0 -22 Td (${line}) Tj`).join(" ")} ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 7 0 R >> >> >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 7 0 R >> >> >>",
    stream(content("Referral letter")),
    stream(content("Second page")),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
  return Buffer.from(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`, "latin1");
}
