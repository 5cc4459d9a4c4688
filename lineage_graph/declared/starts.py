"""The start of a pipeline: its parameters bound to a call's arguments, and the point where its run begins."""

from dataclasses import dataclass, replace

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.declared.variables import initial
from lineage_graph.expressions import NO_SCOPE, Bindings, Scope, bind
from lineage_graph.records import NOTHING, Activity, Pipeline, Properties


@dataclass(frozen=True, slots=True)
class Context:
    """The parameters of one start, and the same with what only a default says unknown."""

    bound: Bindings
    proven: Bindings

    @property
    def identity(self) -> str:
        """The same for the same values."""
        return repr((sorted(self.bound.items()), sorted(self.proven.items())))


def context_of(pipeline: Pipeline, arguments: Properties, point: Point) -> Context:
    """The context of a start with these arguments, written at that point."""
    required = tuple(replace(parameter, has_default=False) for parameter in pipeline.parameters)
    return Context(
        bind(pipeline.parameters, arguments, point.scope),
        bind(required, arguments, point.proof),
    )


def first_point(held: Catalog, pipeline: Pipeline, context: Context) -> Point:
    """Where the pipeline's run begins. Global parameters differ between environments: they prove nothing."""
    variables = initial(pipeline)
    names = {"pipeline": pipeline.name} | ({"datafactory": held.service.name} if held.service.named else {})
    return Point(
        Scope(pipeline=context.bound, factory=factory_bindings(held), variables=variables, names=names),
        Scope(pipeline=context.proven, variables=variables, names=names),
    )


def factory_bindings(held: Catalog) -> Bindings:
    """The factory's global parameters."""
    return bind(held.service.global_parameters, NOTHING, NO_SCOPE)


def called_pipeline(activity: Activity) -> str | None:
    """Lower-case name of the pipeline that an Execute Pipeline activity calls."""
    reference = activity.settings.reference("pipeline") if activity.type == "ExecutePipeline" else None
    return reference.name.lower() if reference and isinstance(reference.name, str) else None
