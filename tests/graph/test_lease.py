"""One load of a source at a time, whatever happens to its process."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from lineage_graph.errors import LeaseHeld, UsageError
from lineage_graph.graph import Graph, LoadOptions, dump, load
from lineage_graph.graph import lease as leases
from lineage_graph.graph.lease import Lease, Request
from tests.graph.sales import SALES, Service, holding, pipeline

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = "git+adf://sales"
OWNER = "MATCH (s:Source {key: $source}) RETURN s.leaseOwner AS owner"
REQUEST = Request(SOURCE, "git", SALES, frozenset(), frozenset(), None)


def lend(graph: Graph, owner: str, seconds: int = 60) -> None:
    graph.change(
        "MERGE (s:Source {key: $source}) SET s.leaseOwner = $owner, s.leaseToken = 1, "
        "s.leaseExpires = datetime() + duration({seconds: $seconds})",
        {"source": SOURCE, "owner": owner, "seconds": seconds},
    )


def fence(graph: Graph, lease: Lease) -> int:
    return graph.write(lambda transaction: leases.fence(transaction, lease))


@pytest.mark.smoke
def test_a_source_that_is_being_loaded_is_not_loaded(graph: Graph) -> None:
    lend(graph, f"{socket.gethostname()}:{os.getpid()}:other")
    with pytest.raises(LeaseHeld, match=f"being loaded by process {os.getpid()}") as held:
        load(graph, [Service("adf://other").declared(), Service().declared()])
    assert held.value.exit_code == 7
    assert holding(graph, "Pipeline") == set()
    assert graph.ask("MATCH (s:Source) WHERE s.leaseOwner IS NOT NULL RETURN s.key AS key") == [{"key": SOURCE}]


def test_another_machine_keeps_its_lease_until_it_ends(graph: Graph) -> None:
    lend(graph, "elsewhere:1:other")
    with pytest.raises(LeaseHeld, match="process 1 on elsewhere"):
        load(graph, [Service().declared()])
    lend(graph, "elsewhere:1:other", seconds=-1)
    load(graph, [Service().declared()])
    assert holding(graph, "Pipeline") == {"orders"}


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot ask whether a process lives")
def test_the_lease_of_a_process_that_died_here_is_free(graph: Graph) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    lend(graph, f"{socket.gethostname()}:{dead.pid}:other")
    load(graph, [Service().declared()])
    assert holding(graph, "Pipeline") == {"orders"}


def test_tokens_only_grow_and_the_old_one_no_longer_writes(graph: Graph) -> None:
    old = leases.take(graph, REQUEST, leases.new_owner())
    fence(graph, old)
    lend(graph, "elsewhere:1:other", seconds=-1)
    new = leases.take(graph, REQUEST, leases.new_owner())
    assert new.token == old.token + 1
    fence(graph, new)
    with pytest.raises(LeaseHeld, match="another one has taken over"):
        fence(graph, old)


def test_a_load_that_lost_its_lease_writes_nothing_more(graph: Graph) -> None:
    def steal(done: int, _total: int, _label: str) -> None:
        if done == 2:
            graph.change(
                "MATCH (s:Source {key: $source}) SET s.leaseToken = s.leaseToken + 1, s.leaseOwner = $owner",
                {"source": SOURCE, "owner": "elsewhere:1:other"},
            )

    with pytest.raises(LeaseHeld):
        load(graph, [Service().declared()], LoadOptions(progress=steal))
    assert graph.ask(OWNER, {"source": SOURCE}) == [{"owner": "elsewhere:1:other"}]
    assert graph.ask("MATCH (r:Refresh) RETURN r.outcome AS outcome") == [{"outcome": "running"}]
    assert graph.ask("MATCH ()-[r]->() RETURN count(r) AS count") == [{"count": 0}]


def test_an_interrupted_load_gives_its_lease_back(graph: Graph) -> None:
    def interrupt(_done: int, _total: int, label: str) -> None:
        if label == "Pipeline":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(graph, [Service().declared()], LoadOptions(progress=interrupt))
    text = "MATCH (s:Source {key: $source}) RETURN s.leaseOwner AS owner, s.lastOutcome AS outcome"
    assert graph.ask(text, {"source": SOURCE}) == [{"owner": None, "outcome": "failed"}]
    load(graph, [Service().declared()])
    assert holding(graph, "Pipeline") == {"orders"}


def test_a_lease_that_was_granted_to_one_who_did_not_hear_of_it_is_given_back(graph: Graph) -> None:
    def interrupted_after_the_commit(owner: str) -> None:
        leases.take(graph, REQUEST, owner)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), leases.owning(graph) as owner:
        interrupted_after_the_commit(owner)
    text = "MATCH (s:Source) RETURN s.leaseOwner AS owner, s.lastOutcome AS outcome"
    assert graph.ask(text) == [{"owner": None, "outcome": "failed"}]
    assert graph.ask("MATCH (r:Refresh) RETURN r.outcome AS outcome") == [{"outcome": "failed"}]


def test_only_the_leases_of_the_owner_are_given_back(graph: Graph) -> None:
    lend(graph, "elsewhere:1:other")
    with pytest.raises(KeyboardInterrupt), leases.owning(graph):
        raise KeyboardInterrupt
    assert graph.ask(OWNER, {"source": SOURCE}) == [{"owner": "elsewhere:1:other"}]


def test_a_load_after_one_that_was_killed_says_so_in_the_books(graph: Graph) -> None:
    leases.take(graph, REQUEST, leases.new_owner())
    lend(graph, "elsewhere:1:other", seconds=-1)
    load(graph, [Service().declared()])
    rows = graph.ask("MATCH (r:Refresh) WHERE r.source <> 'join' RETURN r.outcome AS outcome ORDER BY r.key")
    assert [row["outcome"] for row in rows] == ["interrupted", "done"]


def test_waiting_leases_are_renewed(graph: Graph) -> None:
    lease = leases.take(graph, REQUEST, leases.new_owner())
    graph.change("MATCH (s:Source) SET s.leaseExpires = datetime() + duration({seconds: 1})")
    leases.renew(graph, [lease])
    text = "MATCH (s:Source) RETURN s.leaseExpires > datetime() + duration({seconds: $most}) AS renewed"
    assert graph.ask(text, {"most": leases.SECONDS - 30}) == [{"renewed": True}]


def test_other_peoples_nodes_of_our_labels_are_left_alone(graph: Graph) -> None:
    graph.change(
        "CREATE (a:Asset {name: 'theirs'})-[:FEEDS {theirs: true}]->(:Process {name: 'x'}), (:Person {name: 'Ann'}), "
        "(:Pipeline {key: 'adf://sales/pipelines/theirs', name: 'mine'})-[:OWNED_BY]->(a), (:Store:Shop {name: 's'})"
    )
    before = dump(graph)
    load(graph, [Service(pipelines=("orders", "prices")).declared()])
    load(graph, [Service(pipelines=()).declared()], LoadOptions(allow_removals=True))
    assert set(before) < set(dump(graph))


def test_a_key_that_other_peoples_node_has_is_refused(graph: Graph) -> None:
    graph.change("CREATE (:Pipeline {key: $key, name: 'theirs'})", {"key": pipeline(SALES, "orders")})
    with pytest.raises(UsageError, match="Pipeline with the key adf://sales/pipelines/orders that was not loaded by"):
        load(graph, [Service().declared()])
    rows = graph.ask("MATCH (p:Pipeline) RETURN p.name AS name, p.sources AS sources")
    assert rows == [{"name": "theirs", "sources": None}]
