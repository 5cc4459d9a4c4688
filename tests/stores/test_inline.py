"""Sources of data flows without a dataset: the linked service and the script's options name the place.

The options of each format are those of its page, such as
https://learn.microsoft.com/azure/data-factory/format-common-data-model#cdm-source-data-flow-script-example.
"""

# ruff: noqa: E501 - a row of a table is one line

import json
from pathlib import Path

import pytest

from tests.stores.places import CSV, PROBE, End, declared, factory, inline_flow, links

LAKE = ("AzureBlobFS", {"url": "https://acc.dfs.core.windows.net"})
BLOB = ("AzureBlobStorage", {"connectionString": "AccountName=acc"})

INLINE = [
    (LAKE, "format: 'delta', fileSystem: 'raw', folderPath: 'a/b'", "abfss://raw@acc.dfs.core.windows.net/a/b"),
    (BLOB, "format: 'delta', container: 'raw', folderPath: 'a'", "abfss://raw@acc.dfs.core.windows.net/a"),
    (LAKE, "format: 'parquet', fileSystem: 'raw', folderPath: 'a', fileName: 'b.parquet'", "abfss://raw@acc.dfs.core.windows.net/a/b.parquet"),
    (LAKE, "format: 'cdm', manifestType: 'manifest', entity: 'Product.cdm.json/Product', entityPath: 'Product', corpusPath: 'Products', corpusStore: 'adlsgen2', adlsgen2_fileSystem: 'models', folderPath: 'ProductData', fileSystem: 'data'", "abfss://data@acc.dfs.core.windows.net/ProductData/Product"),
    (LAKE, "format: 'cdm', manifestType: 'model', folderPath: '', fileSystem: 'cdm'", "abfss://cdm@acc.dfs.core.windows.net"),
    (("AzureDataLakeStore", {"accountName": "old"}), "format: 'delimited', folderPath: 'a'", "adl://old.azuredatalakestore.net/a"),
    (("AmazonS3", {}), "format: 'parquet', bucketName: 'raw', folderPath: 'a'", "s3://raw/a"),
    (("Sftp", {"host": "ftp.corp"}), "format: 'delimited', folderPath: 'a', fileName: 'b'", "sftp://ftp.corp/a/b"),
    (("AzureSqlDatabase", {"server": "s", "database": "d"}), "format: 'table', store: 'sqlserver', schemaName: 'dbo', tableName: 'T'", "mssql://s/d/dbo/t"),
    (("AzureSqlDW", {"server": "s", "database": "d"}), "format: 'table', store: 'synapseanalytics', schemaName: 'dbo', tableName: 'T'", "mssql://s/d/dbo/t"),
    (("AzurePostgreSql", {"server": "p", "database": "d"}), "format: 'table', schemaName: 's', tableName: 't'", "postgresql://p/d/s/t"),
    (("AzureMySql", {"connectionString": "server=m;database=d"}), "format: 'table', tableName: 't'", "mysql://m/d/t"),
    (("SnowflakeV2", {"accountIdentifier": "a", "database": "D"}), "format: 'table', store: 'snowflake', schemaName: 'S', tableName: 'T'", "snowflake://a/D/S/T"),
    (("CosmosDb", {"accountEndpoint": "https://c.documents.azure.com", "database": "d"}), "format: 'document', store: 'cosmosDB', container: 'Orders'", "cosmosdb://c/d/Orders"),
    (("CommonDataServiceForApps", {"serviceUri": "https://o.crm.dynamics.com"}), "format: 'dynamicsformat', store: 'dynamics', entity: 'account'", "dataverse://o.crm.dynamics.com/account"),
    (("Salesforce", {"environmentUrl": "https://c.my.salesforce.com"}), "format: 'rest', entity: 'Account'", "salesforce://c.my.salesforce.com/Account"),
    (("RestService", {"url": "https://api.corp/v1"}), "format: 'rest', store: 'restservice', entity: 'api/Todo/'", "https://api.corp/v1/api/Todo"),
    (("SapOdp", {"server": "sap", "systemNumber": "00"}), "format: 'sapObject', store: 'SapOdp', context: 'ABAP_CDS', objectName: 'CSD'", "sap://sap/ABAP_CDS/CSD"),
    (("GoogleSheets", {}), "format: 'rest', store: 'googlesheets', spreadSheetId: 'Id1', sheetName: 'S'", "googlesheets://sales+inline/Id1/S"),
    (("Zendesk", {"url": "https://c.zendesk.com"}), "format: 'rest', store: 'zendesk', entity: 'tickets'", "zendesk://c.zendesk.com/tickets"),
    (("SharePointOnlineList", {"siteUrl": "https://c.sharepoint.com/sites/x"}), "format: 'rest', entity: 'Tasks'", "https://c.sharepoint.com/sites/x/Lists/Tasks"),
    (("Lakehouse", {"workspaceId": "W", "artifactId": "I"}), "format: 'delta', tableName: 'T'", "abfss://W@onelake.dfs.fabric.microsoft.com/I/Tables/T"),
    (("Lakehouse", {"workspaceId": "W", "artifactId": "I"}), "format: 'delta', folderPath: 'a'", "abfss://W@onelake.dfs.fabric.microsoft.com/I/Files/a"),
    (("Warehouse", {"endpoint": "w.corp", "artifactId": "I"}), "format: 'table', schemaName: 'dbo', tableName: 'T'", "mssql://w.corp/i/dbo/t"),
]  # fmt: skip


@pytest.mark.parametrize(("linked", "options", "expected"), INLINE)
def test_an_inline_source(linked: tuple[str, dict[str, str]], options: str, expected: str, tmp_path: Path) -> None:
    end = End("inline", "Binary", {}, *linked, expected)
    folder = factory(tmp_path, end, CSV, flows=(inline_flow(options, "inline"),))
    assert links(declared(folder)) == {(expected, PROBE)}


MISSING = [
    ("format: 'delta', fileSystem: 'raw', folderPath: 'a'", "abfss://raw@sales+gone/a"),
    ("format: 'table', store: 'snowflake', schemaName: 'S', tableName: 'T'", "snowflake://sales+gone/{}/S/T"),
    ("format: 'rest', entity: '/v1/feed'", "https://sales+gone/v1/feed"),
    ("format: 'sapObject', store: 'SapOdp', context: 'SAPI', objectName: 'X'", "sap://sales+gone/SAPI/X"),
    ("format: 'adobecampaign', resourceName: 'orders'", "adf://sales/linkedservices/gone/orders"),
    ("format: 'delta', tableName: 'T'", "abfss://sales+gone@onelake.dfs.fabric.microsoft.com/{}/Tables/T"),
]


@pytest.mark.parametrize(("options", "expected"), MISSING)
def test_options_tell_the_store_of_a_linked_service_that_is_missing(
    options: str, expected: str, tmp_path: Path
) -> None:
    folder = factory(tmp_path, CSV, flows=(inline_flow(options, "gone"),))
    assert links(declared(folder)) == {(expected, PROBE)}


def test_a_lake_database_needs_no_linked_service(tmp_path: Path) -> None:
    options = "store: 'synapse', databaseType: 'spark', format: 'table', database: 'AdWorks', tableName: 'Sales'"
    folder = factory(tmp_path, CSV, flows=(inline_flow(options, None),))
    (folder / "factory" / "sales.json").unlink()
    (folder / "publish_config.json").write_text(json.dumps({"publishBranch": "workspace_publish"}))
    _move_to_workspace(folder)
    assert links(declared(folder)) == {("mssql://sales-ondemand.sql.azuresynapse.net/adworks/dbo/sales", PROBE)}


def _move_to_workspace(folder: Path) -> None:
    """A Synapse workspace is told by its default linked service."""
    default = {"name": "sales-WorkspaceDefaultStorage", "properties": {"type": "AzureBlobFS", "typeProperties": {}}}
    (folder / "linkedService" / "sales-WorkspaceDefaultStorage.json").write_text(json.dumps(default))
