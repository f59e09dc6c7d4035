"""A one-page report as PDF: written by hand, because one page of text needs no library."""

from __future__ import annotations

_LINES = (
    (20, "Demo report: thorax CT, PET and MR"),
    (11, "Patient: Demo, Thorax (made up; no such person exists)"),
    (11, "Study: made by Diaphane at first start, so that there is something to look at"),
    (0, ""),
    (13, "Findings"),
    (11, "Right upper lobe: nodule of about 2 cm with spicules, SUVbw max. about 9."),
    (11, "Two lymph nodes right of the windpipe and below its fork, SUVbw about 5."),
    (11, "Heart of usual size. No effusion. Liver, spleen and the seen parts of the kidneys without finding."),
    (0, ""),
    (13, "What to try"),
    (11, "Scroll with the wheel, drag for window and level, double click for one large picture."),
    (11, "CT, PET and MR share one frame of reference: positions mean the same place in all three."),
    (0, ""),
    (11, "This page is no medical document."),
)


def pdf() -> bytes:
    """The report: PDF 1.4, one A4 page, Helvetica."""
    text: list[str] = ["BT", "72 780 Td"]
    for size, line in _LINES:
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        text += [f"/F1 {size} Tf ({escaped}) Tj"] if size else []
        text.append(f"0 -{max(size, 8) + 9} Td")
    stream = "\n".join([*text, "ET"]).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(body) + tail % (len(objects) + 1, table, len(objects) + 1, len(body))
