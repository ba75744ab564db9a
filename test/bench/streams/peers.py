"""Runs streaming queries over folders of JSON files: `python peers.py spark|duckdb THREADS`.

Each line {"query": NAME, "folders": [PATH, ..], "checkpoint": PATH, "totals": bool}; answers {"ms": .., "totals": [..] | null}.
With totals the rows of all batches are summed, without they are computed and thrown away.
"""
import json
import os
import shutil
import sys
import time

SCHEMA = "id BIGINT, ts TIMESTAMP, key STRING, region STRING, value DOUBLE, qty INT"
TOTALS = {
    "stream-join": ["count(*)", "sum(id + 3 * right_id)"],
    "sessions": ["count(*)", "sum(n)", "sum(total)"],
    "state-function": ["count(*)", "sum(n)", "sum(total)"],
}


def open_spark(threads):
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "8g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", threads)
        .config("spark.sql.execution.pythonUDF.arrow.enabled", "true")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )


class Spark:
    def __init__(self, threads):
        self.spark = open_spark(threads)
        self.name = f"Spark {self.spark.version} local[{threads}]"

    def run(self, query, folders, checkpoint, totals):
        shutil.rmtree(checkpoint, ignore_errors=True)
        df, mode = getattr(self, query.replace("-", "_"))(*[self.events(folder) for folder in folders])
        sums = [0] * len(TOTALS[query])

        def add(batch, _):
            for i, value in enumerate(batch.selectExpr(*TOTALS[query]).collect()[0]):
                sums[i] += value or 0

        writer = df.writeStream.outputMode(mode).option("checkpointLocation", checkpoint).trigger(availableNow=True)
        begin = time.perf_counter()
        (writer.foreachBatch(add) if totals else writer.format("noop")).start().awaitTermination()
        return (time.perf_counter() - begin) * 1000, sums if totals else None

    def events(self, folder):
        return self.spark.readStream.schema(SCHEMA).option("maxFilesPerTrigger", 1).json(folder)

    def stream_join(self, left, right):
        from pyspark.sql import functions as F

        others = right.selectExpr("id AS right_id", "ts AS right_ts", "key AS right_key")
        on = F.expr("key = right_key AND right_ts BETWEEN ts AND ts + INTERVAL 60 SECONDS")
        joined = left.withWatermark("ts", "10 seconds").join(others.withWatermark("right_ts", "10 seconds"), on)
        return joined.select("id", "right_id", "key", "value"), "append"

    def sessions(self, events):
        from pyspark.sql import functions as F

        by = events.withWatermark("ts", "10 seconds").groupBy(F.session_window("ts", "30 seconds"), "key")
        return by.agg(F.count("*").alias("n"), F.sum("value").alias("total")), "append"

    def state_function(self, events):
        import pandas as pd
        from pyspark.sql.streaming import StatefulProcessor

        self.spark.conf.set(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
        )

        class Totals(StatefulProcessor):
            def init(self, handle):
                self.held = handle.getValueState("held", "n BIGINT, total DOUBLE")

            def handleInputRows(self, key, rows, timerValues):
                n, total = self.held.get() if self.held.exists() else (0, 0.0)
                for part in rows:
                    n += len(part)
                    total += float(part["value"].sum())
                self.held.update((n, total))
                yield pd.DataFrame({"key": [key[0]], "n": [n], "total": [total]})

            def close(self):
                pass

        made = events.select("key", "value").groupBy("key").transformWithStateInPandas(
            Totals(), "key STRING, n BIGINT, total DOUBLE", "Update", "None"
        )
        return made, "update"


class DuckDb:
    def __init__(self, threads):
        import duckdb

        self.duckdb = duckdb
        self.threads = threads
        self.name = f"DuckDB {duckdb.__version__}, {threads} threads"

    def run(self, query, folders, checkpoint, totals):
        """The join of two streams batch by batch: new rows against those that are kept, and these against the new ones."""
        db = self.duckdb.connect()
        db.execute(f"SET threads = {self.threads}")
        db.execute("SET TimeZone = 'UTC'")
        for side in ("l", "r"):
            db.execute(f"CREATE TABLE {side} (id BIGINT, ts TIMESTAMP, key VARCHAR, value DOUBLE)")
        sums = [0, 0]
        watermark = None
        begin = time.perf_counter()
        for files in zip(*[sorted(os.listdir(folder)) for folder in folders]):
            for side, folder, file in zip(("l", "r"), folders, files):
                db.execute(
                    f"""CREATE OR REPLACE TABLE new_{side} AS SELECT id, ts, key, value FROM read_json('{os.path.join(folder, file)}',
                    format = 'newline_delimited', columns = {{id: 'BIGINT', ts: 'TIMESTAMP', key: 'VARCHAR', region: 'VARCHAR', value: 'DOUBLE', qty: 'INT'}})
                    {'' if watermark is None else f"WHERE ts > TIMESTAMP '{watermark}'"}"""
                )
            on = "a.key = b.key AND b.ts BETWEEN a.ts AND a.ts + INTERVAL 60 SECONDS"
            out = db.execute(
                f"""SELECT count(*), sum(id + 3 * right_id) FROM (
                SELECT a.id, b.id AS right_id, a.key, a.value FROM new_l a JOIN (SELECT * FROM r UNION ALL SELECT * FROM new_r) b ON {on}
                UNION ALL SELECT a.id, b.id, a.key, a.value FROM l a JOIN new_r b ON {on})"""
            ).fetchone()
            sums = [total + (more or 0) for total, more in zip(sums, out)]
            for side in ("l", "r"):
                db.execute(f"INSERT INTO {side} SELECT * FROM new_{side}")
            seen = db.execute("SELECT least((SELECT max(ts) FROM l), (SELECT max(ts) FROM r)) - INTERVAL 10 SECONDS").fetchone()[0]
            watermark = seen
            db.execute(f"DELETE FROM l WHERE ts < TIMESTAMP '{watermark}' - INTERVAL 60 SECONDS")
            db.execute(f"DELETE FROM r WHERE ts < TIMESTAMP '{watermark}'")
        ms = (time.perf_counter() - begin) * 1000
        return ms, sums if totals else None


peer = Spark(sys.argv[2]) if sys.argv[1] == "spark" else DuckDb(sys.argv[2])
print(json.dumps({"name": peer.name}), flush=True)
for line in sys.stdin:
    given = json.loads(line)
    try:
        ms, totals = peer.run(**given)
        print(json.dumps({"ms": ms, "totals": totals}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)[:2000]}), flush=True)
