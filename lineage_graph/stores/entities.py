"""Business applications whose data are entities: Dataverse, Salesforce, ServiceNow, Marketo and the like.

To add one: a line in ``_APPLICATIONS``. https://learn.microsoft.com/azure/data-factory/connector-salesforce and so on.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.address import url_of
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import (
    Connection,
    Located,
    Place,
    known_or_unknown,
    located,
    no_name,
    store_at,
    unknown_host,
)
from lineage_graph.stores.registry import connects, names

_CUSTOMERS_SHARE: Final = frozenset(
    {
        "login.salesforce.com",
        "test.salesforce.com",
        "api.xero.com",
        "api.paypal.com",
        "api.sandbox.paypal.com",
        "connect.squareup.com",
        "crm.zoho.com",
        "mws.amazonservices.com",
        "quickbooks.api.intuit.com",
        "www.concursolutions.com",
        "www.teamdesk.net",
    }
)
"""Hosts that all customers share: they tell nothing of whose data it is."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application: the settings that name the customer's own host or account, those of the dataset for the entity.

    ``reports`` is the dataset's setting for a report; without ``hosts`` only the credentials know the account.
    """

    scheme: str
    name: str
    datasets: tuple[str, ...]
    linked_services: tuple[str, ...]
    hosts: tuple[str, ...] = ("host", "endpoint", "url")
    entities: tuple[str, ...] = ("tableName", "entity")
    reports: str | None = None
    lower: bool = False


def _simple(scheme: str, name: str, dataset: str, linked: str, *hosts: str) -> Application:
    return Application(scheme, name, (dataset,), (linked,), hosts or ("host", "endpoint", "url"))


def _by_credentials(scheme: str, name: str, linked: str, *entities: str) -> Application:
    return Application(scheme, name, (f"{linked}Entity",), (linked,), (), entities or ("entity",))


_APPLICATIONS: Final = (
    Application(
        "dataverse",
        "Dataverse",
        ("CommonDataServiceForAppsEntity", "DynamicsEntity", "DynamicsCrmEntity"),
        ("CommonDataServiceForApps", "Dynamics", "DynamicsCrm"),
        ("serviceUri", "hostName", "organizationName"),
        ("entityName", "entity"),
        lower=True,
    ),
    Application(
        "salesforce",
        "Salesforce",
        ("SalesforceObject", "SalesforceV2Object", "SalesforceServiceCloudObject", "SalesforceServiceCloudV2Object"),
        ("Salesforce", "SalesforceV2", "SalesforceServiceCloud", "SalesforceServiceCloudV2"),
        ("environmentUrl",),
        ("objectApiName", "entity"),
        reports="reportId",
    ),
    Application(
        "servicenow",
        "ServiceNow",
        ("ServiceNowObject", "ServiceNowV2Object"),
        ("ServiceNow", "ServiceNowV2"),
        ("endpoint",),
        lower=True,
    ),
    Application("jira", "Jira", ("JiraObject",), ("Jira",), ("host",), ("table", "tableName", "entity")),
    _simple("amazonmws", "Amazon Marketplace", "AmazonMWSObject", "AmazonMWS", "sellerID"),
    _simple("concur", "Concur", "ConcurObject", "Concur"),
    _simple("eloqua", "Eloqua", "EloquaObject", "Eloqua"),
    _simple("googleads", "Google Ads", "GoogleAdWordsObject", "GoogleAdWords", "clientCustomerID"),
    Application("hubspot", "HubSpot", ("HubspotObject",), ("Hubspot",), ()),
    _simple("magento", "Magento", "MagentoObject", "Magento"),
    _simple("marketo", "Marketo", "MarketoObject", "Marketo"),
    _simple("office365", "Microsoft 365", "Office365Table", "Office365", "office365TenantId"),
    _simple("oracleservicecloud", "Oracle Service Cloud", "OracleServiceCloudObject", "OracleServiceCloud"),
    _simple("paypal", "PayPal", "PaypalObject", "Paypal"),
    _simple("quickbooks", "QuickBooks", "QuickBooksObject", "QuickBooks", "companyId", "endpoint"),
    _simple("responsys", "Responsys", "ResponsysObject", "Responsys"),
    Application(
        "marketingcloud", "Marketing Cloud", ("SalesforceMarketingCloudObject",), ("SalesforceMarketingCloud",), ()
    ),
    _simple("shopify", "Shopify", "ShopifyObject", "Shopify"),
    _simple("square", "Square", "SquareObject", "Square"),
    _simple("xero", "Xero", "XeroObject", "Xero"),
    _simple("zoho", "Zoho", "ZohoObject", "Zoho"),
    _simple("quickbase", "Quickbase", "QuickbaseEntity", "Quickbase"),
    _simple("teamdesk", "TeamDesk", "TeamDeskEntity", "TeamDesk"),
    _simple("zendesk", "Zendesk", "ZendeskEntity", "Zendesk"),
    _by_credentials("appfigures", "AppFigures", "AppFigures"),
    _by_credentials("asana", "Asana", "Asana"),
    _by_credentials("dataworld", "data.world", "Dataworld"),
    _by_credentials("googlesheets", "Google Sheets", "GoogleSheets", "spreadSheetId", "entity"),
    _by_credentials("smartsheet", "Smartsheet", "Smartsheet"),
    _by_credentials("twilio", "Twilio", "Twilio"),
)


def entity(application: Application, place: Place) -> Located | Unknown:
    """``{scheme}://{host}/{entity}``; a report of Salesforce is ``…/reports/{id}``."""
    store = account(application, place.connection)
    if application.reports and (report := place.text(application.reports)):
        return located(store, f"{store.key}/reports/{name_segment(report)}", report, "Report")
    named = next((text for field in application.entities if (text := place.text(field))), None)
    if not named:
        return no_name("entity")
    plain = named.lower() if application.lower else named
    sheet = place.text("sheetName")
    key = "/".join((store.key, name_segment(plain), *((name_segment(sheet),) if sheet else ())))
    return located(store, key, named, "Entity")


def account(application: Application, connection: Connection) -> Store:
    """The customer's host or account; where only the credentials know it, the linked service stands for it."""
    setting, text = _stated(application, connection)
    authority = _spelled(text) if text else ""
    if connection.missing is None and (not setting or authority in _CUSTOMERS_SHARE):
        why = Unknown(Reason.RUNTIME_ONLY, f"the credentials of linked service {connection.name} name the account")
        host = unknown_host(connection, why, setting, _spelled)
    else:
        host = known_or_unknown(authority, connection, setting, _spelled)
    return store_at(application.scheme, host, application.name)


def _spelled(address: str) -> str:
    return url_of(address).authority.removesuffix(":443")


def _stated(application: Application, connection: Connection) -> tuple[str, str | None]:
    """The setting that names the host, empty if none does, and its text; some are in ``connectionProperties``."""
    inner = connection.within("connectionProperties")
    for setting in application.hosts:
        if text := connection.text(setting) or inner.text(setting):
            return setting, text
    return next((name for name in application.hosts if name in connection.settings), ""), None


for _application in _APPLICATIONS:
    names(*_application.datasets)(partial(entity, _application))
    connects(*_application.linked_services, place=_application.datasets[0])(partial(account, _application))
