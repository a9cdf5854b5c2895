"""All rules, found in `rules/` by looking, so that a new rule is one new file."""

import importlib
import pkgutil
from functools import cache

from processes.checks import rules
from processes.checks.rule import Rule


@cache
def catalogue() -> tuple[Rule, ...]:
    """Return every rule, by name."""
    modules = [importlib.import_module(f"{rules.__name__}.{m.name}") for m in pkgutil.iter_modules(rules.__path__)]
    return by_name([module.RULE for module in modules])


def by_name(found: list[Rule]) -> tuple[Rule, ...]:
    """Return rules in the order of their names. Raises LookupError, when two have the same name."""
    names = [rule.name for rule in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise LookupError(f"Two files hold the rule {', '.join(sorted(twice))}.")
    return tuple(sorted(found, key=lambda rule: rule.name))
