"""The statutory order: the law as data, checked on every possible run of a path with its stages.

`statute` reads the rules of `bpmn/rules/*.toml`; `values` evaluates conditions where not every value is known;
`effects` says what each element of a path does to its variables and what the law hears of it; `runs` explores.
"""
