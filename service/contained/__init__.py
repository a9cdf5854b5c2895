"""Checking, playing and mending files of strangers in a child process, so that no file can harm the service.

`Contained` keeps one warm child and gives it a time and a memory limit for every request; `child` is what runs there;
`tasks` says what it can be asked, as JSON.
"""

from service.contained.parent import Contained, NotContained, the_contained

__all__ = ["Contained", "NotContained", "the_contained"]
