"""A point in a pipeline's run: what an expression may name there, and how much of it is proven.

``scope`` holds every value, defaults too, and names data. ``proof`` holds only what calls, triggers and literals give:
whether a branch is taken is decided by it, for a default is no proof that nobody ever gives another value.
"""

from dataclasses import dataclass, replace

from lineage_graph.expressions import Bindings, Result, Scope, Unknown
from lineage_graph.model import Reason


@dataclass(frozen=True, slots=True)
class Point:
    """The values at one activity, in one context and one iteration."""

    scope: Scope
    proof: Scope

    def with_variable(self, name: str, value: Result, proven: Result) -> "Point":
        """The point after a variable got a value."""
        return Point(
            replace(self.scope, variables={**self.scope.variables, name.lower(): value}),
            replace(self.proof, variables={**self.proof.variables, name.lower(): proven}),
        )

    def with_output(self, activity: str, value: Result, proven: Result) -> "Point":
        """The point after an activity had an output; None leaves it unknown."""
        if value is None:
            return self
        return Point(
            replace(self.scope, outputs={**self.scope.outputs, activity.lower(): value}),
            replace(self.proof, outputs={**self.proof.outputs, activity.lower(): proven}),
        )

    def with_item(self, value: Result, proven: Result) -> "Point":
        """The point inside one iteration of a loop."""
        return Point(replace(self.scope, item=value), replace(self.proof, item=proven))

    def forgetting(self, before: "Point") -> "Point":
        """The point before, with everything that was learned since unknown: it was learned inside a loop or branch."""
        return Point(_forgetting(self.scope, before.scope), _forgetting(self.proof, before.proof))


def _forgetting(scope: Scope, before: Scope) -> Scope:
    return replace(before, variables=_open(scope.variables, before.variables))


def _open(after: Bindings, before: Bindings) -> Bindings:
    changed = {name for name, value in after.items() if name not in before or before[name] != value}
    return {**before, **{name: Unknown(Reason.RUNTIME_ONLY, f"variables('{name}')") for name in changed}}
