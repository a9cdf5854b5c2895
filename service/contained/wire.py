"""How the two sides write to each other: eight bytes of length, then JSON."""

import struct

HEAD = struct.Struct(">Q")
TOO_MUCH = "too much"
"""The one key of the answer of a child that ran out of memory and lived to say so."""
READY = b"ready"
"""What the child writes once, when it has taken in what it needs and confined itself."""
