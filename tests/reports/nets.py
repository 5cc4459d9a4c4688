"""Small nets of data for tests, and the slow way to tell what data reaches."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from lineage_graph.answers.net import Step


def step(owner: str, inputs: str, output: str | None, number: int = 1) -> Step:
    """A step of an owner; each letter of ``inputs`` is an asset."""
    return Step(f"{owner}{number}=>{output or ''}", owner, tuple(inputs), output)


def reached(steps: Sequence[Step], starts: Iterable[str], without: str = "") -> set[str]:
    """What data reaches from these assets and processes when the asset or the owner ``without`` is taken away.

    Goes round until nothing changes.
    """
    found = {key for key in starts if key != without}
    processes = {step.process: step for step in steps}
    found -= {process for process in found if process in processes and processes[process].owner == without}
    size = -1
    while size != len(found):
        size = len(found)
        for one in steps:
            if one.owner != without and (one.process in found or found & set(one.inputs)):
                found.add(one.process)
                if one.output is not None and one.output != without:
                    found.add(one.output)
    return found


@st.composite
def nets(draw: st.DrawFn) -> list[Step]:
    """Up to nine processes of four owners between six assets, cycles and processes without an end included."""
    several = st.lists(st.sampled_from("abcdef"), max_size=3, unique=True)
    count = draw(st.integers(1, 9))
    return [
        step(
            draw(st.sampled_from("WXYZ")), "".join(sorted(draw(several))), draw(st.sampled_from([*"abcdef", None])), at
        )
        for at in range(count)
    ]
