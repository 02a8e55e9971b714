"""What a file is, by its content: its name and what its sender calls it are only claims."""

import codecs
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import puremagic

HEAD = 4096  # bytes that tell what it is
OVERLAP = 64  # bytes of a chunk that are looked at again with the next: a mark may lie across the seam
UNKNOWN, TEXT, HTML, SVG, XML = (
    "application/octet-stream",
    "text/plain",
    "text/html",
    "image/svg+xml",
    "application/xml",
)
PDF, PROGRAM = "application/pdf", "application/x-msdownload"
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": PDF,
    b"PK\x03\x04": "application/zip",
    b"PK\x05\x06": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"\x7fELF": "application/x-executable",
}
WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
# Nothing of it is tried twice: a file full of comments must not keep the server busy.
BEFORE_MARKUP = rb"\A(?:\xef\xbb\xbf)?(?>\s|<\?xml[^>]*>|<!--(?>.*?-->)|<!doctype\s+svg[^>]*>)*+"
MARKUP = {
    SVG: re.compile(BEFORE_MARKUP + rb"<svg[\s>]", re.DOTALL | re.IGNORECASE),
    HTML: re.compile(
        BEFORE_MARKUP + rb"<(?:!doctype\s+html|html|head|body|script|iframe|style|title|h1|div|table|meta|link|a|b|p|br"
        rb"|font|img|form|object|embed)[\s/>]",
        re.DOTALL | re.IGNORECASE,
    ),
    XML: re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE),
}
IN_MARKUP = re.compile(rb"<script|javascript:|[\s\"'/]on[a-z]{3,20}\s*=|<iframe|<foreignobject", re.IGNORECASE)
KNOWN = {*SIGNATURES.values(), "image/webp", HTML, SVG, XML}
SCRIPT = {HTML: IN_MARKUP, SVG: IN_MARKUP, XML: IN_MARKUP, PDF: re.compile(rb"/(?:JavaScript|JS|Launch)\b")}
# What no text holds, but tabs, line and page ends, and the escapes by which programs colour their logs.
CONTROL = bytes({*range(32), 127} - {8, 9, 10, 12, 13, 27})


@dataclass(frozen=True)
class Finding:
    """What a file's bytes say of it."""

    type: str
    has_script: bool
    size: int
    sha256: str


class Examination:
    """Reads a file once, chunk by chunk."""

    def __init__(self) -> None:
        self.head, self.tail = b"", b""
        self.size = 0
        self.has_script = False
        self.is_text = True
        self.digest = hashlib.sha256()
        self.decoder = codecs.getincrementaldecoder("utf-8")()

    def read(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.digest.update(chunk)
        self.head += chunk[: max(0, HEAD - len(self.head))]
        self.is_text = self.is_text and self.reads_on(chunk)
        mark = SCRIPT.get(marked(self.head) or "")
        self.has_script = self.has_script or bool(mark and mark.search(self.tail + chunk))
        self.tail = (self.tail + chunk)[-OVERLAP:]

    def reads_on(self, chunk: bytes, *, is_last: bool = False) -> bool:
        try:
            self.decoder.decode(chunk, is_last)
        except UnicodeDecodeError:
            return False
        return len(chunk.translate(None, CONTROL)) == len(chunk)

    def found(self) -> Finding:
        is_text = self.is_text and self.reads_on(b"", is_last=True)
        kind = marked(self.head) or (TEXT if is_text else guessed(self.head))
        return Finding(kind, self.has_script, self.size, self.digest.hexdigest())


def examine(chunks: Iterable[bytes]) -> Finding:
    examination = Examination()
    for chunk in chunks:
        examination.read(chunk)
    return examination.found()


def marked(head: bytes) -> str:
    """By a mark at its beginning, also where the rest would read as text; nothing where there is none."""
    if WEBP.match(head):
        return "image/webp"
    signed = next((kind for signature, kind in SIGNATURES.items() if head.startswith(signature)), "")
    return signed or next((kind for kind, opening in MARKUP.items() if opening.match(head)), "")


def guessed(head: bytes) -> str:
    """Of what is no text: the library's best guess, but of nothing that is known by a mark or by being text."""
    if head.startswith(b"MZ"):
        return PROGRAM
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    kinds = [guess.mime_type for guess in guesses if guess.mime_type and len(guess.mime_type) <= 100]
    return next((kind for kind in kinds if kind not in KNOWN and not kind.startswith("text/")), UNKNOWN)
