"""The rules, one to a file. Each holds a `RULE` (see `processes.checks.rule`)."""
