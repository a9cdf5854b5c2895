"""What everybody does about their own way in: sessions, the role they act in, the password."""

from service.actions.accounts import UnusableAccount, hashed, sign_in
from service.register import accounts, one_time, sessions
from service.register.accounts import Asking
from service.register.register import Register


def end_one(register: Register, asking: Asking, session_id: int) -> None:
    """End a session of one's own. Raises NoSuchSession."""
    username = str(asking.session["username"])
    sessions.end_session(register, username, session_id, username)


def end_others(register: Register, asking: Asking) -> None:
    """End all sessions of one's own but the one that asks."""
    username = str(asking.session["username"])
    sessions.end_all(register, username, username, but=[int(asking.session["id"])])


def act_in(register: Register, asking: Asking, tenure_id: int) -> None:
    """Act in another role that one holds now. Raises UnusableAccount."""
    if tenure_id not in [one.id for one in asking.tenures]:
        raise UnusableAccount("Choose a role that you hold today.")
    sessions.choose_tenure(register, int(asking.session["id"]), tenure_id)


def change_password(register: Register, asking: Asking, old: str, new: str, address: str) -> None:
    """Choose another password; every session ends. Raises WrongPassword, AccountLocked, UnusableAccount."""
    username = str(asking.session["username"])
    kept = hashed(new)
    sign_in(register, username, old, address)
    with register.database.write() as connection:
        accounts.set_password(connection, username, kept, username, register.clock())


def use_link(register: Register, token: str, new: str) -> str:
    """Choose a password by a one-time link and return whose account it is. Raises UnusableLink, UnusableAccount."""
    one_time.opened(register, token)
    return one_time.use(register, token, hashed(new))
