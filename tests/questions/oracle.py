"""The naive truth about reaching: plain dictionaries and sets, to hold the answers of the graph against."""

import random
from collections import defaultdict
from dataclasses import dataclass

from lineage_graph.model import (
    Activity,
    Asset,
    Contains,
    Edge,
    Feeds,
    Match,
    Node,
    Performs,
    Pipeline,
    Process,
    Produces,
    Service,
)

SERVICE = Service(key="adf://f", name="f", kind="DataFactory")


@dataclass(frozen=True)
class Movement:
    """A process: what it reads, what it writes, in which pipeline; edges that are gone or overlap by number."""

    inputs: tuple[int, ...]
    output: int | None
    pipeline: int
    removed_inputs: frozenset[int] = frozenset()
    pattern_inputs: frozenset[int] = frozenset()
    overlapping_inputs: frozenset[int] = frozenset()
    is_output_removed: bool = False


def random_net(seed: int, assets: int) -> list[Movement]:
    """A net with cycles, several ways to most assets, and some edges that are gone or only overlap."""
    choose = random.Random(seed)  # noqa: S311 - not for secrets

    def some(of: tuple[int, ...], one_in: int) -> frozenset[int]:
        return frozenset(number for number in of if not choose.randrange(one_in))

    movements = []
    for _ in range(choose.randint(4, 14)):
        inputs = tuple(choose.sample(range(assets), choose.choice((0, 1, 1, 2, 2, 3))))
        output = choose.choice((None, *range(assets), *range(assets)))
        movements.append(
            Movement(
                inputs=inputs,
                output=output,
                pipeline=choose.randrange(3),
                removed_inputs=some(inputs, 6),
                pattern_inputs=some(inputs, 4),
                overlapping_inputs=some(inputs, 4),
                is_output_removed=not choose.randrange(5),
            )
        )
    return movements


def asset(number: int) -> Asset:
    return Asset(key=f"mssql://h/db/dbo/t{number}", name=f"dbo.T{number}", kind="Table")


def pipeline(number: int) -> Pipeline:
    return Pipeline(key=f"adf://f/pipelines/p{number}", name=f"P{number}")


def parts(assets: int, movements: list[Movement]) -> tuple[list[Node | Edge], list[Node | Edge]]:
    """What holds, and what is removed, as parts of the model."""
    held: list[Node | Edge] = [SERVICE, *map(asset, range(assets))]
    numbers = sorted({movement.pipeline for movement in movements})
    held += [pipeline(number) for number in numbers]
    edges: list[Node | Edge] = [Contains(start=SERVICE.ref, end=pipeline(number).ref) for number in numbers]
    removed: list[Node | Edge] = []
    for number, movement in enumerate(movements):
        owner = pipeline(movement.pipeline)
        activity = Activity(key=f"{owner.key}/activities/a{number}", name=f"A{number}", type="Copy")
        process = Process(key=f"{activity.key}=>", name=f"A{number}", type="Copy")
        held += [activity, process]
        edges += [Contains(start=owner.ref, end=activity.ref), Performs(start=activity.ref, end=process.ref)]
        for source in movement.inputs:
            edge = Feeds(start=asset(source).ref, end=process.ref, match=_match(movement, source))
            (removed if source in movement.removed_inputs else edges).append(edge)
        if movement.output is not None:
            written = Produces(start=process.ref, end=asset(movement.output).ref)
            (removed if movement.is_output_removed else edges).append(written)
    return held + edges, removed


def _match(movement: Movement, source: int) -> Match:
    """By a pattern it is only possible; a folder and what lies in it are as certain as the name itself."""
    if source in movement.pattern_inputs:
        return Match.PATTERN
    if source in movement.overlapping_inputs:
        return Match.CONTAINS if source % 2 else Match.WITHIN
    return Match.EXACT


def downstream(movements: list[Movement], starts: set[int], *, certain: bool) -> tuple[dict[int, int], dict[int, int]]:
    """Hops to every asset and to every movement (by number) that data from the starts gets to."""
    readers: dict[int, list[int]] = defaultdict(list)
    for number, movement in enumerate(movements):
        for source in set(movement.inputs) - movement.removed_inputs:
            if not (certain and source in movement.pattern_inputs):
                readers[source].append(number)
    hops, reached = dict.fromkeys(starts, 0), dict[int, int]()
    layer, depth = set(starts), 0
    while layer:
        depth += 1
        found = {number for source in layer for number in readers[source] if number not in reached}
        reached |= dict.fromkeys(found, depth)
        outputs = {movements[n].output for n in found if not movements[n].is_output_removed}
        layer = {output for output in outputs if output is not None and output not in hops}
        hops |= dict.fromkeys(layer, depth)
    return {key: distance for key, distance in hops.items() if key not in starts}, reached


def upstream(movements: list[Movement], starts: set[int], *, certain: bool) -> tuple[dict[int, int], dict[int, int]]:
    """The same against the flow."""
    hops, reached = dict.fromkeys(starts, 0), dict[int, int]()
    layer, depth = set(starts), 0
    while layer:
        depth += 1
        found = {
            number
            for number, movement in enumerate(movements)
            if movement.output in layer and not movement.is_output_removed and number not in reached
        }
        reached |= dict.fromkeys(found, depth)
        sources = {
            source
            for number in found
            for source in set(movements[number].inputs) - movements[number].removed_inputs
            if not (certain and source in movements[number].pattern_inputs)
        }
        layer = {source for source in sources if source not in hops}
        hops |= dict.fromkeys(layer, depth)
    return {key: distance for key, distance in hops.items() if key not in starts}, reached
