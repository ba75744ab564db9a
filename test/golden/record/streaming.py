"""Answers streaming cases: `python streaming.py FILE...`. Each line keeps its question and gets a new answer."""
import json
import os
import shutil
import sys
import tempfile
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType
from case_files import answer_file
from spark_session import Settings, describe_error, open_session
from values import collect, rows_frame, sql_types

QUESTION = ("id", "group", "note", "sources", "query", "outputMode", "trigger", "conf", "history")


class Stream:
    """A stream fed by hand: what is added before a batch is one batch, in one partition."""

    def __init__(self, spark, schema):
        self.spark = spark
        self.schema = schema
        jvm = spark._jvm
        encoder = jvm.org.apache.spark.sql.Encoders.row(
            jvm.org.apache.spark.sql.types.StructType.fromDDL(", ".join(f"`{f.name}` {f.dataType.simpleString()}" for f in schema))
        )
        memory = jvm.org.apache.spark.sql.execution.streaming.runtime.MemoryStream
        self.stream = memory.apply(encoder, spark._jsparkSession)

    def frame(self):
        return DataFrame(self.stream.toDF(), self.spark)

    def rows(self, values):
        made = rows_frame(self.spark, self.schema, values)._jdf.collectAsList()
        return self.spark._jvm.scala.jdk.javaapi.CollectionConverters.asScala(made).toSeq()


def build(operations, sources):
    df = None
    for operation in operations:
        df = apply(df, operation, sources)
    return df


def apply(df, o, sources):
    name = o["op"]
    right = (lambda: build(o["right"], sources)) if "right" in o else None
    expressions = lambda key: [F.expr(text) for text in o[key]]
    if name == "from":
        return sources[o["source"]]
    if name == "withWatermark":
        return df.withWatermark(o["col"], o["delay"])
    if name == "selectExpr":
        return df.selectExpr(*o["exprs"])
    if name == "filter":
        return df.filter(o["expr"])
    if name == "withColumn":
        return df.withColumn(o["name"], F.expr(o["expr"]))
    if name == "drop":
        return df.drop(*o["cols"])
    if name == "alias":
        return df.alias(o["name"])
    if name in ("groupBy", "rollup", "cube"):
        return getattr(df, name)(*expressions("keys")).agg(*expressions("agg"))
    if name == "pivot":
        return df.groupBy(*expressions("keys")).pivot(o["col"]).agg(*expressions("agg"))
    if name in ("dropDuplicates", "dropDuplicatesWithinWatermark"):
        return getattr(df, name)(o["cols"]) if o["cols"] is not None else getattr(df, name)()
    if name == "join":
        if o["on"] is None:
            return df.crossJoin(right())
        return df.join(right(), F.expr(o["on"]) if isinstance(o["on"], str) else o["on"], o["how"])
    if name in ("union", "unionByName", "intersect", "subtract", "exceptAll"):
        return getattr(df, name)(right())
    if name in ("limit", "offset", "repartition"):
        return getattr(df, name)(o["n"])
    if name == "orderBy":
        return df.orderBy(*expressions("exprs"))
    if name == "sample":
        return df.sample(fraction=o["fraction"], seed=o["seed"])
    if name == "distinct":
        return df.distinct()
    if name == "batchAction":
        getattr(df, o["action"])()
        return df
    raise ValueError(f"no operation is called {name}")


class SinkFailed(Exception):
    pass


class CaseRun:
    def __init__(self, spark, case):
        self.spark = spark
        self.case = case
        self.settings = Settings(spark)
        self.operations = case["query"]
        self.checkpoint = tempfile.mkdtemp(prefix="record-")
        self.streams = {}
        self.batches = []
        self.taken = 0
        self.schema = None
        self.phase = "analysis"
        self.step = 0
        self.query = None
        self.fail_next = False
        self.failure = None

    def answer(self):
        try:
            self.settings.apply(self.case["conf"])
            self.play()
            error = None
        except Exception as thrown:  # whatever Spark throws is the answer
            error = {**describe_error(self.failure or thrown), "phase": self.phase}
            if self.phase in ("run", "restart"):
                error["step"] = self.step
        finally:
            self.stop()
            self.settings.reset()
            shutil.rmtree(self.checkpoint, ignore_errors=True)
        schema = {} if self.schema is None else {"schema": self.schema}
        return {**schema, "expected": self.batches, "error": error}

    def play(self):
        self.sources = {name: self.open(source) for name, source in self.case["sources"].items()}
        self.schema = sql_types(build(self.operations, self.sources))
        single = self.case["trigger"] is not None
        if not single:
            self.start()
        kept = {}
        for self.step, step in enumerate(self.case["history"]):
            if "add" in step:
                for name, rows in step["add"].items():
                    kept.setdefault(name, []).extend(rows)
            elif "run" in step:
                self.fail_next = step["run"] == "failSink"
                self.feed(kept)
                kept = {}
                if single:
                    self.start()
                self.phase = "run"
                self.finish(single, self.fail_next)
            else:
                self.phase = "restart"
                self.restart(step["restart"])

    def open(self, source):
        schema = StructType.fromDDL(source["schema"])
        if "static" in source:
            df = rows_frame(self.spark, schema, source["static"])
        else:
            stream = Stream(self.spark, schema)
            self.streams[next(n for n, s in self.case["sources"].items() if s is source)] = stream
            df = stream.frame()
        return df if source.get("watermark") is None else df.withWatermark(*source["watermark"])

    def start(self):
        phase, self.phase = self.phase, "start"
        self.taken = len(self.batches)
        df = build(self.operations, self.sources)
        writer = df.writeStream.outputMode(self.case["outputMode"]).option("checkpointLocation", self.checkpoint)
        if self.case["trigger"] == "availableNow":
            writer = writer.trigger(availableNow=True)
        elif self.case["trigger"] == "once":
            writer = writer.trigger(once=True)
        elif self.case["trigger"] == "continuous":
            writer = writer.trigger(continuous="1 second")
        self.query = writer.foreachBatch(self.receive).start()
        self.phase = phase

    def receive(self, batch, batch_id):
        if self.fail_next:
            self.fail_next = False
            raise SinkFailed()
        try:
            rows = collect(self.spark, batch)
        except Exception as error:  # its cause does not survive the way back through Java
            self.failure = error
            raise
        self.batches.append({"step": self.step, "batchId": batch_id, "rows": rows})

    def feed(self, kept):
        made = {name: self.streams[name].rows(rows) for name, rows in kept.items()}
        running = self.query is not None and self.query.isActive
        lock = self.query._jsq.streamingQuery().awaitProgressLock() if running else None
        if lock is not None:
            lock.lock()
        try:
            for name, rows in made.items():
                self.streams[name].stream.addData(rows)
        finally:
            if lock is not None:
                lock.unlock()

    def finish(self, single, fails):
        try:
            if single:
                self.query.awaitTermination()
            else:
                self.query.processAllAvailable()
        except Exception:
            if not fails:
                raise
        finally:
            self.take_progress()

    def take_progress(self):
        """Completes the batches received since the start with what their progress says."""
        by_id = {}
        for progress in self.query._jsq.recentProgress():
            parsed = json.loads(progress.json())
            by_id[parsed["batchId"]] = parsed
        for batch in self.batches[self.taken :]:
            progress = by_id.get(batch["batchId"])
            if progress is None or "watermark" in batch:
                continue
            operators = progress["stateOperators"]
            batch["watermark"] = progress.get("eventTime", {}).get("watermark")
            batch["stateRows"] = sum(o["numRowsTotal"] for o in operators) if operators else None
            batch["droppedByWatermark"] = sum(o["numRowsDroppedByWatermark"] for o in operators) if operators else None
            batch["inputRows"] = progress["numInputRows"]
            if len(operators) > 1:
                batch["operators"] = [
                    {
                        "name": o["operatorName"],
                        "stateRows": o["numRowsTotal"],
                        "droppedByWatermark": o["numRowsDroppedByWatermark"],
                    }
                    for o in operators
                ]

    def restart(self, how):
        self.stop()
        if how == "dropLastCommit":
            commits = os.path.join(self.checkpoint, "commits")
            newest = str(max(int(name) for name in os.listdir(commits) if name.isdigit()))
            for name in (newest, f".{newest}.crc"):
                if os.path.exists(os.path.join(commits, name)):
                    os.remove(os.path.join(commits, name))
        elif isinstance(how, dict):
            self.operations = how.get("query", self.operations)
            self.settings.apply(how.get("conf"))
        if self.case["trigger"] is None:
            self.start()

    def stop(self):
        if self.query is not None:
            self.query.stop()


if __name__ == "__main__":
    session = open_session()
    for file in sys.argv[1:]:
        answer_file(file, QUESTION, lambda case: CaseRun(session, case).answer())
    session.stop()
