"""Exact rewrites: what the engine would run otherwise than drawn, drawn so that it runs as it was meant.

Works on the XML alone; knows nothing of the engine. Every rewrite says in its module why the two drawings mean the
same, keeps the ids of the original elements, and tells what it did, so that a designer can read it.
"""

from processes.rewriting.change import Change
from processes.rewriting.rewrite import prepare, rewrite
from processes.rewriting.starts import Start, starts_of

__all__ = ["Change", "Start", "prepare", "rewrite", "starts_of"]
