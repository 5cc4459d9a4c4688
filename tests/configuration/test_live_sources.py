from datetime import timedelta
from pathlib import Path

import pytest

from lineage_graph.configuration import (
    CertificateCredential,
    CliCredential,
    ClientSecretCredential,
    Configuration,
    CredentialSettings,
    DataFactorySettings,
    DefaultCredential,
    DeviceCodeCredential,
    Duration,
    LiveSettings,
    ManagedIdentityCredential,
    NoCredential,
    RunFileSettings,
    RunWindow,
    SynapseSettings,
    WorkloadIdentityCredential,
    duration,
    load_configuration,
)
from lineage_graph.errors import UsageError

ENVIRONMENT = {"SECRET": "hunter2", "SUBSCRIPTION": "11111111-2222-3333-4444-555555555555", "CLOUD": "china"}
GUID = "11111111-2222-3333-4444-555555555555"


def load(folder: Path, text: str) -> Configuration:
    path = folder / "lineage.yml"
    path.write_text(f"version: 1\n{text}", encoding="utf-8")
    return load_configuration(path, ENVIRONMENT)


def live(folder: Path, source: str) -> LiveSettings:
    (found,) = load(folder, f"sources: [{{{source}}}]").sources
    assert isinstance(found, LiveSettings)
    return found


def synapse(folder: Path, more: str) -> LiveSettings:
    return live(folder, f"type: synapse, name: a, workspace: w, {more}")


def test_a_factory_is_named_by_subscription_group_and_name(tmp_path: Path) -> None:
    source = (
        "type: data-factory, name: prod, subscription: '${SUBSCRIPTION}', resource-group: rg-Daten.1, factory: adf-1,"
        "cloud: '${CLOUD}', endpoint: 'https://proxy.example:8443', credential: cli,"
        "runs: {lookback: 12h, overlap: 90s}"
    )
    assert live(tmp_path, source) == DataFactorySettings(
        name="prod",
        subscription=GUID,
        resource_group="rg-Daten.1",
        factory="adf-1",
        cloud="china",
        endpoint="https://proxy.example:8443",
        credential=CliCredential(),
        runs=RunWindow(lookback=Duration(hours=12), overlap=Duration(seconds=90)),
    )


@pytest.mark.parametrize("more", ["", ", resource-group: rg"])
def test_a_factory_need_not_be_named(tmp_path: Path, more: str) -> None:
    found = live(tmp_path, f"type: data-factory, name: all, subscription: {GUID}{more}")
    assert isinstance(found, DataFactorySettings)
    assert (found.factory, found.resource_group) == (None, "rg" if more else None)


def test_a_live_source_has_defaults(tmp_path: Path) -> None:
    found = live(tmp_path, "type: synapse, name: syn, workspace: ws1")
    assert found == SynapseSettings(name="syn", workspace="ws1")
    assert (found.type, found.cloud, found.endpoint, found.credential) == (
        "synapse",
        "public",
        None,
        DefaultCredential(),
    )
    assert found.window == RunWindow(lookback=Duration(days=45), overlap=Duration(minutes=30))


def test_a_workspace_may_be_named_by_its_endpoint_alone(tmp_path: Path) -> None:
    found = live(tmp_path, "type: synapse, name: a, endpoint: 'https://w.dev.azuresynapse.azure.cn', cloud: china")
    assert found == SynapseSettings(name="a", endpoint="https://w.dev.azuresynapse.azure.cn", cloud="china")


@pytest.mark.parametrize(
    ("written", "lookback"),
    [
        ("runs: false", None),
        ("runs: true", timedelta(days=45)),
        ("runs:", timedelta(days=45)),
        ("runs: {}", timedelta(days=45)),
        ("runs: {lookback: 45d}", timedelta(days=45)),
        ("runs: {lookback: 1080h}", timedelta(days=45)),
        ("runs: {lookback: 1s}", timedelta(seconds=1)),
    ],
)
def test_runs_are_read_unless_they_are_not_wanted(tmp_path: Path, written: str, lookback: timedelta | None) -> None:
    window = synapse(tmp_path, written).window
    assert (window.lookback if window else None) == lookback


@pytest.mark.parametrize(
    ("written", "credential"),
    [
        ("default", DefaultCredential()),
        ("device-code", DeviceCodeCredential()),
        ("{type: cli, tenant-id: t}", CliCredential(tenant_id="t")),
        ("managed-identity", ManagedIdentityCredential()),
        ("{type: managed-identity, client-id: c}", ManagedIdentityCredential(client_id="c")),
        ("{type: managed-identity, client-id: }", ManagedIdentityCredential()),
        (
            "{type: workload-identity, tenant-id: t, client-id: c}",
            WorkloadIdentityCredential(tenant_id="t", client_id="c"),
        ),
        (
            "{type: client-secret, tenant-id: t, client-id: c, client-secret: '${SECRET}'}",
            ClientSecretCredential(tenant_id="t", client_id="c", client_secret="hunter2"),
        ),
        ("client-secret", ClientSecretCredential()),
    ],
)
def test_a_credential_is_a_word_or_a_block(tmp_path: Path, written: str, credential: CredentialSettings) -> None:
    assert synapse(tmp_path, f"credential: {written}").credential == credential


def test_the_path_of_a_certificate_is_relative_to_the_file(tmp_path: Path) -> None:
    found = synapse(tmp_path, "credential: {type: certificate, path: keys/a.pem}").credential
    assert found == CertificateCredential(path=tmp_path / "keys/a.pem")


def test_a_block_stands_for_the_variables_of_azure(tmp_path: Path) -> None:
    secret = "{type: client-secret, tenant-id: t, client-id: c, client-secret: '${SECRET}'}"
    assert synapse(tmp_path, f"credential: {secret}").credential.variables == {
        "AZURE_TENANT_ID": "t",
        "AZURE_CLIENT_ID": "c",
        "AZURE_CLIENT_SECRET": "hunter2",
    }
    certificate = synapse(tmp_path, "credential: {type: certificate, path: a.pem}").credential
    assert certificate.variables == {"AZURE_CLIENT_CERTIFICATE_PATH": str(tmp_path / "a.pem")}
    assert synapse(tmp_path, "credential: cli").credential.variables == {}


def test_no_secret_is_shown(tmp_path: Path) -> None:
    found = synapse(tmp_path, "credential: {type: client-secret, client-secret: '${SECRET}'}")
    assert found.credential == ClientSecretCredential(client_secret="hunter2")
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1/", "https://127.9.9.9"]
)
def test_nobody_may_ask_an_endpoint_on_this_machine(tmp_path: Path, address: str) -> None:
    assert synapse(tmp_path, f"endpoint: '{address}', credential: none").credential == NoCredential()


def test_a_source_of_run_records_has_a_path_and_may_have_a_service(tmp_path: Path) -> None:
    (found,) = load(tmp_path, "sources: [{type: runs, name: exported, path: ./runs, service: adf-1}]").sources
    assert found == RunFileSettings(name="exported", path=tmp_path / "runs", service="adf-1")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("45d", timedelta(days=45)),
        ("12h", timedelta(hours=12)),
        ("30m", timedelta(minutes=30)),
        ("90s", timedelta(seconds=90)),
        ("0s", timedelta()),
    ],
)
def test_a_duration_is_a_number_and_a_unit(written: str, read: timedelta) -> None:
    assert duration(written) == read
    assert str(duration(written)) == written


def test_a_duration_is_shown_in_its_largest_unit() -> None:
    assert [str(duration(text)) for text in ("120s", "24h", "61m", "3600s")] == ["2m", "1d", "61m", "1h"]


@pytest.mark.parametrize("written", ["45", "d", "-1d", "1.5h", "1 d", "1D", "P1D", "1d12h", "1234567d", "٣d"])
def test_other_ways_to_write_a_duration_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="expected a duration such as 45d, 12h, 30m or 90s"):
        duration(written)


TYPES = "it must be one of data-factory, synapse, git, arm, runs"
KINDS = (
    "it must be one of default, cli, managed-identity, workload-identity, client-secret, certificate, device-code, none"
)
FACTORY = f"sources:\n- type: data-factory\n  name: a\n  subscription: {GUID}\n"
SYNAPSE = "sources:\n- type: synapse\n  name: a\n  workspace: w\n"
HERE = "sources[0]"
WRONG = {
    "no type": (
        "sources:\n- name: a",
        3,
        f"{HERE}: 'type' is missing; it is one of data-factory, synapse, git, arm, runs",
    ),
    "unknown type": ("sources:\n- name: a\n  type: svn", 4, f"{HERE}.type: {TYPES}"),
    "type like another": (
        "sources:\n- {type: data_factory, name: a}",
        3,
        f"{HERE}.type: {TYPES}; did you mean data-factory?",
    ),
    "short name of a type": (
        "sources:\n- {type: adf, name: a}",
        3,
        f"{HERE}.type: {TYPES}; did you mean data-factory?",
    ),
    "type as a number": ("sources:\n- {type: 5, name: a}", 3, f"{HERE}.type: expected a text, got a number"),
    "source as a word": ("sources: [git]", 2, f"{HERE}: expected keys and values, got a text"),
    "no name": ("sources:\n- {type: git, path: x}", 3, f"{HERE}: 'name' is missing"),
    "no subscription": (
        "sources:\n- {type: data-factory, name: a}",
        3,
        f"{HERE}: 'subscription' is missing; write its id, which az account show tells",
    ),
    "name of a subscription": (
        "sources:\n- type: data-factory\n  name: a\n  subscription: Data Platform",
        5,
        f"{HERE}.subscription: this is no id of a subscription; write the GUID that az account show tells",
    ),
    "path as group": (
        f"{FACTORY}  resource-group: a/b",
        6,
        f"{HERE}.resource-group: this is no name of a resource group; write the name alone",
    ),
    "address as factory": (
        f"{FACTORY}  resource-group: rg\n  factory: adf.example/x",
        7,
        f"{HERE}.factory: this is no name of a factory; write the name alone, without address",
    ),
    "factory without group": (
        f"{FACTORY}  factory: adf-1",
        6,
        f"{HERE}.factory: a factory needs its resource-group; write that too",
    ),
    "nothing as factory": (f"{FACTORY}  factory: ''", 6, f"{HERE}.factory: this is no name of a factory"),
    "no workspace": (
        "sources:\n- type: synapse\n  name: a",
        3,
        f"{HERE}: 'workspace' is missing; write the workspace's name, or its endpoint",
    ),
    "address as workspace": (
        "sources:\n- {type: synapse, name: a, workspace: w.dev.azuresynapse.net}",
        3,
        f"{HERE}.workspace: this is no name of a workspace; write the name alone, and an address as endpoint",
    ),
    "key of a template": (
        f"{SYNAPSE}  parameters: x",
        6,
        f"{HERE}.parameters: only a source of type arm takes parameters",
    ),
    "key of live sources": (
        "sources:\n- type: git\n  name: a\n  path: x\n  runs: false",
        6,
        f"{HERE}.runs: only a source of type data-factory or synapse takes runs",
    ),
    "key of files": (f"{SYNAPSE}  path: x", 6, f"{HERE}.path: only a source of type git or arm or runs takes path"),
    "key of a factory": (
        f"{SYNAPSE}  resource-group: x",
        6,
        f"{HERE}.resource-group: only a source of type data-factory takes resource-group",
    ),
    "mistyped key": (
        f"{FACTORY}  resource_group: x",
        6,
        f"{HERE}.resource_group: this key is not known; did you mean resource-group?",
    ),
    "strange key": (
        "sources:\n- {type: runs, name: a, path: x, zzz: 1}",
        3,
        f"{HERE}.zzz: this key is not known; known are type, name, path, service",
    ),
    "unknown cloud": (f"{SYNAPSE}  cloud: moon", 6, f"{HERE}.cloud: it must be public, china or government"),
    "no address": (
        f"{SYNAPSE}  endpoint: w.example",
        6,
        f"{HERE}.endpoint: this is no address; write https://HOST and no path",
    ),
    "address with a path": (f"{SYNAPSE}  endpoint: https://h/x", 6, f"{HERE}.endpoint: this is no address; write"),
    "address without host": (f"{SYNAPSE}  endpoint: https:///x", 6, f"{HERE}.endpoint: this is no address"),
    "address with a user": (f"{SYNAPSE}  endpoint: https://hunter2@h", 6, f"{HERE}.endpoint: this is no address"),
    "address with a query": (f"{SYNAPSE}  endpoint: https://h/?sig=hunter2", 6, f"{HERE}.endpoint: this is no address"),
    "address with a strange port": (f"{SYNAPSE}  endpoint: https://h:x", 6, f"{HERE}.endpoint: this is no address"),
    "http elsewhere": (
        f"{SYNAPSE}  endpoint: http://proxy.example",
        6,
        f"{HERE}.endpoint: http is for an address on this machine only; write https",
    ),
    "http to a name that begins like this machine": (
        f"{SYNAPSE}  endpoint: http://127.0.0.1.example",
        6,
        f"{HERE}.endpoint: http is for an address on this machine only",
    ),
    "nobody asks Azure": (
        f"{SYNAPSE}  credential: none",
        6,
        f"{HERE}.credential: none is for an endpoint on this machine only; Azure itself wants a credential",
    ),
    "nobody asks elsewhere": (
        f"{SYNAPSE}  endpoint: https://h.example\n  credential: none",
        7,
        f"{HERE}.credential: none is for an endpoint on this machine only",
    ),
    "unknown credential": (f"{SYNAPSE}  credential: hunter2", 6, f"{HERE}.credential: {KINDS}"),
    "credential like another": (
        f"{SYNAPSE}  credential: managed_identity",
        6,
        f"{HERE}.credential: {KINDS}; did you mean managed-identity?",
    ),
    "unknown credential in a block": (
        f"{SYNAPSE}  credential:\n    type: hunter2",
        7,
        f"{HERE}.credential.type: {KINDS}",
    ),
    "block without kind": (
        f"{SYNAPSE}  credential:\n    client-id: c",
        6,
        f"{HERE}.credential: 'type' is missing; {KINDS}",
    ),
    "credential as a number": (
        f"{SYNAPSE}  credential: 5",
        6,
        f"{HERE}.credential: expected keys and values, got a number",
    ),
    "key of another credential": (
        f"{SYNAPSE}  credential:\n    type: cli\n    client-secret: ${{SECRET}}",
        8,
        f"{HERE}.credential.client-secret: only a credential of type client-secret takes client-secret",
    ),
    "mistyped key of a credential": (
        f"{SYNAPSE}  credential: {{type: client-secret, client_id: x}}",
        6,
        f"{HERE}.credential.client_id: this key is not known; did you mean client-id?",
    ),
    "secret": (
        f"{SYNAPSE}  credential:\n    type: client-secret\n    client-secret: hunter2",
        8,
        f"{HERE}.credential.client-secret: a secret may not stand in the file; write ${{AZURE_CLIENT_SECRET}}",
    ),
    "secret as a default": (
        f"{SYNAPSE}  credential: {{type: client-secret, client-secret: '${{X:-hunter2}}'}}",
        6,
        f"{HERE}.credential.client-secret: a secret may not stand in the file",
    ),
    "secret in the wrong place": (
        f"{SYNAPSE}  client-secret: hunter2",
        6,
        f"{HERE}.client-secret: a secret may not stand in the file",
    ),
    "longer than Azure keeps": (
        f"{SYNAPSE}  runs:\n    lookback: 46d",
        7,
        f"{HERE}.runs.lookback: Azure keeps runs for 45 days and no longer; write 45d or less",
    ),
    "overlap longer than Azure keeps": (
        f"{SYNAPSE}  runs: {{overlap: 1081h}}",
        6,
        f"{HERE}.runs.overlap: Azure keeps runs for 45 days and no longer; write 45d or less",
    ),
    "no time": (
        f"{SYNAPSE}  runs: {{lookback: 0d}}",
        6,
        f"{HERE}.runs.lookback: nothing would be read; write runs: false for no runs",
    ),
    "time without unit": (
        f"{SYNAPSE}  runs:\n    overlap: 30",
        7,
        f"{HERE}.runs.overlap: expected a duration such as 45d, 12h, 30m or 90s",
    ),
    "runs as a word": (
        f"{SYNAPSE}  runs: never",
        6,
        f"{HERE}.runs: write false, or keys such as {{lookback: 45d, overlap: 30m}}",
    ),
    "unknown key of runs": (
        f"{SYNAPSE}  runs: {{look-back: 1d}}",
        6,
        f"{HERE}.runs.look-back: this key is not known; did you mean lookback?",
    ),
}


@pytest.mark.parametrize(("text", "line", "problem"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_names_file_line_key_and_remedy(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'lineage.yml'}, line {line}: {problem}")
    assert "\n" not in message
    assert "hunter2" not in message
