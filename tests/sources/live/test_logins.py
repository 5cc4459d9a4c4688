"""Credentials: what each kind needs, where secrets come from, and what a refused login says."""

from pathlib import Path

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AzureCliCredential,
    ClientSecretCredential,
    CredentialUnavailableError,
    DefaultAzureCredential,
    DeviceCodeCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)

from lineage_graph.errors import AzureUnavailable, UsageError
from lineage_graph.sources.live import CREDENTIALS, Cloud, CredentialOptions, LiveOptions, credential, read_live
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at, only
from tests.azure.server import Azure

SECRET = "c4n4ryBIRDc4n4ryBIRDc4n4ryBIRD"
TENANT = "00000000-0000-0000-0000-0000000000bb"
ENVIRONMENT = {
    "AZURE_TENANT_ID": TENANT,
    "AZURE_CLIENT_ID": "11111111-0000-0000-0000-000000000000",
    "AZURE_CLIENT_SECRET": SECRET,
    "AZURE_FEDERATED_TOKEN_FILE": "token",
}


class Refusing:
    """A credential that gives no token."""

    def __init__(self, error: ClientAuthenticationError) -> None:
        self.error = error

    def get_token(self, *_: str, **__: object) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("default", DefaultAzureCredential),
        ("cli", AzureCliCredential),
        ("managed-identity", ManagedIdentityCredential),
        ("workload-identity", WorkloadIdentityCredential),
        ("client-secret", ClientSecretCredential),
        ("device-code", DeviceCodeCredential),
        ("none", type(None)),
    ],
)
@pytest.mark.parametrize("cloud", list(Cloud))
def test_each_kind_makes_its_credential(kind: str, made: type, cloud: Cloud) -> None:
    assert isinstance(credential(kind, CredentialOptions(cloud, environment=ENVIRONMENT)), made)


def test_every_kind_has_a_test_here() -> None:
    assert list(CREDENTIALS) == [
        *("default", "cli", "managed-identity", "workload-identity", "client-secret", "certificate"),
        *("device-code", "none"),
    ]


@pytest.mark.parametrize("kind", ["client-secret", "certificate", "workload-identity"])
@pytest.mark.parametrize("left_out", sorted(ENVIRONMENT))
def test_what_a_kind_lacks_is_named(kind: str, left_out: str) -> None:
    environment = {name: value for name, value in ENVIRONMENT.items() if name != left_out}
    needed = {
        "client-secret": {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"},
        "workload-identity": {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"},
        "certificate": {"AZURE_TENANT_ID", "AZURE_CLIENT_ID"},
    }[kind]
    missing = left_out if left_out in needed else "AZURE_CLIENT_CERTIFICATE_PATH"
    if left_out not in needed and kind != "certificate":
        assert credential(kind, CredentialOptions(environment=environment)) is not None
        return
    with pytest.raises(AzureUnavailable, match=f"the environment variable {missing} is not set"):
        credential(kind, CredentialOptions(environment=environment))


def test_a_certificate_that_is_none_is_an_error_without_its_content(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    file.write_text(f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n")
    environment = {**ENVIRONMENT, "AZURE_CLIENT_CERTIFICATE_PATH": str(file)}
    with pytest.raises(AzureUnavailable) as caught:
        credential("certificate", CredentialOptions(environment=environment))
    assert SECRET not in str(caught.value)


def test_an_unknown_kind_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="There is no credential 'magic'; there are default, cli"):
        credential("magic")


def test_no_secret_is_seen_in_the_options() -> None:
    assert SECRET not in repr(CredentialOptions(environment=ENVIRONMENT))


@pytest.mark.usefixtures("factory")
def test_a_token_that_is_refused_once_is_asked_for_anew(azure: Azure) -> None:
    tokens = Tokens(["expired", "fresh"])
    azure.accepted = {"fresh"}
    assert only(read_live([factory_at(azure)], tokens, LiveOptions(AT_ONCE))).rejected == ()
    assert len(tokens.scopes) == 2


@pytest.mark.usefixtures("factory")
def test_a_token_that_is_refused_in_the_middle_ends_the_reading(azure: Azure) -> None:
    azure.script.add("^GET .*/datasets$", faults.unauthorized, forever=True)
    with pytest.raises(AzureUnavailable, match=r"Azure does not accept the token for /subscriptions/.*\nLog in again"):
        read_live([factory_at(azure)], Tokens(), LiveOptions(AT_ONCE))
    assert AzureUnavailable.exit_code == 6


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize(
    "error",
    [
        CredentialUnavailableError("Please run 'az login' to set up an account"),
        ClientAuthenticationError(f"AADSTS7000215: Invalid client secret provided: client_secret={SECRET}\nmore"),
        ClientAuthenticationError("AADSTS700016: " + "x" * 1_000),
    ],
)
def test_a_missing_login_says_what_to_do_and_no_secret(azure: Azure, error: ClientAuthenticationError) -> None:
    with pytest.raises(AzureUnavailable, match=r"Azure gave no token: .*\nLog in again \(az login\)") as caught:
        read_live([factory_at(azure)], Refusing(error), LiveOptions(AT_ONCE))  # type: ignore[arg-type]
    assert SECRET not in str(caught.value)
    assert str(caught.value).count("\n") == 1
    assert len(str(caught.value)) < 450
    assert azure.asked == []
