"""Goes on with a query over JSON files by real Spark: `python go_on.py INPUT CHECKPOINT OUTPUT`."""
import sys
from pyspark.sql import SparkSession

source, checkpoint, target = sys.argv[1:]
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.log.level", "OFF")
    .getOrCreate()
)
query = (
    spark.readStream.schema("id BIGINT")
    .option("maxFilesPerTrigger", 1)
    .json(source)
    .writeStream.format("json")
    .option("checkpointLocation", checkpoint)
    .trigger(availableNow=True)
    .start(target)
)
query.awaitTermination()
print(sorted(row.id for row in spark.read.schema("id BIGINT").json(target).collect()), query.lastProgress["batchId"])
