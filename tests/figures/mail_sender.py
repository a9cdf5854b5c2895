"""The sender as a process of its own: `python -m tests.figures.mail_sender DATABASE MAIL SECONDS_AHEAD`.

It sends until nothing is due by a clock that runs ahead by so many seconds, or until somebody kills it.
"""

import sys
from datetime import timedelta

from deadlines.clock import DemonstrationClock
from service.mail.addresses import mailer_of
from service.mail.sending import post_due
from service.register.database import Database
from service.register.register import Register


def main() -> None:
    """Send what is due."""
    url, mail, ahead = sys.argv[1:]
    clock = DemonstrationClock.resumed(timedelta(seconds=float(ahead)))
    register = Register(Database(url), clock, {})
    mailer = mailer_of(mail, register.mail_from)
    if mailer is None:
        raise SystemExit("An address of a mail server is needed.")
    while post_due(register, mailer, clock(), limit=50):
        pass
    mailer.close()


if __name__ == "__main__":
    main()
