// The schema of the graph: constraints and indexes, all of which Neo4j Community has.
// Made from lineage_graph/model by: python -m lineage_graph.schema > cypher/schema.cypher
//
// Nodes (first label, second labels in brackets): properties besides key
//   Service [DataFactory, SynapseWorkspace]: armId, definedIn, description, detail, folder, name, reason, url, words
//   Pipeline: armId, definedIn, description, detail, folder, name, parameters, reason, url, words
//   Activity: armId, definedIn, description, detail, effect, folder, name, reason, state, type, url, words
//   DataFlow: armId, definedIn, description, detail, folder, name, reason, type, url, words
//   Dataset: armId, definedIn, description, detail, folder, name, parameters, reason, type, url, words
//   LinkedService: armId, definedIn, description, detail, folder, name, parameters, reason, type, url, words
//   Trigger: armId, definedIn, description, detail, folder, name, reason, running, type, url, words
//   IntegrationRuntime: armId, definedIn, description, detail, folder, name, reason, state, type, url, words
//   Notebook: armId, definedIn, description, detail, folder, language, name, reason, url, words
//   SqlScript: armId, database, definedIn, description, detail, folder, name, pool, reason, url, words
//   SparkJob: armId, definedIn, description, detail, file, folder, language, name, reason, url, words
//   Routine: armId, definedIn, description, detail, folder, name, reason, url, words
//   Package: armId, definedIn, description, detail, folder, name, reason, url, words
//   Job: armId, definedIn, description, detail, folder, name, reason, type, url, words
//   Store: detail, name, reason, type, words
//   Asset [Table, View, Path, Collection, Topic, Entity, Endpoint, Report, Placeholder]: aliases, detail, name, pattern, reason, words
//   Column: name, words
//   Process: detail, name, reason, step, type
//   PipelineRun: debug, durationMs, endedAt, invokedBy, invokedByType, isLatest, message, name, parameters, parentRun, runGroup, runId, startedAt, status, updatedAt
//   ActivityRun: attempt, childRun, detailed, durationMs, endedAt, errorCode, integrationRuntime, iteration, message, name, purviewStatus, runId, startedAt, status, type, updatedAt
// Relationships: properties
//   FEEDS: declared, detail, kind, match, observed, open, reason, steps
//     what its runs come to: bytes, firstRun, lastRun, lastStatus, prunedRows, prunedRuns, rows, runCount
//     (:Asset)->(:Process)
//   PRODUCES: declared, observed, open, reason
//     what its runs come to: bytes, firstRun, lastRun, lastStatus, prunedRows, prunedRuns, rows, runCount
//     (:Process)->(:Asset)
//   PERFORMS
//     (:Activity)->(:Process)
//     (:DataFlow)->(:Process)
//     (:SqlScript)->(:Process)
//     (:Job)->(:Process)
//   INSTANCE_OF
//     (:Process)->(:Process)
//     (:Asset)->(:Asset)
//   CONTAINS: branch
//     (:Service)->(:Pipeline)
//     (:Service)->(:DataFlow)
//     (:Service)->(:Dataset)
//     (:Service)->(:LinkedService)
//     (:Service)->(:Trigger)
//     (:Service)->(:IntegrationRuntime)
//     (:Service)->(:Notebook)
//     (:Service)->(:SqlScript)
//     (:Service)->(:SparkJob)
//     (:Service)->(:Job)
//     (:Pipeline)->(:Activity)
//     (:Activity)->(:Activity)
//   AFTER: conditions
//     (:Activity)->(:Activity)
//   CALLS: declared, observed, parameters, reason
//     what its runs come to: firstRun, lastRun, lastStatus, prunedRuns, runCount
//     (:Activity)->(:Pipeline)
//   EXECUTES
//     (:Activity)->(:DataFlow)
//     (:Activity)->(:Notebook)
//     (:Activity)->(:SqlScript)
//     (:Activity)->(:SparkJob)
//     (:Activity)->(:Routine)
//     (:Activity)->(:Package)
//   USES
//     (:Activity)->(:Dataset)
//     (:DataFlow)->(:Dataset)
//     (:Activity)->(:LinkedService)
//     (:DataFlow)->(:LinkedService)
//     (:Dataset)->(:LinkedService)
//     (:LinkedService)->(:LinkedService)
//     (:LinkedService)->(:IntegrationRuntime)
//     (:Activity)->(:IntegrationRuntime)
//     (:DataFlow)->(:DataFlow)
//     (:Job)->(:LinkedService)
//   CONNECTS_TO
//     (:LinkedService)->(:Store)
//   STARTS: parameters
//     (:Trigger)->(:Pipeline)
//   STORED_IN
//     (:Asset)->(:Store)
//   HAS_COLUMN
//     (:Asset)->(:Column)
//   DERIVES: declared, expression, kind, observed, process
//     what its runs come to: firstRun, lastRun, lastStatus, mappings, prunedRuns, runCount
//     (:Column)->(:Column)
//   RUN_OF
//     (:PipelineRun)->(:Pipeline)
//     (:ActivityRun)->(:Activity)
//   PART_OF
//     (:ActivityRun)->(:PipelineRun)
//   STARTED_BY
//     (:PipelineRun)->(:ActivityRun)
//     (:PipelineRun)->(:Trigger)
//   EXECUTED: bytesRead, bytesWritten, columns, durationMs, evidence, filesRead, filesWritten, moved, read, rowsRead, rowsSkipped, rowsWritten, written
//     (:ActivityRun)->(:Process)
//   RENAMED_TO
//     (:Asset)->(:Asset)
//     (:Store)->(:Store)
// Every node and relationship that a source declares: sources, declaredSince, removedAt, absences, digest

CREATE CONSTRAINT serviceKey IF NOT EXISTS
FOR (n:Service) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT pipelineKey IF NOT EXISTS
FOR (n:Pipeline) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT activityKey IF NOT EXISTS
FOR (n:Activity) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT dataFlowKey IF NOT EXISTS
FOR (n:DataFlow) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT datasetKey IF NOT EXISTS
FOR (n:Dataset) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT linkedServiceKey IF NOT EXISTS
FOR (n:LinkedService) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT triggerKey IF NOT EXISTS
FOR (n:Trigger) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT integrationRuntimeKey IF NOT EXISTS
FOR (n:IntegrationRuntime) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT notebookKey IF NOT EXISTS
FOR (n:Notebook) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT sqlScriptKey IF NOT EXISTS
FOR (n:SqlScript) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT sparkJobKey IF NOT EXISTS
FOR (n:SparkJob) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT routineKey IF NOT EXISTS
FOR (n:Routine) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT packageKey IF NOT EXISTS
FOR (n:Package) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT jobKey IF NOT EXISTS
FOR (n:Job) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT storeKey IF NOT EXISTS
FOR (n:Store) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT assetKey IF NOT EXISTS
FOR (n:Asset) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT columnKey IF NOT EXISTS
FOR (n:Column) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT processKey IF NOT EXISTS
FOR (n:Process) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT pipelineRunKey IF NOT EXISTS
FOR (n:PipelineRun) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT activityRunKey IF NOT EXISTS
FOR (n:ActivityRun) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT graphKey IF NOT EXISTS
FOR (n:Graph) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT sourceKey IF NOT EXISTS
FOR (n:Source) REQUIRE n.key IS UNIQUE;

CREATE CONSTRAINT refreshKey IF NOT EXISTS
FOR (n:Refresh) REQUIRE n.key IS UNIQUE;

CREATE FULLTEXT INDEX lineageNames IF NOT EXISTS
FOR (n:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|Trigger|IntegrationRuntime|Notebook|SqlScript|SparkJob|Routine|Package|Job|Store|Asset|Column) ON EACH [n.name, n.words, n.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', `fulltext.eventually_consistent`: true}};
