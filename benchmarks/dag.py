"""A graph for measurements: 100,000 assets in 100 layers, 100,000 processes, 400,000 edges of data flow.

Every process has three inputs one to three layers up and one output; an activity performs it, twenty activities
make a pipeline, five hundred pipelines a service. The same seed gives the same graph.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import neo4j

BATCH: Final = 5000


@dataclass(frozen=True, slots=True)
class Dag:
    """The size of the graph; ``width`` assets in every layer."""

    layers: int = 100
    width: int = 1000
    inputs: int = 3
    seed: int = 7

    def asset(self, layer: int, column: int) -> str:
        return f"mssql://host-{column % 10}.example/warehouse/layer{layer}/t{column}"

    def store(self, column: int) -> str:
        return f"mssql://host-{column % 10}.example"

    def starts(self, count: int) -> list[str]:
        """Keys of assets of the first layer."""
        return [self.asset(0, column) for column in range(count)]


def process_rows(dag: Dag) -> Iterator[dict[str, object]]:
    """One row per process: its key, what it reads and writes, who performs it."""
    choose = random.Random(dag.seed)  # noqa: S311 - not for secrets
    for layer in range(dag.layers):
        for column in range(dag.width):
            number = layer * dag.width + column
            pipeline = f"adf://factory-{number // 10_000}/pipelines/p{number // 20}"
            activity = f"{pipeline}/activities/copy{number}"
            output = dag.asset(layer, column)
            inputs = {
                dag.asset(max(0, layer - choose.choice((1, 1, 1, 2, 3))), choose.randrange(dag.width))
                for _ in range(dag.inputs)
            }
            yield {
                "key": f"{activity}=>{output}",
                "activity": activity,
                "pipeline": pipeline,
                "service": f"adf://factory-{number // 10_000}",
                "inputs": sorted(inputs - {output}) if layer else [],
                "output": output,
            }


STATEMENTS: Final = (
    "UNWIND $rows AS row CREATE (:Asset:Table {key: row.output, name: split(row.output, '/')[-1], kind: 'Table', "
    "pattern: false, declaredSince: datetime(), sources: ['git+x']})",
    "UNWIND $rows AS row MATCH (a:Asset {key: row.output}) MERGE (s:Store {key: split(row.output, '/warehouse')[0]}) "
    "ON CREATE SET s.name = s.key, s.type = 'SQL Server' CREATE (a)-[:STORED_IN {sources: ['git+x']}]->(s)",
    "UNWIND $rows AS row MERGE (s:Service {key: row.service}) ON CREATE SET s.name = split(row.service, '//')[1] "
    "MERGE (p:Pipeline {key: row.pipeline}) ON CREATE SET p.name = split(row.pipeline, '/')[-1] "
    "MERGE (s)-[:CONTAINS]->(p) "
    "CREATE (p)-[:CONTAINS]->(:Activity {key: row.activity, name: split(row.activity, '/')[-1], type: 'Copy', "
    "state: 'Active'})",
    "UNWIND $rows AS row MATCH (a:Activity {key: row.activity}), (b:Asset {key: row.output}) "
    "CREATE (a)-[:PERFORMS]->(p:Process {key: row.key, name: row.activity, type: 'Copy'})-[:PRODUCES {declared: true, "
    "observed: false, declaredSince: datetime(), sources: ['git+x']}]->(b)",
    "UNWIND $rows AS row MATCH (p:Process {key: row.key}) UNWIND row.inputs AS input MATCH (a:Asset {key: input}) "
    "CREATE (a)-[:FEEDS {kind: 'data', match: 'exact', declared: true, observed: false, declaredSince: datetime(), "
    "sources: ['git+x']}]->(p)",
)


def write(driver: neo4j.Driver, dag: Dag) -> None:
    """Write the graph into an empty database that has the schema's constraints."""
    rows = list(process_rows(dag))
    for statement in STATEMENTS:
        for first in range(0, len(rows), BATCH):
            driver.execute_query(statement, rows=rows[first : first + BATCH])
