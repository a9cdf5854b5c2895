"""Looking into an Office file from somebody else before anything reads it: it must be small, plain and honest.

An XLSX file is a ZIP archive of XML. What is refused here could exhaust memory, reach other files, or run something.
"""

import io
import zipfile
import zlib

LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 40_000_000
MOST_MEMBERS = 200
STEEPEST_RATIO = 200
FREE_RATIO = 100_000  # a member this small may be packed as tightly as it likes
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Save it as an Excel workbook (.xlsx) without a password, and send that."


_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class UnusableFile(ValueError):
    """The file as a whole cannot be used; the message says why and what to send instead."""


def require_plain_xlsx(content: bytes) -> None:
    """Raise UnusableFile, when this is no XLSX file that can be read without risk."""
    if not content:
        raise UnusableFile(f"The file is empty. {SAVE_AS}")
    if len(content) > LARGEST_FILE:
        raise UnusableFile(f"The file is larger than {LARGEST_FILE // 1_000_000} megabytes; a tracker is far smaller.")
    if content.startswith(OLD_OFFICE):
        raise UnusableFile(f"The file is encrypted, or has the old format .xls. {SAVE_AS}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_small(archive)
            _require_workbook(archive)
            _require_whole(archive)
    except UnusableFile:
        raise
    except _DAMAGED:
        raise UnusableFile(f"The file is no Excel workbook, or it is damaged. {SAVE_AS}") from None


def _require_small(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise UnusableFile(f"The file holds {len(members)} parts; a tracker has fewer than {MOST_MEMBERS}.")
    if sum(one.file_size for one in members) > LARGEST_UNPACKED:
        raise UnusableFile(f"The file unpacks to more than {LARGEST_UNPACKED // 1_000_000} megabytes.")
    steep = any(one.file_size > max(FREE_RATIO, STEEPEST_RATIO * one.compress_size) for one in members)
    if steep:
        raise UnusableFile("A part of the file is packed far too tightly for a tracker.")
    if any(one.flag_bits & 1 for one in members):
        raise UnusableFile(f"The file is encrypted. {SAVE_AS}")
    names = [one.filename for one in members]
    if len(set(names)) < len(names) or any(".." in name.split("/") or name.startswith("/") for name in names):
        raise UnusableFile(f"The parts of the file have names that no program gives them. {SAVE_AS}")


def _require_workbook(archive: zipfile.ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if any(name.endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in name for name in names):
        raise UnusableFile(f"The file holds macros. {SAVE_AS}")
    if any("/externallinks/" in name or "/embeddings/" in name or "/activex/" in name for name in names):
        raise UnusableFile("The file refers to other files or holds some. Copy the cells into the exported tracker.")
    if not {"[content_types].xml", "xl/workbook.xml"} <= names:
        raise UnusableFile(f"The file is no Excel workbook. {SAVE_AS}")


def _require_whole(archive: zipfile.ZipFile) -> None:
    """Unpack every part once: its checksum must hold, and no XML may declare a document type."""
    for one in archive.infolist():
        unpacked = archive.read(one)
        if one.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in unpacked.replace(b"\0", b""):
            raise UnusableFile(f"A part of the file declares a document type, which no workbook needs. {SAVE_AS}")
