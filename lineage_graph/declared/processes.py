"""Movements to processes: one process per performer and output, with only the inputs that reach it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lineage_graph.declared.instances import Carried, instances
from lineage_graph.keys import process_key
from lineage_graph.model import Asset, Edge, FeedKind, Feeds, Node, Performs, Process, Produces, Ref, Store, StoredIn
from lineage_graph.site import End, Movement

Part = Node | Edge

_STRONGEST: tuple[FeedKind, ...] = (FeedKind.DATA, FeedKind.LOOKUP, FeedKind.INFLUENCE, FeedKind.VALIDATION)


def processes(performer: Ref, name: str, kind: str, movements: Iterable[Movement]) -> Iterator[Part]:
    """The performer's processes and their assets; movements of several contexts into one output are one process."""
    together: dict[tuple[str | None, str | None], list[Movement]] = {}
    for movement in movements:
        output = movement.output.asset.key if movement.output else None
        together.setdefault((output, movement.step if movement.output else None), []).append(movement)
    carried: list[Carried] = []
    for (output, step), same in together.items():
        shared = sum(1 for other, _ in together if other == output and output is not None) > 1
        key = process_key(performer.key, output, step if shared else None)
        why = same[0].uncertain
        reason, detail = (why.reason, why.detail) if why else (None, None)
        process = Process(key=key, name=_name(name, same), type=kind, step=step, reason=reason, detail=detail)
        inputs, written = _inputs(same), same[0].output
        yield from _process(performer, process, inputs, written)
        carried.append(Carried(process, [end.asset for end, _ in inputs], written.asset if written else None))
    if len(carried) > 1:
        yield from instances(carried)


def _inputs(movements: list[Movement]) -> tuple[tuple[End, FeedKind], ...]:
    """Every input once, as the strongest that it is in any of the movements, with the steps of all."""
    inputs: dict[str, tuple[End, FeedKind]] = {}
    steps: dict[str, set[str]] = {}
    for end, kind in (pair for movement in movements for pair in movement.inputs):
        held = inputs.get(end.asset.key)
        if held is None or _STRONGEST.index(kind) < _STRONGEST.index(held[1]):
            inputs[end.asset.key] = (end, kind)
        if end.steps:
            steps.setdefault(end.asset.key, set()).update(end.steps)
    return tuple(
        (replace(end, steps=tuple(sorted(steps[key]))), kind) if key in steps else (end, kind)
        for key, (end, kind) in inputs.items()
    )


def _process(
    performer: Ref, process: Process, inputs: tuple[tuple[End, FeedKind], ...], output: End | None
) -> Iterator[Part]:
    yield process
    yield Performs(start=performer, end=process.ref)
    for end, kind in inputs:
        yield from _stored(end)
        told = end.asset if end.asset.reason else process
        yield Feeds(
            start=end.asset.ref,
            end=process.ref,
            kind=kind,
            reason=told.reason,
            detail=told.detail,
            open=_open(end),
            steps=end.steps,
        )
    if output:
        yield from _stored(output)
        reason = output.asset.reason or process.reason
        yield Produces(start=process.ref, end=output.asset.ref, reason=reason, open=_open(output))


def _open(end: End) -> tuple[str, ...]:
    """The identities of the holes, where any of them has one."""
    return end.open if any(end.open) else ()


def _stored(end: End) -> Iterator[Asset | Store | StoredIn]:
    yield end.asset
    if end.store:
        yield end.store
        yield StoredIn(start=end.asset.ref, end=end.store.ref)


def _name(performer: str, movements: list[Movement]) -> str:
    output = movements[0].output
    return f"{performer} → {output.asset.name}" if output else f"{performer} (reads)"
