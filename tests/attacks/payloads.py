"""Texts that would run something, hang, or eat memory where they were evaluated carelessly.

CANARY is a file that some of them try to make; it must never be there.
"""

from pathlib import Path
from tempfile import gettempdir

CANARY = Path(gettempdir()) / "approvals-attack-canary"
_TOUCH = f"touch {CANARY}"

PAYLOADS = (
    # escapes into Python
    f"__import__('os').system('{_TOUCH}')",
    f"().__class__.__base__.__subclasses__()[-1].__init__.__globals__['system']('{_TOUCH}')",
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'catch_warnings'][0]()",
    f"eval(\"__import__('os').system('{_TOUCH}')\")",
    f"exec('open({str(CANARY)!r}, \"w\")')",
    f"open('{CANARY}', 'w').write('x')",
    "globals()['__builtins__']",
    "(lambda: 1)()",
    "getattr(1, '__class__')",
    "type('X', (), {})",
    "f'{1}'",
    "'{0.__class__}'.format(1)",
    "'%1000000000d' % 5",
    "(x := 5)",
    "[*range(9)]",
    "print('x')",
    "breakpoint()",
    "import os",
    "x; import os",
    f"os.popen('{_TOUCH}')",
    "lambda: 0",
    "yield 1",
    "await x",
    "x.y.z",
    "x[0]",
    "{**{}}",
    "a if b else __import__('os')",
    "given(__import__('os'))",
    "deadline(open('/etc/passwd').read())",
    # other languages
    "${runtime.exec('id')}",
    "#{T(java.lang.Runtime).getRuntime().exec('id')}",
    "= x instance of y",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "`id`",
    "'; DROP TABLE cases; --",
    # endless and huge
    "while True: pass",
    "9**9**9**9",
    "2 ** 10 ** 8",
    "'a' * 10 ** 10",
    "[0] * 10 ** 10",
    "10 ** 15 * 10 ** 15 * 10 ** 15",
    "1e308 * 1e308",
    "9" * 5_000,
    "-" * 900 + "1",
    "not " * 240 + "True",
    "(" * 450 + "1" + ")" * 450,
    "[" * 400 + "]" * 400,
    " + ".join(["'aaaaaaaaaaaaaaaaaaaa'"] * 40),
    " or ".join(["x == 1"] * 80),
    "R999999999999/PT0.000001S",
    "R/PT0S",
    "P999999999999Y",
    "9999-12-31T23:59:59.999999+00:00",
    "\u202e\u2066abc\u2069",
    "\ud7ff\ufffd\U0010ffff" * 20,
)
