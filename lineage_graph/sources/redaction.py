"""Takes secrets out of texts by their looks: connection strings, addresses, tokens, keys, SQL, scripts, messages.

Hosts, databases, accounts, containers and user names stay, and so does the syntax around a secret. To add a look:
write a pattern whose groups ``before`` and ``after`` are kept, and make sure that its texts contain one of ``_HINTS``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

MASK: Final = "**********"
"""What Azure itself writes in the place of a secret."""

SHORTEST_TOKEN: Final = 32
"""Characters. A shorter text of letters and digits only is no secret that one can tell."""

_REMEMBERED: Final = 200

_HINTS: Final = (
    *("pass", "pwd", "key", "sig", "secret", "token", "bearer", "basic", "-----begin", "://", "eyj", "dapi"),
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xox", "credstring", "credential", "code=", "jdbc:oracle"),
    *("identified", "authorization", "q~", "=="),
)
_NAME: Final = r"""[\w.-]{0,200}?(?:password|passwd|pwd|pass[ _-]?phrase|credstring|encryptedcredential
    |sharedaccesssignature
    |(?:account|access|shared[ _-]?access|functions?|subscription|api|secret|private|auth|master|consumer
        |service[ _-]?principal|client|secret[ _-]?access)[ _-]?key
    |(?:client|consumer|app|application)[ _-]?secret
    |(?:access|refresh|sas|security|auth|session|user|api|bearer)[ _-]?token)"""
_VALUE: Final = r"(?![*@$%\[{<(]|null\b|true\b|false\b|none\b)"
"""What stands here is no expression, no placeholder and not the mask itself."""


_ANYWHERE: Final = (
    # A PEM block, also one that was cut off.
    r"(?P<before>-----BEGIN[ ][A-Z0-9 ]+-----)(?!\*)[\s\S]*?(?P<after>-----END[ ][A-Z0-9 ]+-----|\Z)",
    # A quoted value: password = 'x', "apiKey": "x", the same with escaped quotes, SECRET = 'x'.
    rf"""(?P<before>(?<![\w.-])(?:{_NAME}|secret)(?:\\?["'])?\s*(?:=>|=|:)\s*+N?(?P<quote>\\?["']))
        (?!\s*+[,;)+|&]){_VALUE}(?:(?!(?P=quote))[^\r\n])+(?P<after>(?P=quote)|$)""",
    # A value in the next argument: concat('…Password=', 'x').
    rf"""(?P<before>(?<![\w.-]){_NAME}\s*=\s*'\s*[,+]\s*')(?![*@])[^'\r\n]+(?P<after>')""",
    # A part of a connection string, to its end.
    rf"""(?P<before>;\s*{_NAME}\s*=\s*+){_VALUE}(?!["'\\])[^;"'\r\n]+(?P<after>)""",
    rf"""(?P<before>(?:^|[?&"'/]){_NAME}=){_VALUE}(?!["'\\]|[\w.]+\()[^;"'&\s<>]+(?P<after>)""",
    # Signatures and keys in the query of an address.
    r"""(?P<before>(?:[?&;]|\b(?=sig=))(?:sig|code|key|token|secret|signature|x-amz-signature)=)
        (?![*@{$])[^&\s"'<>;]+(?P<after>)""",
    # user:password@host, and Oracle's user/password@host.
    r"""(?P<before>://[^\s:/@"'{}<>,;]*:)(?![*@{$<])[^\s/"'<>;,?\#|]+(?P<after>@)""",
    r"""(?P<before>jdbc:oracle:\w+:[^/@\s"']+/)(?![*@{$])[^@\s"']+(?P<after>@)""",
    # Credentials in HTTP headers.
    r"""(?P<before>\bauthorization\\?["']?\s*[:=]\s*(?:\\?["'])?(?:(?:bearer|basic|digest|token|apikey)\s+)?)
        (?![*@${\[(]|(?:bearer|basic|digest|token|apikey)\b)[^\s"',;\\]{4,}(?P<after>)""",
    r"""(?P<before>\bbearer\s+)(?=[^\s"']*[0-9.])[A-Za-z0-9._~+/=-]{12,}(?P<after>)""",
    r"""(?P<before>\bbasic\s+)(?=[^\s"']*[0-9=])[A-Za-z0-9+/=]{8,}(?P<after>)""",
    # Addresses whose path is the credential of who calls them: Slack, Teams, Discord, Telegram.
    r"""(?P<before>\b(?:hooks\.slack\.com/services|webhook\.office\.com/webhookb2|outlook\.office(?:365)?\.com/webhook
        |discord(?:app)?\.com/api/webhooks|api\.telegram\.org)/)(?![*@{$])[^\s"'<>;]+(?P<after>)""",
    # Kusto's hidden texts: h@'https://account/container;key'.
    r"""(?P<before>\bh@?(?P<quote>["'])[a-z]+://[^"'?;]*[?;])(?!\*)[^"']+(?P<after>(?P=quote))""",
    # CREATE USER … IDENTIFIED BY x.
    r"""(?P<before>\bidentified\s+by\s++["']?)(?![*@${\[])[^\s"';]+(?P<after>)""",
    # Tokens that show what they are: JSON Web Tokens, Databricks, GitHub, Slack, Entra ID, storage keys.
    r"""(?P<before>\b)eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?(?P<after>)""",
    r"""(?P<before>\b)dapi[0-9a-f]{32}(?:-\d)?(?P<after>\b)""",
    r"""(?P<before>\b)(?:gh[pousr]_\w{30,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,})(?P<after>)""",
    r"""(?P<before>(?<![\w~.-]))[\w~.-]{3}\dQ~[\w~.-]{31,34}(?P<after>)""",
    r"""(?P<before>(?<![A-Za-z0-9+/]))[A-Za-z0-9+/]{86}==(?P<after>)""",
)
_OUTSIDE_CODE: Final = (
    # user=x password=y: in code an assignment of one name to another looks the same.
    rf"""(?P<before>[\s(,]{_NAME}=){_VALUE}(?!["'\\]|[\w.]+\()[^;"'&\s<>,)]+(?P<after>)""",
    # A program's option: --password x.
    rf"""(?P<before>(?:^|\s)--?(?:{_NAME}|[\w-]*(?:token|secret))[ =]+["']?){_VALUE}(?!-)[^\s"']+(?P<after>)""",
)
_EVALUATED_ONLY: Final = (
    # A part of an ODBC connection string in braces, which may hold semicolons: PWD={x;y}.
    rf"""(?P<before>(?<![\w.-]){_NAME}\s*=\s*\{{)(?!\*)(?:[^}}\r\n]|\}}\}})+(?P<after>\}})""",
)
_PLACEHOLDER: Final = re.compile(r"\(\?!\[\*(?:\\.|[^\]])*\]")
"""How the patterns say that no expression and no placeholder stands here; the mask itself is among them."""


def _compiled(patterns: Iterable[str], *, evaluated: bool) -> tuple[re.Pattern[str], ...]:
    """In what was evaluated a secret may begin like an expression."""
    written = patterns
    if evaluated:
        written = (*_EVALUATED_ONLY, *(_PLACEHOLDER.sub(r"(?!\\*", pattern) for pattern in patterns))
    return tuple(re.compile(pattern, re.IGNORECASE | re.VERBOSE) for pattern in written)


_IN_CODE: Final = {evaluated: _compiled(_ANYWHERE, evaluated=evaluated) for evaluated in (False, True)}
_IN_TEXT: Final = {
    evaluated: _compiled((*_ANYWHERE, *_OUTSIDE_CODE), evaluated=evaluated) for evaluated in (False, True)
}
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))(?:--|//|#)[^\r\n]*", re.MULTILINE)
_AZURE_DEVOPS_TOKEN: Final = re.compile(r"(?P<before>(?<![A-Za-z0-9]))[a-z2-7]{52}(?P<after>(?![A-Za-z0-9]))")


def redact(text: str, *, code: bool = False, evaluated: bool = False) -> str:
    """The text with ``**********`` in the place of everything that looks like a secret.

    In ``code`` (a script, a query, a notebook) a name given to another name is no secret: ``derive(password=hash)``;
    in its comments it is. In what was ``evaluated`` (a run's values, a message) no expressions or placeholders are
    left: whatever stands where a secret stands is one, ``Password=@home`` too.
    """
    if len(text) < SHORTEST_TOKEN and text.isalnum():
        return text
    return (_redacted_once if len(text) < _REMEMBERED else _redacted)(text, code, evaluated)


def _redacted(text: str, code: bool, evaluated: bool) -> str:
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS):
        for pattern in (_IN_CODE if code else _IN_TEXT)[evaluated]:
            text = pattern.sub(_masked, text)
        if code:
            text = _COMMENT.sub(lambda comment: _redacted(comment[0], False, evaluated), text)
    return _AZURE_DEVOPS_TOKEN.sub(_masked, text)


_redacted_once: Final = lru_cache(maxsize=50_000)(_redacted)
"""Definitions repeat the same short texts over and over."""


def without_query(address: str) -> str:
    """A shared access address without its query, which is the secret; its host, container and path stay."""
    head, mark, _ = address.partition("?")
    return redact(head) + (f"?{MASK}" if mark else "")


def _masked(found: "re.Match[str]") -> str:
    return f"{found['before']}{MASK}{found['after']}"
