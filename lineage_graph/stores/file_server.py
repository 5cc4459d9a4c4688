"""File servers, disks of an integration runtime's machine, SFTP, FTP and HDFS.

https://learn.microsoft.com/azure/data-factory/connector-file-system and connector-sftp, connector-ftp, connector-hdfs
"""

import re
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.address import THIS_MACHINE, address_of, host_of
from lineage_graph.stores.paths import encoded, files, path_name, segments
from lineage_graph.stores.place import (
    Connection,
    Host,
    Located,
    Place,
    known_or_unknown,
    located,
    store_at,
    unknown_host,
)
from lineage_graph.stores.registry import connects, names

_DISK: Final = re.compile(r"[A-Za-z]:|[/\\](?![/\\])")


@names("FileServerLocation")
def file_server(place: Place) -> Located | Unknown:
    r"""``file://{host}/{share}/{path}``; below a disk (``C:\data``) the path alone, under the linked service."""
    held, path = file_host(place.connection), (*_share(place.connection), *files(place))
    return _located(held, path)


@names("SftpLocation")
def sftp_files(place: Place) -> Located | Unknown:
    """``sftp://{host}/{path}``."""
    return _located(sftp(place.connection), files(place))


@names("FtpServerLocation")
def ftp_files(place: Place) -> Located | Unknown:
    """``ftp://{host}/{path}``."""
    return _located(ftp(place.connection), files(place))


@names("HdfsLocation")
def hadoop_files(place: Place) -> Located | Unknown:
    """``hdfs://{name node}/{path}``; the web port of the name node is none of the file system."""
    return _located(name_node(place.connection), files(place))


@connects("FileServer", place="FileServerLocation")
def file_host(connection: Connection) -> Store:
    r"""The server of ``\\server\share``; a disk path is on the runtime's machine, whose name nobody knows."""
    return store_at("file", _host(connection), "File server")


@connects("Sftp", place="SftpLocation")
def sftp(connection: Connection) -> Store:
    """The SFTP server."""
    return _server("sftp", "22", connection)


@connects("FtpServer", place="FtpServerLocation")
def ftp(connection: Connection) -> Store:
    """The FTP server."""
    return _server("ftp", "21", connection)


@connects("Hdfs", place="HdfsLocation")
def name_node(connection: Connection) -> Store:
    """The name node that the web address names."""
    url = connection.text("url")
    return store_at("hdfs", known_or_unknown(host_of(url) if url else None, connection, "url"), "HDFS")


def _server(scheme: str, default_port: str, connection: Connection) -> Store:
    text = connection.text("host")
    address = address_of(text) if text else None
    if address and (port := connection.text("port")):
        address = address._replace(port=port)

    def spelled(authority: str) -> str:
        return address_of(authority).authority(default_port)

    host = known_or_unknown(address.authority(default_port) if address else None, connection, "host", spelled)
    return store_at(scheme, host, scheme.upper())


def _host(connection: Connection) -> Host:
    text = connection.text("host")
    if text is None or connection.holes.first_in(text):
        return known_or_unknown(text, connection, "host")
    host = "" if _DISK.match(text) else host_of(text.replace("\\", "/"))
    if not host or host in THIS_MACHINE:
        return unknown_host(connection, Unknown(Reason.RUNTIME_ONLY, f"{text} is on the runtime's machine"), "host")
    return Host(host)


def _share(connection: Connection) -> tuple[str, ...]:
    text = connection.text("host")
    if text is None or _DISK.match(text) or connection.holes.first_in(text):
        return ()
    return segments(text)[1:]


def _located(held: Store, path: tuple[str, ...]) -> Located:
    key = "/".join(part for part in (held.key, encoded(path)) if part)
    return located(held, key, path_name(path, held.name), "Path")
