"""Where BPMN holds text that is evaluated, and whether the process that it stands in is to be run."""

from lxml import etree

from processes.model import Model

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
UNTYPED = (
    "conditionExpression", "condition", "completionCondition", "activationCondition", "loopCondition",
    "loopCardinality", "timeDate", "timeDuration", "timeCycle", "from", "to",
)  # fmt: skip
"""Text that is plain language unless its type says otherwise."""
FORMAL = ("messagePath", "dataPath", "transformation")
"""Text that is always a formal expression."""


def is_formal(xml: etree._Element) -> bool:
    """Return whether an expression says that it is one to evaluate, not to read."""
    inside = xml.getparent()
    own = inside is not None and str(inside.tag).endswith("}complexBehaviorDefinition")
    return own or (xml.get(TYPE) or "").rpartition(":")[2] == "tFormalExpression"


def to_be_run(model: Model, xml: etree._Element) -> bool:
    """Return whether an element stands in an executable process, or beside the processes of which one is."""
    process = next((one for one in xml.iterancestors() if str(one.tag).endswith("}process")), None)
    return model.executable if process is None else process.get("isExecutable") in ("true", "1")


def is_to_be_run(model: Model, identity: str) -> bool:
    """Return whether the flow node or flow of that id is to be run; see `to_be_run`."""
    one = model.nodes.get(identity) or model.flows.get(identity)
    return to_be_run(model, one.xml) if one else model.executable
