"""Files that would hang or exhaust a careless reader: each is to be refused in words, fast and small."""

from tests.processes.drawing import NAMESPACES

HEAD = f'<definitions {NAMESPACES} targetNamespace="urn:x">'


def _levels(count: int) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, count))
    return f'<!DOCTYPE d [<!ENTITY l0 "lol">{entities}]><definitions>&l{count - 1};</definitions>'


def _flows(count: int) -> str:
    nodes = "".join(f'<parallelGateway id="g{n}"/>' for n in range(count))
    flows = "".join(
        f'<sequenceFlow id="f{a}_{b}" sourceRef="g{a}" targetRef="g{b}"/>' for a in range(count) for b in range(count)
    )
    return f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/>{nodes}{flows}</process></definitions>'


def _loops(count: int) -> str:
    tasks = "".join(f'<userTask id="t{n}"/><boundaryEvent id="b{n}" attachedToRef="t{n}" cancelActivity="false">'
                    f'<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
                    for n in range(count))  # fmt: skip
    flows = "".join(_flow("f", "f", f"t{n}", n) + _flow("g", f"b{n}", "f", n) for n in range(count))
    body = (
        f'<startEvent id="s"/><parallelGateway id="f"/><sequenceFlow id="x" sourceRef="s" targetRef="f"/>{tasks}{flows}'
    )
    return f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'


def _flow(name: str, source: str, target: str, number: int) -> str:
    return f'<sequenceFlow id="{name}{number}" sourceRef="{source}" targetRef="{target}"/>'


def _row(count: int) -> str:
    return "".join(f'<task id="n{n}"/>{_flow("f", f"n{n - 1}", f"n{n}", n)}' for n in range(1, count))


BOMBS: dict[str, bytes] = {
    "billion laughs": _levels(12).encode(),
    "quadratic blow-up": (
        f'<!DOCTYPE d [<!ENTITY a "{"a" * 50_000}">]><definitions>{"&a;" * 20_000}</definitions>'
    ).encode(),
    "external entity": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>',
    "external DTD": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><definitions/>',
    "parameter entity": b'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><definitions/>',
    "DOCTYPE in UTF-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d><definitions/>'.encode("utf-16"),
    "depth": (HEAD + "<process>" * 5_000 + "</process>" * 5_000 + "</definitions>").encode(),
    "sub-processes in each other": (
        HEAD + '<process id="p">' + "".join(f'<subProcess id="s{n}">' for n in range(50)) + "</subProcess>" * 50
        + "</process></definitions>"
    ).encode(),
    "elements": (HEAD + "<message/>" * 100_000 + "</definitions>").encode(),
    "bytes": (HEAD + " " * 3_000_000 + "</definitions>").encode(),
    "attributes": (HEAD.replace(">", "".join(f' a{n}="x"' for n in range(50_000)) + ">") + "</definitions>").encode(),
    "one long attribute": (HEAD + f'<process id="{"p" * 1_900_000}"/></definitions>').encode(),
    "one long name": (HEAD + f'<process id="p" name="{"&#38;" * 300_000}"/></definitions>').encode(),
    "namespaces": (HEAD + "".join(f'<x{n}:a xmlns:x{n}="u:{n}"/>' for n in range(15_000)) + "</definitions>").encode(),
    "processing instructions": (HEAD + "<?x y?>" * 100_000 + "</definitions>").encode(),
    "comments": (HEAD + "<!--x-->" * 100_000 + "</definitions>").encode(),
    "nothing": b"",
    "no text": bytes(range(256)) * 100,
    "every gateway to every gateway": _flows(60).encode(),
    "deadlines that begin everything again": _loops(40).encode(),
    "flows of a thousand": (
        HEAD + '<process id="p" isExecutable="true"><startEvent id="n0"/>'
        + _row(5_000) + "</process></definitions>"
    ).encode(),
    "wide inclusive split": (
        HEAD + '<process id="p" isExecutable="true"><startEvent id="s"/><inclusiveGateway id="g"/>'
        '<sequenceFlow id="x" sourceRef="s" targetRef="g"/>'
        + "".join(f'<task id="n{n}"/><sequenceFlow id="f{n}" sourceRef="g" targetRef="n{n}">'
                  f"<conditionExpression>x == {n}</conditionExpression></sequenceFlow>" for n in range(400))
        + "</process></definitions>"
    ).encode(),
}  # fmt: skip
