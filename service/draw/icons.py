"""The small signs inside shapes, drawn in a box from -10 to 10 around their middle. All drawn for this product."""

from service.draw.markup import path, tag

_ENVELOPE = "M-9-6H9V6H-9Z"
_PENTAGON = "M0-9 8.6-2.8 5.3 7.3H-5.3L-8.6-2.8Z"
_DOUBLE_RING = "M0-13A13 13 0 1 1 0 13 13 13 0 1 1 0-13ZM0-10.5A10.5 10.5 0 1 1 0 10.5 10.5 10.5 0 1 1 0-10.5Z"
_SMALL_PENTAGON = "M0-6.5 6.2-2 3.8 5.3H-3.8L-6.2-2Z"

# Outlines of the signs of events; a thrown event's sign is filled.
_EVENTS = {
    "message": f"{_ENVELOPE}M-9-6 0 1 9-6",
    "signal": "M0-9 9 7H-9Z",
    "error": "M-8 8-3-7 3 2 8-8 3 7-3-2Z",
    "escalation": "M0-9 7 8 0 1-7 8Z",
    "conditional": "M-7-9H7V9H-7ZM-4-5H4M-4 0H4M-4 5H4",
    "link": "M-9-3H2V-8L10 0 2 8V3H-9Z",
    "compensate": "M0-7V7L-9 0ZM9-7V7L0 0Z",
    "cancel": "M-7-7 7 7M7-7-7 7",
    "multiple": _PENTAGON,
    "timer": "M0-9A9 9 0 1 1 0 9 9 9 0 1 1 0-9ZM0-6V0L4 2M0-9V-7M0 9V7M9 0H7M-9 0H-7",
}

_TASKS = {
    "userTask": "M0-8A4 4 0 1 1 0 0 4 4 0 1 1 0-8ZM-8 8V6Q-8 1-3 0.5H3Q8 1 8 6V8Z",
    "scriptTask": "M-6-8H5L7-6V8H-6ZM-3-4H4M-3 0H4M-3 4H2",
    "businessRuleTask": "M-8-7H8V7H-8ZM-8-2H8M-8 2.5H8M-3-2V7",
    "serviceTask": (
        "M0-5A5 5 0 1 1 0 5 5 5 0 1 1 0-5ZM0-1.5A1.5 1.5 0 1 1 0 1.5 1.5 1.5 0 1 1 0-1.5Z"
        "M0-9V-5M0 5V9M-9 0H-5M5 0H9M-6.4-6.4-3.6-3.6M3.6 3.6 6.4 6.4M6.4-6.4 3.6-3.6M-3.6 3.6-6.4 6.4"
    ),
    "sendTask": f"{_ENVELOPE}M-9-6 0 1 9-6",
    "receiveTask": f"{_ENVELOPE}M-9-6 0 1 9-6",
    "manualTask": "M-9 2V-1L-2-7 0-5-3-2H8V0H1 9V2.5H1 8V5H1 6V7H-4Q-9 7-9 2Z",
}

_GATEWAYS = {
    "exclusiveGateway": "M-7-7 7 7M7-7-7 7",
    "parallelGateway": "M0-10V10M-10 0H10",
    "inclusiveGateway": "M0-9A9 9 0 1 1 0 9 9 9 0 1 1 0-9Z",
    "complexGateway": "M0-10V10M-10 0H10M-7-7 7 7M7-7-7 7",
    "eventBasedGateway": _DOUBLE_RING + _SMALL_PENTAGON,
}

_LOOPS = {
    "parallel": "M-4-5V5M0-5V5M4-5V5",
    "sequential": "M-5-4H5M-5 0H5M-5 4H5",
    "collapsed": "M-6-6H6V6H-6ZM0-4V4M-4 0H4",
}

# What was marked: a sign as well as a colour, so that neither is needed to tell the marks apart.
_MARKS = {
    "done": "M-5 0-1.5 4 5-4",
    "current": "M-3-5 5 0-3 5Z",
    "waiting": "M-3.5-5H3.5L-3.5 5H3.5Z",
    "late": "M0-6V1.5M0 4V5.5",
    "withdrawn": "M-4-4 4 4M4-4-4 4",
}


def event_icon(definition: str, x: float, y: float, *, thrown: bool) -> str:
    """Return the sign of an event's definition around a point; nothing for a kind without a sign."""
    class_ = "bpmn-icon bpmn-icon--thrown" if thrown else "bpmn-icon"
    if definition == "terminate":
        return tag("circle", cx=x, cy=y, r=10, class_="bpmn-icon--solid", fill="#212b32")
    if thrown and definition == "message":
        return _at(_ENVELOPE, x, y, class_=class_, fill="#212b32") + _at(
            "M-9-6 0 1 9-6", x, y, class_="bpmn-icon--light", fill="none", stroke="#ffffff"
        )
    return _drawn(_EVENTS, definition, x, y, class_=class_, fill="#212b32" if thrown else "none")


def task_icon(kind: str, x: float, y: float) -> str:
    """Return the sign of a kind of task, three quarters of full size; plain tasks have none."""
    filled = kind == "sendTask"
    return _drawn(_TASKS, kind, x, y, 0.75, class_="bpmn-icon", fill="#aeb7bd" if filled else "none")


def gateway_icon(kind: str, x: float, y: float) -> str:
    """Return the marker of a gateway."""
    class_ = "bpmn-icon" if kind in {"eventBasedGateway", "inclusiveGateway"} else "bpmn-icon bpmn-icon--bold"
    return _drawn(_GATEWAYS, kind, x, y, class_=class_, fill="none")


def loop_icon(kind: str, x: float, y: float) -> str:
    """Return the marker at the foot of an activity: "parallel", "sequential" or "collapsed"."""
    return _drawn(_LOOPS, kind, x, y, class_="bpmn-icon", fill="none")


def mark_icon(mark: str, x: float, y: float) -> str:
    """Return the badge of a mark."""
    fill = "#ffffff" if mark == "current" else "none"
    sign = _drawn(_MARKS, mark, x, y, class_="bpmn-badge__sign", fill=fill, stroke="#ffffff", stroke_width=2)
    disc = tag("circle", cx=x, cy=y, r=9.5, class_="bpmn-badge__disc", fill="#212b32")
    return tag("g", disc, sign, class_=f"bpmn-badge bpmn-badge--{mark}") if sign else ""


def _drawn(signs: dict[str, str], kind: str, x: float, y: float, scale: float = 1, **attributes: str | float) -> str:
    return _at(signs[kind], x, y, scale, **attributes) if kind in signs else ""


def _at(d: str, x: float, y: float, scale: float = 1, **attributes: str | float) -> str:
    move = f"translate({x:.1f} {y:.1f})" + ("" if scale == 1 else f" scale({scale})")
    return path(d, transform=move, **attributes)
