"""Small PDF files, written object by object."""

import zlib
from collections.abc import Sequence

Line = tuple[float, float, float, str]
"""x, y, the size of the letters, and the text."""


def pdf(
    pages: Sequence[Sequence[Line]],
    *,
    title: str = "",
    author: str = "",
    keywords: str = "",
    chinese: bool = False,
    extra: str = "",
) -> bytes:
    """A PDF with these lines on its pages, in Helvetica or in a font known by its ToUnicode map."""
    texts = "".join(text for page in pages for *_, text in page)
    codes = {character: number for number, character in enumerate(sorted(set(texts)), start=1)}
    font = 3
    objects: list[bytes] = [b"", b"", b""]
    objects[2:] = _chinese_font(codes) if chinese else [_HELVETICA]
    numbers: list[int] = []
    for page in pages:
        content = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm {_shown(text, codes if chinese else None)} Tj ET"
            for x, y, size, text in page
        )
        objects.append(stream(content.encode("latin-1")))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> {extra} >>".encode()
        )
        numbers.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    information = "".join(
        f"/{name} {_utf16(value)} "
        for name, value in (("Title", title), ("Author", author), ("Keywords", keywords))
        if value
    )
    objects.append(f"<< {information} /CreationDate (D:20190101000000Z) >>".encode())
    return file(objects, f"/Info {len(objects)} 0 R")


def file(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """The bytes of a PDF with these objects; the first is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def stream(content: bytes, *, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def lines(
    texts: Sequence[str], *, top: float = 760, step: float = 14, size: float = 10
) -> list[Line]:
    """Lines one below the other; an empty one leaves a gap."""
    return [(72, top - number * step, size, text) for number, text in enumerate(texts) if text]


_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def _chinese_font(codes: dict[str, int]) -> list[bytes]:
    pairs = "\n".join(
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(cmap.encode()),
    ]


def _shown(text: str, codes: dict[str, int] | None) -> str:
    if codes is not None:
        return "<" + "".join(f"{codes[character]:04x}" for character in text) + ">"
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped.encode('cp1252').decode('latin-1')})"


def _utf16(text: str) -> str:
    return "<feff" + text.encode("utf-16-be").hex() + ">"
