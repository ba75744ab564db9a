"""Runs the query of text-json once for each line of its input, by real Spark, and answers with JSON.

python text_json_peer.py THREADS; each line {"folder": PATH, "checkpoint": PATH}.
"""
import json
import shutil
import sys
import time
from pyspark.sql import SparkSession, functions as F

threads = sys.argv[1]
spark = (
    SparkSession.builder.master(f"local[{threads}]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "8g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", threads)
    .config("spark.log.level", "OFF")
    .getOrCreate()
)
print(json.dumps({"name": f"Spark {spark.version} local[{threads}]"}), flush=True)
SCHEMA = "id BIGINT, ts TIMESTAMP, key STRING, region STRING, value DOUBLE, qty INT"
for line in sys.stdin:
    given = json.loads(line)
    shutil.rmtree(given["checkpoint"], ignore_errors=True)
    answer = {}

    def keep(batch, _):
        for row in batch.collect():
            answer[f"{int(row.window.start.timestamp() * 1000)}|{row.key}"] = [row.n, row.total]

    begin = time.perf_counter()
    events = spark.readStream.option("maxFilesPerTrigger", 1).text(given["folder"])
    totals = (
        events.select(F.from_json("value", SCHEMA).alias("e")).select("e.*")
        .withWatermark("ts", "5 seconds")
        .groupBy(F.window("ts", "10 seconds"), "key")
        .agg(F.count("*").alias("n"), F.sum("value").alias("total"))
    )
    query = (
        totals.writeStream.outputMode("update").foreachBatch(keep)
        .option("checkpointLocation", given["checkpoint"]).trigger(availableNow=True).start()
    )
    query.awaitTermination()
    print(json.dumps({"ms": (time.perf_counter() - begin) * 1000, "answer": answer}), flush=True)
