"""Answers batch cases: `python batch.py FILE...`. Each line keeps its question and gets a new answer."""
import json
import os
import sys
from pyspark.sql.types import StructType
from spark_session import Settings, describe_error, open_session
from values import collect, one_line, rows_frame, sql_types

QUESTION = ("id", "group", "function", "conf", "sql", "ordered")


def make_tables(spark, file):
    with open(file, encoding="utf-8") as source:
        tables = json.load(source)
    for name, table in tables.items():
        schema = StructType.fromDDL(table["schema"])
        rows_frame(spark, schema, table["rows"]).createOrReplaceTempView(name)


def answer(spark, settings, case):
    try:
        settings.apply(case.get("conf"))
        df = spark.sql(case["sql"])
        return {"schema": sql_types(df), "rows": collect(spark, df)}
    except Exception as error:  # whatever Spark throws is the answer
        return {"error": describe_error(error)}
    finally:
        settings.reset()


spark = open_session()
settings = Settings(spark)
for file in sys.argv[1:]:
    make_tables(spark, os.path.join(os.path.dirname(file), "tables.json"))
    with open(file, encoding="utf-8") as source:
        cases = [json.loads(line) for line in source if line.strip()]
    lines = []
    for case in cases:
        question = {key: case[key] for key in QUESTION if key in case}
        lines.append(one_line({**question, **answer(spark, settings, case)}))
    with open(file, "w", encoding="utf-8") as target:
        target.writelines(lines)
    print(f"{len(lines)} answers in {os.path.basename(file)}", flush=True)
spark.stop()
