"""Rules meet diagrams that nobody would draw: they may say anything, but they never break."""

import random
from pathlib import Path

import pytest
from lxml import etree

from processes.checks.check import check
from processes.xml import BPMN

DIAGRAMS = sorted((Path(__file__).parent / "diagrams").rglob("*.bpmn"))


def damaged(source: bytes, chance: random.Random) -> bytes:
    """Return a diagram with a few things taken away, renamed, doubled or pointed elsewhere."""
    root = etree.fromstring(source)
    for _ in range(chance.randint(1, 5)):
        elements = list(root.iter())
        one, other = chance.choice(elements), chance.choice(elements)
        act = chance.randrange(4)
        if act == 0 and one is not root:
            next(one.iterancestors()).remove(one)
        elif act == 1 and one.attrib:
            one.set(chance.choice([str(name) for name in one.attrib]), other.get("id") or "")
        elif act == 2:
            one.tag = other.tag
        elif act == 3:
            other.append(etree.fromstring(etree.tostring(one)))
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_breaks_a_rule(seed: int) -> None:
    chance = random.Random(seed)
    for path in chance.sample(DIAGRAMS, 30):
        source = damaged(path.read_bytes(), chance)
        assert check(path.name, source) == check(path.name, source)


def test_two_processes_of_one_id_break_no_rule() -> None:
    """A class of fault: a scope that another of the same id hides while its children are still looked at."""
    inner = '<subProcess triggeredByEvent="true"><startEvent id="stopped"/></subProcess>'
    body = f'<process id="plan">{inner}</process><process id="plan"/>'
    source = f'<definitions xmlns="{BPMN}" id="d" targetNamespace="u">{body}</definitions>'
    assert "id.duplicate" in {finding.rule for finding in check("a.bpmn", source.encode()).findings}
