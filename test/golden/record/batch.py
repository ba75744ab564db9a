"""Answers batch cases: `python batch.py FILE...`. Each line keeps its question and gets a new answer."""
import json
import os
import sys
from pyspark.sql.types import StructType
from case_files import answer_file
from spark_session import Settings, describe_error, open_session
from values import collect, rows_frame, sql_types

QUESTION = ("id", "group", "function", "conf", "sql", "ordered")


def make_tables(spark, file):
    with open(file, encoding="utf-8") as source:
        tables = json.load(source)
    for name, table in tables.items():
        schema = StructType.fromDDL(table["schema"])
        rows_frame(spark, schema, table["rows"]).createOrReplaceTempView(name)


def tables_beside(file):
    """Those of the file's folder, or of the batch cases."""
    own = os.path.join(os.path.dirname(file), "tables.json")
    return own if os.path.exists(own) else os.path.join(os.path.dirname(file), "..", "batch", "tables.json")


def answer(spark, settings, case):
    try:
        settings.apply(case.get("conf"))
        df = spark.sql(case["sql"])
        return {"schema": sql_types(df), "rows": collect(spark, df)}
    except Exception as error:  # whatever Spark throws is the answer
        return {"error": describe_error(error)}
    finally:
        settings.reset()


if __name__ == "__main__":
    session = open_session()
    session_settings = Settings(session)
    for file in sys.argv[1:]:
        make_tables(session, tables_beside(file))
        answer_file(file, QUESTION, lambda case: answer(session, session_settings, case))
    session.stop()
