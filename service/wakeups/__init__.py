"""Who rings when something is due. A bell is a convenience: it holds no dates and judges nothing."""

from service.wakeups.embedded import EmbeddedBell
from service.wakeups.hooks import HookBell
from service.wakeups.post import PostBell

__all__ = ["EmbeddedBell", "HookBell", "PostBell"]
