"""Pages on paper: HTML to PDF, the same bytes for the same page, where WeasyPrint is installed (`approvals[pdf]`).

Laying out 77 cases takes many seconds of a processor, so it is done in a process of its own and the service goes on
answering; what was made last is kept.
"""

import hashlib
import importlib.util
import logging
import subprocess
import sys
from functools import lru_cache
from typing import Any

HOW = (
    "PDFs are not made here. Take the page or the Word document; whoever runs the service can install WeasyPrint, "
    "as its documentation says."
)
LONGEST_S = 180
KEPT = 8
log = logging.getLogger(__name__)


class NoPdf(LookupError):
    """WeasyPrint is not installed, or it could not make this one."""


def can_be_made() -> bool:
    """Return whether WeasyPrint is installed."""
    return importlib.util.find_spec("weasyprint") is not None


@lru_cache(maxsize=KEPT)
def pdf_of(page: str) -> bytes:
    """Return a page of HTML as a PDF, tagged for screen readers (PDF/UA-1). Raises NoPdf."""
    if not can_be_made():
        raise NoPdf(HOW)
    words = [sys.executable, "-m", "service.formats.pdf"]
    try:
        made = subprocess.run(words, input=page.encode(), capture_output=True, timeout=LONGEST_S, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise NoPdf(f"Making this PDF took longer than {LONGEST_S} seconds, so it was stopped.") from None
    except subprocess.CalledProcessError as failed:
        log.warning("WeasyPrint failed: %s", failed.stderr.decode(errors="replace")[-2000:])
        raise NoPdf(HOW) from None
    return made.stdout


def laid_out(page: str) -> Any:
    """Return a page of HTML as a document that WeasyPrint laid out; nothing from outside the page is fetched."""
    weasyprint = importlib.import_module("weasyprint")
    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    return weasyprint.HTML(string=page, url_fetcher=inside).render()


def main() -> None:
    """Read a page from standard input and write its PDF to standard output."""
    page = sys.stdin.buffer.read()
    identifier = hashlib.sha256(page).hexdigest()[:32].encode()
    document = laid_out(page.decode())
    document.write_pdf(sys.stdout.buffer, pdf_identifier=identifier, pdf_variant="pdf/ua-1", pdf_tags=True)


if __name__ == "__main__":
    main()
