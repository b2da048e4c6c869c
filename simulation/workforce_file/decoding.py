"""Bytes of a text file -> text, by byte order mark, by UTF-8's own grammar, or Windows-1252."""

import codecs
from dataclasses import dataclass

from simulation.errors import Problem, WorkforceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NOT_TEXT = (
    (b"\xd0\xcf\x11\xe0", "an old .xls workbook or one with a password"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"SQLite format 3", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file and how its bytes were read."""

    text: str
    encoding: str
    assumed: bool
    damaged: int = 0


def refuse_other_formats(content: bytes, file: str) -> None:
    """Raise WorkforceError where the first bytes belong to a format that is no table of text."""
    for signature, what in _NOT_TEXT:
        if content.startswith(signature):
            raise _unreadable(file, f"the file is {what}, not a table")
    start = content[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise _unreadable(file, "the file is a web page or XML, whatever its name says")


def decode(content: bytes, file: str) -> Decoded:
    """Decode a text file; a few damaged bytes are replaced and counted."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            text = content.decode(codec, errors="replace")
            return Decoded(text, name, assumed=False, damaged=text.count("\ufffd"))
    wide = _unmarked_utf16(content)
    if wide is not None:
        return Decoded(content.decode(wide, errors="replace"), "UTF-16", assumed=True)
    if content.count(b"\x00") > len(content) // 100:
        raise _unreadable(file, "the file is binary, not text")
    return _unmarked_bytes(content)


def _unmarked_utf16(content: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every other byte."""
    head = content[:4000]
    half = max(1, len(head) // 2)
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _unmarked_bytes(content: bytes) -> Decoded:
    text = content.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    if damaged == 0:
        return Decoded(text, "UTF-8", assumed=False)
    sound = len(text) - len(text.encode("ascii", errors="ignore")) - damaged
    if sound > 20 * damaged:
        return Decoded(text, "UTF-8", assumed=False, damaged=damaged)
    # Windows-1252 leaves five bytes undefined; Latin-1 has a character for each.
    return Decoded(content.decode("cp1252", errors="replace"), "Windows-1252", assumed=True)


def _unreadable(file: str, message: str) -> WorkforceError:
    hint = "Export the list of people as CSV or .xlsx, one row per person, and import that."
    return WorkforceError(Problem(message, file=file, hint=hint))
