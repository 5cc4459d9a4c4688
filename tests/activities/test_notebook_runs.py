"""Notebooks that run others: ``%run`` takes their cells in, ``notebook.run`` runs them by themselves."""

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Declaration, Executes, Feeds, Produces
from lineage_graph.model import Notebook as NotebookNode
from lineage_graph.records import (
    Activity,
    Cell,
    Notebook,
    Origin,
    Pipeline,
    Properties,
    Reference,
    Service,
    ServiceKind,
)

HERE = Origin("file.json")
LAKE = "abfss://lake@acc.dfs.core.windows.net"
READ = f'df = spark.read.parquet("{LAKE}/in")'
WRITE = f'df.write.parquet("{LAKE}/out")'


def notebook(name: str, *cells: str | Cell, language: str = "python") -> Notebook:
    made = tuple(cell if isinstance(cell, Cell) else Cell("code", cell) for cell in cells)
    return Notebook(name=name, origin=HERE, language=language, cells=made)


def declared(*notebooks: Notebook, **arguments: str) -> Declaration:
    """A pipeline that runs the first of the notebooks."""
    given = Properties({name: Properties({"value": value, "type": "string"}) for name, value in arguments.items()})
    settings = Properties({"notebook": Reference("NotebookReference", notebooks[0].name), "parameters": given})
    run = Activity(name="run", type="SynapseNotebook", origin=HERE, settings=settings)
    pipeline = Pipeline(name="p", origin=HERE, activities=(run,))
    workspace = Service(
        kind=ServiceKind.SYNAPSE, name="ws", source="git", origin=HERE, pipelines=(pipeline,), notebooks=notebooks
    )
    return declare(workspace)[0]


def links(declaration: Declaration) -> set[tuple[str, str | None]]:
    outputs = {edge.start.key: edge.end.key for edge in declaration.edges if isinstance(edge, Produces)}
    feeds = (edge for edge in declaration.edges if isinstance(edge, Feeds))
    return {
        (
            edge.start.key.removeprefix(LAKE),
            outputs[edge.end.key].removeprefix(LAKE) if edge.end.key in outputs else None,
        )
        for edge in feeds
    }


def executed(declaration: Declaration) -> set[str]:
    found = {edge.end.key for edge in declaration.edges if isinstance(edge, Executes)}
    return {key.removeprefix("synapse://ws/notebooks/") for key in found}


@pytest.mark.parametrize("line", ["%run ./Setup", "%run /shared/setup", "%run setup", '%run "Setup"', "  %run setup  "])
def test_a_notebook_that_is_run_in_place_reads_and_writes_for_the_runner(line: str) -> None:
    found = declared(notebook("main", line, WRITE), notebook("Setup", READ))
    assert (links(found), executed(found)) == ({("/in", "/out")}, {"main", "setup"})


def test_names_and_temporary_views_of_the_other_notebook_are_known() -> None:
    setup = notebook("setup", f'base = "{LAKE}/deep"', f'{READ}\ndf.createOrReplaceTempView("v")')
    found = declared(notebook("main", "%run setup", 'spark.sql("select * from v").write.parquet(f"{base}/x")'), setup)
    assert links(found) == {("/in", "/deep/x")}


@pytest.mark.parametrize(
    ("line", "database"),
    [("%run setup", "gold"), ('mssparkutils.notebook.run("setup")', "default")],
    ids=["in place", "by itself"],
)
def test_the_database_that_the_other_notebook_uses_counts_where_it_is_run_in_place(line: str, database: str) -> None:
    found = declared(notebook("main", line, 'spark.table("a")'), notebook("setup", "%%sql\nUSE gold"))
    assert links(found) == {(f"mssql://ws-ondemand.sql.azuresynapse.net/{database}/dbo/a", None)}


def test_the_other_notebook_keeps_its_language() -> None:
    found = declared(notebook("main", "%run setup", WRITE), notebook("setup", f"val {READ}", language="scala"))
    assert links(found) == {("/in", "/out")}


def test_the_runner_gives_the_parameters_and_the_activity_gives_none() -> None:
    read = f'df = spark.read.parquet(f"{LAKE}/{{day}}")'
    setup = notebook("setup", Cell("code", 'day = "sunday"\nhour = 1', ("parameters",)), read)
    assert links(declared(notebook("main", "%run setup"), setup, day="friday")) == {("/sunday", None)}
    given = notebook("main", '%run setup { "day": "monday", "hour": 2 }')
    assert links(declared(given, setup)) == {("/monday", None)}


def test_notebooks_in_a_circle_are_taken_in_once() -> None:
    found = declared(
        notebook("main", "%run a", "%run a"), notebook("a", "%run b", READ), notebook("b", "%run main\n%run a", WRITE)
    )
    assert (links(found), executed(found)) == ({("/in", "/out")}, {"main", "a", "b"})


@pytest.mark.parametrize("line", ["%run -b script.py", "# %run setup", 'print("%run setup")', "%run"])
def test_what_runs_no_notebook_is_passed_over(line: str) -> None:
    found = declared(notebook("main", line, READ), notebook("setup", WRITE))
    assert (links(found), executed(found)) == ({("/in", None)}, {"main"})


def test_a_notebook_that_is_not_in_the_files_is_executed_and_says_so() -> None:
    found = declared(notebook("main", "%run ./gone", READ))
    assert (links(found), executed(found)) == ({("/in", None)}, {"main", "gone"})
    gone = next(node for node in found.nodes if node.key == "synapse://ws/notebooks/gone")
    assert isinstance(gone, NotebookNode)
    assert gone.reason == "missing-reference"


@pytest.mark.parametrize(
    "call",
    [
        'mssparkutils.notebook.run("setup")',
        'mssparkutils.notebook.run("folder/Setup", 90)',
        'dbutils.notebook.run(path="./setup", timeout_seconds=90)',
        'notebookutils.notebook.runMultiple(["setup"])',
    ],
)
def test_a_notebook_that_is_run_by_itself_moves_in_its_own_session(call: str) -> None:
    found = declared(
        notebook("main", READ, call), notebook("setup", f'spark.read.csv("{LAKE}/a").write.csv("{LAKE}/b")')
    )
    assert links(found) == {("/in", None), ("/a", "/b")}
    assert executed(found) == {"main", "setup"}


def test_a_notebook_that_gets_arguments_is_only_executed() -> None:
    call = 'mssparkutils.notebook.run("setup", 90, {"day": "monday"})'
    found = declared(notebook("main", call), notebook("setup", READ))
    assert (links(found), executed(found)) == (set(), {"main", "setup"})


def test_a_name_that_only_the_run_knows_executes_nothing_more() -> None:
    found = declared(notebook("main", "mssparkutils.notebook.run(which())"), notebook("setup", READ))
    assert (links(found), executed(found)) == (set(), {"main"})


def test_notebooks_that_run_each_other_end() -> None:
    main = notebook("main", 'mssparkutils.notebook.run("a")')
    found = declared(main, notebook("a", READ, 'mssparkutils.notebook.run("main")'))
    assert (links(found), executed(found)) == ({("/in", None)}, {"main", "a"})


def test_a_placeholder_says_in_which_notebook_the_cell_is() -> None:
    found = declared(
        notebook("main", READ, "%run setup", 'spark.read.csv("/mnt/x")'), notebook("setup", 'spark.read.csv("/mnt/y")')
    )
    owner = "synapse://ws/pipelines/p/activities/run/unknown"
    assert {input_ for input_, _ in links(found)} == {
        "/in",
        f"{owner}/read%20in%20cell%202",
        f"{owner}/read%20in%20cell%201%2C%20cell%200%20of%20setup",
    }
