"""Answers each line {"sql": TEXT} of its input with {"ms": TIME, "rows": ROWS} or {"error": TEXT}, by real Spark.

python spark_peer.py THREADS MEMORY
"""
import json
import sys
import time
from decimal import Decimal
from pyspark.sql import SparkSession


def plain(value):
    return float(value) if isinstance(value, Decimal) else str(value)


threads, memory = sys.argv[1:3]
spark = (
    SparkSession.builder.master(f"local[{threads}]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", memory)
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", threads)
    .config("spark.log.level", "OFF")
    .getOrCreate()
)
print(json.dumps({"name": f"Spark {spark.version} local[{threads}]"}), flush=True)
for line in sys.stdin:
    sql = json.loads(line)["sql"]
    try:
        begin = time.perf_counter()
        rows = [list(row) for row in spark.sql(sql).collect()]
        ms = (time.perf_counter() - begin) * 1000
        print(json.dumps({"ms": ms, "rows": rows}, default=plain), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error).split("\n")[0]}), flush=True)
