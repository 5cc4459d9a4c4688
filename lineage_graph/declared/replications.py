"""Change data captures and link connections: each is a job that performs its own processes."""

from collections.abc import Iterator

from lineage_graph.activities.inline import inline_place
from lineage_graph.catalog import Catalog
from lineage_graph.declared.processes import Part, processes
from lineage_graph.declared.references import uses
from lineage_graph.declared.starts import factory_bindings
from lineage_graph.expressions import Scope, Unknown, template_of
from lineage_graph.keys import object_key
from lineage_graph.model import FeedKind, Reason, Ref
from lineage_graph.records import Properties, Replica, ReplicaEnd, Replication
from lineage_graph.site import End, Movement, Site, place_end, placeholder


def replications(held: Catalog) -> Iterator[Part]:
    """The processes of all jobs of the service, and the linked services that they use."""
    for collection, jobs in (
        ("adfcdcs", held.service.change_data_captures),
        ("linkconnections", held.service.link_connections),
    ):
        for job in jobs:
            ref = Ref("Job", object_key(held.key, collection, job.name))
            site = Site(held, ref.key, Scope(factory=factory_bindings(held)))
            yield from uses(held, ref, job.linked_services)
            yield from processes(ref, job.name, job.type, _movements(site, job))


def _movements(site: Site, job: Replication) -> tuple[Movement, ...]:
    if job.replicas is None:
        why = Unknown(Reason.RUNTIME_ONLY, f"only the service knows the tables of {job.name}")
        return (Movement(((placeholder(site, "source", why), FeedKind.DATA),), placeholder(site, "sink", why)),)
    return tuple(_movement(site, replica) for replica in job.replicas)


def _movement(site: Site, replica: Replica) -> Movement:
    inputs = tuple((_end(site, source), FeedKind.DATA) for source in replica.sources)
    return Movement(inputs, _end(site, replica.target), replica.target.name)


def _end(site: Site, end: ReplicaEnd) -> End:
    if end.linked_service is None or not end.options:
        return placeholder(site, end.name, Unknown(Reason.MISSING_REFERENCE, f"{end.name} is not described"))
    options = {
        name: template_of(value, site.scope)
        for name, value in end.options.items()
        if not isinstance(value, Properties | tuple | bool)
    }
    return place_end(site, inline_place(site, end.linked_service, options), end.name)
