"""Writes the relations that PySpark's own Spark Connect client builds: `python connect.py FILE...`."""
import json
import os
import sys
from google.protobuf.json_format import MessageToDict
from pyspark.sql import SparkSession
from pyspark.sql.connect import functions as F
from pyspark.sql.connect.window import Window

# The client asks its server whether a text of SQL is a command.
spark = SparkSession.builder.remote("local[1]").getOrCreate()
NAMES = {"spark": spark, "F": F, "Window": Window, "orders": spark.table("orders"), "customers": spark.table("customers")}


def without_common(message):
    """Plan ids and places in the program belong to one run."""
    if isinstance(message, dict):
        return {key: without_common(value) for key, value in message.items() if key not in ("common", "planId")}
    return [without_common(item) for item in message] if isinstance(message, list) else message


def plan_of(python):
    df = eval(python, dict(NAMES))
    return without_common(MessageToDict(df._plan.plan(spark.client)))


for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as source:
        cases = [json.loads(line) for line in source if line.strip()]
    lines = [{"id": case["id"], "python": case["python"], "plan": plan_of(case["python"])} for case in cases]
    with open(file, "w", encoding="utf-8") as target:
        target.writelines(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    print(f"{len(lines)} answers in {os.path.basename(file)}", flush=True)
spark.stop()
