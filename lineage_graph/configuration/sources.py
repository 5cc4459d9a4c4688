"""What a source may say, one block for each ``type``.

To add a type: a class with its tag, below ``FileSettings`` or ``LiveSettings``, and its place in ``SourceSettings``.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from lineage_graph.configuration.block import Name, Settings
from lineage_graph.configuration.credentials import CredentialSettings, DefaultCredential
from lineage_graph.configuration.durations import Duration

KEPT_BY_AZURE: Final = timedelta(days=45)
"""Azure keeps the records of runs no longer (learn.microsoft.com/azure/data-factory/monitor-programmatically)."""

# Azure's own rules for names (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules), so
# that a name cannot lead to another address.
Subscription = Annotated[str, msgspec.Meta(pattern="^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")]
ResourceGroup = Annotated[str, msgspec.Meta(pattern=r"""^[^\s/\\?#%&<>:;,*+="'|]{1,90}$""")]
ServiceName = Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?$")]

ServiceOfFiles = Annotated[Name, msgspec.Meta(description="The service's name, where the files do not tell it.")]
Endpoint = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^https?://[^\s@?#/]+/?$",
        description="The address to ask instead of the cloud's own; http for an address on this machine only.",
    ),
]


class RunWindow(Settings, frozen=True, kw_only=True):
    """Which runs to read: at first those of ``lookback``, then those since the last time and ``overlap`` before it."""

    lookback: Annotated[
        Duration, msgspec.Meta(description="How far back the first refresh reads; 45d at most, as Azure keeps no more.")
    ] = msgspec.field(default_factory=lambda: Duration(days=45))
    overlap: Annotated[
        Duration, msgspec.Meta(description="How much of what was read is read again, for runs that are told late.")
    ] = msgspec.field(default_factory=lambda: Duration(minutes=30))


class _Source(Settings, frozen=True, kw_only=True, tag_field="type"):
    name: Name

    @property
    def type(self) -> str:
        """The type, as the file names it."""
        return str(self.__struct_config__.tag)


class FileSettings(_Source, frozen=True, kw_only=True):
    """A source of files; its path is absolute, or relative to where the command runs."""

    path: Path
    service: Annotated[Name, msgspec.Meta(description="The service's name, where the files do not tell it.")] | None = (
        None
    )


class GitSettings(FileSettings, frozen=True, kw_only=True, tag="git"):
    """A Git folder, at any depth and with any number of services."""


class ArmSettings(FileSettings, frozen=True, kw_only=True, tag="arm"):
    """An ARM template, and a file of values for its parameters."""

    parameters: Annotated[Path, msgspec.Meta(description="The values of the template's parameters.")] | None = None


class RunFileSettings(FileSettings, frozen=True, kw_only=True, tag="runs"):
    """Run records in files: saved REST responses or exports of Log Analytics."""


class LiveSettings(_Source, frozen=True, kw_only=True):
    """A source that Azure itself answers for."""

    cloud: Literal["public", "china", "government"] = "public"
    endpoint: Endpoint | None = None
    credential: Annotated[CredentialSettings, msgspec.Meta(description="How to sign in: a kind, or a block.")] = (
        DefaultCredential()
    )
    runs: Annotated[
        RunWindow | bool, msgspec.Meta(description="Which runs to read; false for the definitions alone.")
    ] = msgspec.field(default_factory=RunWindow)

    @property
    def window(self) -> RunWindow | None:
        """Which runs to read; None for none."""
        if isinstance(self.runs, RunWindow):
            return self.runs
        return RunWindow() if self.runs else None


class DataFactorySettings(LiveSettings, frozen=True, kw_only=True, tag="data-factory"):
    """A Data Factory; without ``factory`` all of the resource group, without that all of the subscription."""

    subscription: Subscription
    resource_group: ResourceGroup | None = None
    factory: ServiceName | None = None


class SynapseSettings(LiveSettings, frozen=True, kw_only=True, tag="synapse"):
    """A Synapse workspace, by its name or by its development endpoint."""

    workspace: ServiceName | None = None


SourceSettings = DataFactorySettings | SynapseSettings | GitSettings | ArmSettings | RunFileSettings
