"""SSIS packages: which package of which catalog is executed, and where its connections point."""

import pytest

from lineage_graph.model import Uses
from lineage_graph.records import Activity, Masked
from tests.activities.estate import P, activity, connect_via, declared, properties, runtime, said
from tests.declared.estate import edges, executed, expression, node

CATALOG = runtime("Ssis", ssisProperties={"catalogInfo": {"catalogServerEndpoint": "etl.database.windows.net"}})
CASES = {
    "in a catalog": (
        {"packagePath": "Finance/Load Rates/Load.dtsx", "type": "SSISDB"},
        "ssis://etl.database.windows.net/finance/load%20rates/load.dtsx",
    ),
    "in a catalog, the type not said": (
        {"packagePath": "Finance/Rates/Load.dtsx"},
        "ssis://etl.database.windows.net/finance/rates/load.dtsx",
    ),
    "by a parameter": (
        {"packagePath": expression("Finance/@{pipeline().parameters.area}/Load.dtsx"), "type": "SSISDB"},
        "ssis://etl.database.windows.net/finance/eu/load.dtsx",
    ),
    "in a file share": (
        {"packagePath": r"\\files\etl\Load.dtsx", "type": "File", "typeProperties": {"packagePassword": Masked()}},
        "ssis://sales/files/etl/load.dtsx",
    ),
    "in a package store": (
        {"packagePath": r"MSDB store\Finance\Load", "type": "PackageStore"},
        "ssis://sales/msdb%20store/finance/load",
    ),
    "inside the activity": (
        {"type": "InlinePackage", "typeProperties": {"packageName": "Load.dtsx", "packageContent": "UEsDBA"}},
        "ssis://sales/pipelines/p/activities/a/load.dtsx",
    ),
}


def ssis(location: dict[str, object], via: str = "Ssis", **settings: object) -> Activity:
    return activity("ExecuteSSISPackage", packageLocation=location, connectVia=connect_via(via), **settings)


@pytest.mark.parametrize(("location", "key"), CASES.values(), ids=CASES)
def test_the_package_is_executed_and_its_inside_is_opaque(location: dict[str, object], key: str) -> None:
    found = declared(ssis(location), runtimes=(CATALOG,))
    assert executed(found) == {key}
    assert said(found)[0] == "opaque-code"
    assert node(found, key).reason is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("tcp:ETL.database.windows.net,1433", "etl.database.windows.net"),
        ("etl01.contoso.com,14330", "etl01.contoso.com:14330"),
    ],
)
def test_the_catalog_s_server_is_spelled_as_any_server(endpoint: str, host: str) -> None:
    catalog = runtime("Ssis", ssisProperties={"catalogInfo": {"catalogServerEndpoint": endpoint}})
    found = declared(ssis({"packagePath": "f/p/l.dtsx"}), runtimes=(catalog,))
    assert executed(found) == {f"ssis://{host}/f/p/l.dtsx"}


@pytest.mark.parametrize(
    ("via", "reason"), [("Gone", "missing-reference"), ("Bare", "masked-connection")], ids=["missing", "no catalog"]
)
def test_without_a_known_catalog_the_package_stands_below_the_service(via: str, reason: str) -> None:
    found = declared(ssis({"packagePath": "f/p/l.dtsx"}, via), runtimes=(runtime("Bare"),))
    assert executed(found) == {"ssis://sales/f/p/l.dtsx"}
    assert node(found, "ssis://sales/f/p/l.dtsx").reason == reason  # type: ignore[attr-defined]
    assert (f"{P}/activities/a", f"adf://sales/integrationruntimes/{via.lower()}") in edges(found, Uses)


def test_a_path_that_nobody_knows_is_a_reason_and_no_package() -> None:
    found = declared(ssis({"packagePath": expression("@item().package")}), runtimes=(CATALOG,))
    assert executed(found) == set()
    assert said(found) == ("runtime-only", "@item().package")


def test_the_detail_says_where_the_connections_point_and_no_secret() -> None:
    managers = {
        "Source": {
            "ServerName": {"value": "erp01"},
            "InitialCatalog": {"value": expression("Sales@{pipeline().parameters.area}")},
            "UserName": {"value": "reader"},
            "Password": {"value": Masked()},
        }
    }
    strings = {"Target": {"ConnectionString": {"value": "Data Source=dwh;Initial Catalog=Mart;Password=**********;"}}}
    given = properties({"Region": {"value": expression("@item().region")}, "Key": {"value": "literal"}})
    found = declared(
        ssis(
            {"packagePath": "f/p/l.dtsx"},
            projectConnectionManagers=managers,
            packageConnectionManagers=strings,
            packageParameters=given,
        ),
        runtimes=(CATALOG,),
    )
    assert said(found)[1] == (
        "f/p/l.dtsx; Source: server erp01, database Saleseu; Target: server dwh, database Mart; Region = @item().region"
    )
