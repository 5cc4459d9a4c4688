"""Instances as nodes and relationships of the graph, all but those that a real source declares. Pure.

Whatever an instance reads is only possible, ``match: pattern``: the run that proves it may never have happened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from lineage_graph.graph.patterns import Feed, Pattern, RealAsset
from lineage_graph.model import (
    Asset,
    Edge,
    FeedKind,
    Feeds,
    InstanceOf,
    Match,
    Node,
    Performs,
    Process,
    Produces,
    Ref,
    StoredIn,
)
from lineage_graph.overlap import derived_name, has_marks
from lineage_graph.overlap.instances import Instance

_STRONGEST: Final = (FeedKind.DATA, FeedKind.LOOKUP, FeedKind.INFLUENCE, FeedKind.VALIDATION)


def parts(
    found: Iterable[Instance], patterns: Mapping[str, Pattern], real: Mapping[str, RealAsset]
) -> Iterator[Node | Edge]:
    """What the join declares for the instances, once each. An instance of several patterns is one process."""
    together: dict[str, list[Instance]] = {}
    for instance in sorted(found):
        together.setdefault(instance.key, []).append(instance)
    made = _made(found, patterns, real)
    for key, same in together.items():
        yield from _process(key, [(one, patterns[one.pattern]) for one in same], made, real)
    for asset, pairs in made.items():
        yield from (InstanceOf(start=Ref("Asset", asset), end=Ref("Asset", pattern)) for pattern in sorted(pairs))
        if asset not in real:
            yield from _derived(pairs[min(pairs)])


_Made = Mapping[str, Mapping[str, tuple[Asset, str | None]]]
"""By the key of an asset with values, by the key of its pattern: the asset as that makes it, and its store."""


def _made(found: Iterable[Instance], patterns: Mapping[str, Pattern], real: Mapping[str, RealAsset]) -> _Made:
    made: dict[str, dict[str, tuple[Asset, str | None]]] = {}
    for instance in found:
        for key, pattern in _pairs(instance, patterns[instance.pattern]):
            if key != pattern and pattern not in made.get(key, ()):
                made.setdefault(key, {})[pattern] = _asset(key, pattern, real[pattern])
    return made


def _pairs(instance: Instance, pattern: Pattern) -> Sequence[tuple[str, str]]:
    ends = (*pattern.process.inputs, pattern.process.output)
    return [(key, end.key) for key, end in zip((*instance.inputs, instance.output), ends, strict=True)]


def _asset(key: str, pattern: str, like: RealAsset) -> tuple[Asset, str | None]:
    """The asset as its store would have named it: as certain as the host, and as what is left of the pattern."""
    store = like.store
    is_open = has_marks(key)
    reason, detail = (like.reason, like.detail) if is_open else (None, None)
    if store and store.reason:
        reason, detail = store.reason, store.detail
    asset = Asset(
        key=key,
        name=derived_name(like.name, pattern, key),
        kind=like.kind,
        pattern=is_open,
        reason=reason,
        detail=detail,
    )
    return asset, store.key if store else None


def _derived(made: tuple[Asset, str | None]) -> Iterator[Node | Edge]:
    asset, store = made
    yield asset
    if store:
        yield StoredIn(start=asset.ref, end=Ref("Store", store))


def _process(
    key: str, same: Sequence[tuple[Instance, Pattern]], made: _Made, real: Mapping[str, RealAsset]
) -> Iterator[Node | Edge]:
    first, pattern = same[0]
    output = first.output
    told = real.get(output) or made[output][min(made[output])][0]
    written = real[pattern.process.output.key].name
    name = pattern.name.removesuffix(written) + told.name if pattern.name.endswith(written) else pattern.name
    process = Process(
        key=key,
        name=name,
        type=pattern.type,
        step=pattern.process.step,
        reason=pattern.reason,
        detail=pattern.detail,
    )
    yield process
    yield from (Performs(start=performer, end=process.ref) for performer in _performers(same))
    yield from (InstanceOf(start=process.ref, end=Ref("Process", other.process.key)) for other in _patterns(same))
    yield Produces(start=process.ref, end=Ref("Asset", output), reason=told.reason or process.reason)
    for asset, (feed, is_filled) in _feeds(same).items():
        why = real.get(asset) or made[asset][min(made[asset])][0]
        reason, detail = (why.reason, why.detail) if why.reason else (process.reason, process.detail)
        if not is_filled:
            reason, detail = feed.reason, feed.detail
        yield Feeds(
            start=Ref("Asset", asset),
            end=process.ref,
            kind=feed.kind,
            match=Match.PATTERN,
            reason=reason,
            detail=detail,
        )


def _performers(same: Sequence[tuple[Instance, Pattern]]) -> Sequence[Ref]:
    return sorted({performer for _, pattern in same for performer in pattern.performers})


def _patterns(same: Sequence[tuple[Instance, Pattern]]) -> Sequence[Pattern]:
    found = {pattern.process.key: pattern for _, pattern in same}
    return [found[key] for key in sorted(found)]


def _feeds(same: Sequence[tuple[Instance, Pattern]]) -> Mapping[str, tuple[Feed, bool]]:
    """Every input once, and whether a value fills it: those as the pattern has them first, then the strongest."""
    found: dict[str, tuple[Feed, bool]] = {}
    for instance, pattern in same:
        for (key, end), feed in zip(_pairs(instance, pattern), pattern.feeds, strict=False):
            is_filled = key != end
            if key not in found or _rank(feed, is_filled) < _rank(*found[key]):
                found[key] = feed, is_filled
    return found


def _rank(feed: Feed, is_filled: bool) -> tuple[bool, int, str, str]:
    return is_filled, _STRONGEST.index(feed.kind), feed.reason or "", feed.detail or ""
