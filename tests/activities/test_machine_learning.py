"""Machine learning: the files that the activities name are read and written."""

from tests.activities.estate import activity, declared, linked_service, said
from tests.declared.estate import expression, linked, links

ML = linked_service("Ml", "AzureML", mlEndpoint="https://ml.example.com")


def file(path: object) -> dict[str, object]:
    return {"filePath": path, "linkedServiceName": linked("lake")}


def test_a_batch_reads_and_writes_the_files_of_its_web_service() -> None:
    one = activity(
        "AzureMLBatchExecution",
        "Ml",
        webServiceInputs={"in1": file("lake/in/a.csv"), "in2": file("/lake/in/b.csv")},
        webServiceOutputs={"out": file(expression("lake/out/@{pipeline().parameters.area}.csv"))},
    )
    found = declared(one, ML)
    assert links(found) == {("in/a.csv", "out/eu.csv", "data"), ("in/b.csv", "out/eu.csv", "data")}
    assert said(found) == ("opaque-code", "the web service of Ml")


def test_a_batch_without_outputs_only_reads() -> None:
    found = declared(activity("AzureMLBatchExecution", "Ml", webServiceInputs={"in": file("lake/in.csv")}), ML)
    assert links(found) == {("in.csv", None, "lookup")}


def test_a_trained_model_is_read() -> None:
    one = activity(
        "AzureMLUpdateResource",
        "Ml",
        trainedModelName="churn",
        trainedModelFilePath="lake/models/churn.ilearner",
        trainedModelLinkedServiceName=linked("lake"),
    )
    found = declared(one, ML)
    assert links(found) == {("models/churn.ilearner", None, "lookup")}
    assert said(found) == (None, None)


def test_a_published_pipeline_is_opaque_and_its_paths_are_said() -> None:
    paths = {"raw": {"DataStoreName": "lake", "RelativePath": "/in/2026"}, "clean": "out"}
    found = declared(activity("AzureMLExecutePipeline", "Ml", mlPipelineId="0-1", dataPathAssignments=paths), ML)
    assert links(found) == set()
    assert said(found) == ("opaque-code", "pipeline 0-1; raw: lake/in/2026; clean: out")
