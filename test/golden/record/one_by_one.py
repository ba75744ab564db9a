"""Answers cases of all kinds as they come: `python one_by_one.py TABLES`. A question a line goes in, its answer a line comes out."""
import json
import sys
import batch
import frames
import streaming
from spark_session import Settings, open_session
from values import one_line


def answer(spark, settings, case):
    if "history" in case:
        return streaming.CaseRun(spark, case).answer()
    if "query" in case:
        return frames.answer(spark, case)
    return batch.answer(spark, settings, case)


if __name__ == "__main__":
    session = open_session()
    session_settings = Settings(session)
    batch.make_tables(session, sys.argv[1])
    print(one_line({"version": session.version}), end="", flush=True)
    for line in sys.stdin:
        print(one_line(answer(session, session_settings, json.loads(line))), end="", flush=True)
    session.stop()
