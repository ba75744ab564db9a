"""Lets real Spark 4.3 write compressed files and prints them as JSON, for test/connectors/compressed-files.test.ts.

    python test/recordings/compressed_files.py > test/recordings/compressed-files.json
"""

import base64
import glob
import json
import tempfile

from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
folder = tempfile.mkdtemp()
FRAMES = {
    "few rows": "SELECT id, concat('name ', id, ' é') AS name FROM range(5)",
    # more than one block of each codec's framing
    "many blocks": "SELECT CAST(id % 3 AS INT) AS id, repeat('x', 20) AS name FROM range(25000)",
}
written = []
for rows, query in FRAMES.items():
    for codec in ("gzip", "deflate", "bzip2", "lz4", "snappy"):
        path = f"{folder}/{len(written)}"
        frame = spark.sql(query).coalesce(1)
        frame.write.option("compression", codec).json(path)
        (file,) = glob.glob(f"{path}/part-*")
        with open(file, "rb") as source:
            data = base64.b64encode(source.read()).decode()
        extension = file[file.index(".json"):]
        lines = frame.toJSON().collect()
        written.append({"rows": rows, "codec": codec, "extension": extension, "count": len(lines), "last": lines[-1], "bytes": data})
print(json.dumps(written, ensure_ascii=False, indent=1))
