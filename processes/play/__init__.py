"""Playing diagrams: a dry run in virtual time, with given values and answers, of any BPMN file that the engine can run.

Pure: bytes in, what happened out. The engine, the safe language, forms and tables are those of cases.
"""

from processes.play.given import Given, UnusableInput, read_given
from processes.play.play import play, play_file
from processes.play.played import Played

__all__ = ["Given", "Played", "UnusableInput", "play", "play_file", "read_given"]
