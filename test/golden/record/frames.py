"""Answers queries over tables: `python frames.py FILE...`. Each line keeps its question and gets a new answer."""
import sys
from pyspark.sql.types import StructType
from case_files import answer_file
from spark_session import Settings, describe_error, open_session
from streaming import build
from values import collect, rows_frame, sql_types

QUESTION = ("id", "group", "note", "sources", "query", "conf")


def answer(spark, case):
    settings = Settings(spark)
    try:
        settings.apply(case.get("conf"))
        tables = {
            name: rows_frame(spark, StructType.fromDDL(source["schema"]), source["static"])
            for name, source in case["sources"].items()
        }
        df = build(case["query"], tables)
        return {"schema": sql_types(df), "rows": collect(spark, df)}
    except Exception as error:  # whatever Spark throws is the answer
        return {"error": describe_error(error)}
    finally:
        settings.reset()


if __name__ == "__main__":
    session = open_session()
    for file in sys.argv[1:]:
        answer_file(file, QUESTION, lambda case: answer(session, case))
    session.stop()
