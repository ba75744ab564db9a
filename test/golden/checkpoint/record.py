"""Records a checkpoint and an output folder as real Spark writes them: `python record.py`, with pyspark installed.

The files name their paths and Hadoop's checksums cover these: who reads them takes PLACE for where they are.
"""
import base64
import json
import os
import shutil
from pyspark.sql import SparkSession

PLACE = "/tmp/millrace-of-spark"
BATCHES = 3

shutil.rmtree(PLACE, ignore_errors=True)
os.makedirs(f"{PLACE}/in")
for n in range(BATCHES):
    path = f"{PLACE}/in/{1000 + n}.json"
    with open(path, "w") as file:
        file.write("\n".join(json.dumps({"id": n * 2 + i}) for i in range(2)))
    os.utime(path, (1_700_000_000 + n, 1_700_000_000 + n))

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
query = (
    spark.readStream.schema("id BIGINT")
    .option("maxFilesPerTrigger", 1)
    .json(f"{PLACE}/in")
    .writeStream.format("json")
    .option("checkpointLocation", f"{PLACE}/checkpoint")
    .trigger(availableNow=True)
    .start(f"{PLACE}/out")
)
query.awaitTermination()

files = {}
for folder, _, names in sorted(os.walk(PLACE)):
    for name in sorted(names):
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            files[os.path.relpath(path, PLACE)] = {
                "base64": base64.b64encode(file.read()).decode(),
                "modified": os.stat(path).st_mtime,
            }
recorded = {"spark": spark.version, "place": PLACE, "files": files}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "spark.json"), "w") as out:
    json.dump(recorded, out, indent=1)
