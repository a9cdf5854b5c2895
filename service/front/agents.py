"""Which browser a session is in, in a word or two: enough to know one's own, too little to follow anybody."""

_FAMILIES = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def family(agent: str) -> str:
    """Return the family of a User-Agent header and its system, like “Firefox on Windows”."""
    browser = next((name for mark, name in _FAMILIES if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if not browser:
        return "A program"
    return f"{browser} on {system}" if system else browser
