"""Small diagrams, played."""

from typing import Any

from processes.play import Played, play_file
from tests.processes.drawing import NAMESPACES, draw, node, written_flows


def played(*parts: str, flows: str, given: dict[str, Any] | None = None, **drawn: Any) -> Played:
    """Return what comes of one process called `path`."""
    return play_file(draw("path", *parts, flows=flows, **drawn), given or {})


def several(*processes: str, roots: str = "") -> bytes:
    """Return a file with several processes; `roots` are what stands beside them."""
    return f'<definitions {NAMESPACES} targetNamespace="urn:test">{roots}{"".join(processes)}</definitions>'.encode()


def process(identity: str, *parts: str, flows: str) -> str:
    """Return one process."""
    return node("process", identity, "".join(parts) + written_flows(flows), isExecutable="true")


def mark(identity: str) -> str:
    """Return a script task that writes its id into the log."""
    return node("scriptTask", identity, f"<script>log = log + ['{identity}']</script>")


def rules(result: Played) -> list[str]:
    """Return the rules by which a file was refused."""
    return sorted({finding.rule for finding in result.findings})


def signal(name: str) -> str:
    return f'<signalEventDefinition signalRef="{name}"/>'


def error(code: str = "") -> str:
    return f'<errorEventDefinition errorRef="{code}"/>' if code else "<errorEventDefinition/>"


def escalation(code: str) -> str:
    return f'<escalationEventDefinition escalationRef="{code}"/>'


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def link(name: str) -> str:
    return f'<linkEventDefinition name="{name}"/>'


def handler(identity: str, trigger: str, *parts: str, flows: str, interrupting: bool = True) -> str:
    """Return an event sub-process whose start event is `<identity>_start`."""
    interrupts = "true" if interrupting else "false"
    begin = node("startEvent", f"{identity}_start", trigger, isInterrupting=interrupts)
    inside = begin + "".join(parts) + written_flows(flows)
    return node("subProcess", identity, inside, triggeredByEvent="true")
