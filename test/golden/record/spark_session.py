"""The Spark that answers: one partition everywhere, so that the order of rows is that of the tables."""
import logging
import os
import re
import time

os.environ["TZ"] = "UTC"
time.tzset()
logging.disable(logging.CRITICAL)

from py4j.java_gateway import is_instance_of  # noqa: E402
from pyspark import SparkContext  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

DEFAULTS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.adaptive.enabled": "false",
}

QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.datetime.java8API.enabled": "true",
    "spark.sql.streaming.numRecentProgressUpdates": "1000",
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
}


def open_session():
    builder = SparkSession.builder.master("local[1]").appName("record")
    for name, value in {**DEFAULTS, **QUIET}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class Settings:
    """The settings of one case, taken back when it ends."""

    def __init__(self, spark):
        self.spark = spark
        self.names = set()

    def apply(self, conf):
        for name, value in (conf or {}).items():
            self.names.add(name)
            self.spark.conf.set(name, value)

    def reset(self):
        for name in self.names:
            if name in DEFAULTS:
                self.spark.conf.set(name, DEFAULTS[name])
            else:
                self.spark.conf.unset(name)
        self.names.clear()


# Conditions that only wrap what happened.
WRAPPERS = {"STREAM_FAILED", "FOREACH_BATCH_USER_FUNCTION_ERROR", "FOREACH_USER_FUNCTION_ERROR"}


def describe_error(error):
    """Condition, SQLSTATE and message of what went wrong, or the class where Spark has no condition for it."""
    thrown = getattr(error, "_origin", None) or getattr(error, "java_exception", None)
    if thrown is None:
        condition = error.getCondition() if hasattr(error, "getCondition") else None
        if condition is None:
            raise error
        return {"condition": condition, "sqlState": error.getSqlState(), "message": short_message(str(error))}
    root = thrown
    while thrown is not None:
        known = is_instance_of(SparkContext._gateway, thrown, "org.apache.spark.SparkThrowable")
        condition = thrown.getCondition() if known else None
        if condition is not None and condition not in WRAPPERS:
            return {
                "condition": condition,
                "sqlState": thrown.getSqlState(),
                "message": short_message(thrown.getMessage() or ""),
            }
        root = thrown
        thrown = thrown.getCause()
    name = root.getClass().getName()
    return {"condition": None, "sqlState": None, "class": name, "message": short_message(root.getMessage() or "")}


# What follows a message: the echoed text, the place in the program, the plan, the stack.
TAILS = re.compile(r"\n+(== SQL|== DataFrame|JVM stacktrace|\tat )|;\s*\n['+]?[A-Z:]|;\n", re.MULTILINE)


def short_message(text):
    found = TAILS.search(text)
    kept = (text if found is None else text[: found.start()]).strip()
    return re.sub(r"#\d+", "#id", kept)  # expressions are numbered as they are made
