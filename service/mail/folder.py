"""Sending into a folder: each message one file under its own name, so the same message twice is still one file."""

import os
from pathlib import Path

from service.mail.mailer import Claimed, Outcome, Sent, Temporary


class FolderMailer:
    """Writes `.eml` files that any mail program opens. For demonstrations, and for handing mail to another system."""

    dedupes = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, claimed: Claimed) -> Outcome:
        """Write the file: all of it or nothing, and on the disk before it counts as sent."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._file(claimed)
            fresh = file.with_suffix(".new")
            with fresh.open("wb") as out:
                out.write(claimed.body)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(file)
        except OSError as problem:
            return Temporary(f"The folder {self._folder} cannot be written: {problem.strerror}.", everybody=True)
        return Sent(file.name)

    def looked_up(self, claimed: Claimed) -> Outcome | None:
        """Look whether the file is there."""
        file = self._file(claimed)
        return Sent(file.name) if file.exists() else Temporary("It is not in the folder.")

    def close(self) -> None:
        """Nothing is kept open."""

    def _file(self, claimed: Claimed) -> Path:
        return self._folder / f"{claimed.reference}.eml"
