"""Foreign diagrams become diagrams that can be judged and run: what was mended is listed, what only a person can say is
asked, and nothing of the original is lost without a word.

Bytes in, bytes out; knows no file, no clock and no engine. One kind of repair, one module.
"""

from processes.repair.accounts import unaccounted
from processes.repair.mend import mend
from processes.repair.report import Mended, Question, Repair, WrongAnswer

__all__ = ["Mended", "Question", "Repair", "WrongAnswer", "mend", "unaccounted"]
