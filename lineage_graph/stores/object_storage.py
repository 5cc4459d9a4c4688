"""Object stores beside Azure's: Amazon S3 and what speaks its language, Google Cloud Storage, Oracle Cloud.

To add one: a line in ``_STORES``. https://learn.microsoft.com/azure/data-factory/connector-amazon-simple-storage-service
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import url_of
from lineage_graph.stores.paths import encoded, files, path_name, segments
from lineage_graph.stores.place import Connection, Host, Located, Place, located, no_name, store_at
from lineage_graph.stores.registry import connects, names


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A family of buckets. ``public`` ends the hosts whose buckets have one name for the whole world."""

    scheme: str
    name: str
    places: tuple[str, ...]
    linked_service: str
    public: tuple[str, ...]


_AMAZON: Final = (".amazonaws.com", ".amazonaws.com.cn")
_STORES: Final = (
    ObjectStore("s3", "Amazon S3", ("AmazonS3Location", "AmazonS3Object"), "AmazonS3", _AMAZON),
    ObjectStore("s3", "S3 compatible", ("AmazonS3CompatibleLocation",), "AmazonS3Compatible", _AMAZON),
    ObjectStore(
        "gs", "Google Cloud Storage", ("GoogleCloudStorageLocation",), "GoogleCloudStorage", (".googleapis.com",)
    ),
    ObjectStore(
        "oci", "Oracle Cloud Storage", ("OracleCloudStorageLocation",), "OracleCloudStorage", (".oraclecloud.com",)
    ),
)


def bucket(kind: ObjectStore, place: Place) -> Located | Unknown:
    """``s3://{bucket}/{key}``; buckets of a server of one's own are below its host: ``s3://{host}/{bucket}/{key}``."""
    fields = place.within("location")
    root = segments(fields.text("bucketName"))
    if not root:
        return no_name("bucket")
    named, path = root[0], (*root[1:], *(segments(fields.text("key")) or _prefixed(fields) or files(place)))
    server = own_server(kind, place.connection)
    return _in_bucket(server, f"{server.key}/{named}", named, path) if server else public_bucket(kind, named, path)


def public_bucket(kind: ObjectStore, named: str, path: tuple[str, ...]) -> Located:
    """The path in a bucket whose name is one for the whole world."""
    store = store_at(kind.scheme, Host(named.lower()), kind.name)
    return _in_bucket(store, store.key, named, path)


def public_kind(scheme: str) -> ObjectStore | None:
    """The object store whose addresses begin so; Hadoop's ``s3a`` and ``s3n`` are Amazon's too."""
    plain = "s3" if scheme.lower() in ("s3a", "s3n") else scheme.lower()
    return next((kind for kind in _STORES if kind.scheme == plain), None)


def _in_bucket(store: Store, key: str, named: str, path: tuple[str, ...]) -> Located:
    return located(store, "/".join(part for part in (key, encoded(path)) if part), path_name(path, named), "Path")


def own_server(kind: ObjectStore, connection: Connection) -> Store | None:
    """The server that ``serviceUrl`` names; None for the public cloud, where the dataset's bucket is the store."""
    url = connection.text("serviceUrl")
    host = url_of(url).authority.removesuffix(":443") if url else ""
    if not host or host.endswith(kind.public) or connection.holes.first_in(host):
        return None
    return store_at(kind.scheme, Host(host), kind.name)


def _prefixed(fields: Place) -> tuple[str, ...]:
    """The older dataset's ``prefix``: every key that begins with it."""
    prefix = fields.text("prefix")
    found = segments(prefix)
    return (*found[:-1], f"{found[-1]}*") if prefix and found and not prefix.endswith("/") else found


for _kind in _STORES:
    names(*_kind.places)(partial(bucket, _kind))
    connects(_kind.linked_service, place=_kind.places[0])(partial(own_server, _kind))
