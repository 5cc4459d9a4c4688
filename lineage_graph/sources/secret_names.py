"""Which properties hold secrets, by name. Their values are taken out where a definition is read.

The list is that of every ``SecretBase`` attribute of both Azure SDKs (a test compares them), of Microsoft's Azure
Policy ``LinkedService_InlineSecrets_Audit``, and of HTTP headers that carry credentials. To add one: write it here.
"""

import re
from functools import lru_cache
from typing import Final

_SECRETS: Final = frozenset(
    {
        "accesskey",
        "accesstoken",
        "accesstokensecret",
        "accountkey",
        "additionalheaders",
        "apikey",
        "apitoken",
        "authheaders",
        "authorization",
        "authtoken",
        "bearertoken",
        "clientkey",
        "clientsecret",
        "clustersshpassword",
        "consumerkey",
        "consumersecret",
        "cookie",
        "credstring",
        "developertoken",
        "encryptedcredential",
        "functionkey",
        "headers",
        "keyfilecontent",
        "licensekey",
        "mwsauthtoken",
        "ocpapimsubscriptionkey",
        "packagepassword",
        "passphrase",
        "passwd",
        "password",
        "pfx",
        "privatekey",
        "privatekeycontent",
        "privatekeypassphrase",
        "proxyauthorization",
        "pwd",
        "refreshtoken",
        "requestheaders",
        "sastoken",
        "secretaccesskey",
        "secretkey",
        "securitytoken",
        "serviceprincipalcredential",
        "serviceprincipalembeddedcert",
        "serviceprincipalkey",
        "sessiontoken",
        "sharedaccesskey",
        "subscriptionkey",
        "usertoken",
        "xapikey",
        "xfunctionskey",
    }
)
_SECRET_ENDINGS: Final = (
    "password",
    "pwd",
    "passphrase",
    "clientsecret",
    "secretkey",
    "accesskey",
    "accountkey",
    "apikey",
    "accesstoken",
    "refreshtoken",
    "sastoken",
    "functionkey",
    "embeddedcert",
    "serviceprincipalkey",
)
_SECRET_IN_A_CONNECTION: Final = frozenset({"key", "credential", "authkey", "token"})
_NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=8192)
def is_secret(name: str, *, of_a_connection: bool = False) -> bool:
    """Whether a property of this name holds a secret, however it is spelled (``SECRET_KEY``, ``CM.sql.Password``).

    ``key`` and the like are secrets in linked services and integration runtimes only: a dataset's ``key`` is a path.
    """
    plain = _NOT_A_LETTER.sub("", name.lower())
    if plain in _SECRETS or plain.endswith(_SECRET_ENDINGS):
        return True
    return of_a_connection and plain in _SECRET_IN_A_CONNECTION
