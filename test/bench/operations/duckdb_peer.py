"""Answers each line {"sql": TEXT} of its input with {"ms": TIME, "rows": ROWS} or {"error": TEXT}, by DuckDB.

python duckdb_peer.py THREADS MEMORY
"""
import json
import sys
import time
from decimal import Decimal
import duckdb


def plain(value):
    return float(value) if isinstance(value, Decimal) else str(value)


threads, memory = sys.argv[1:3]
db = duckdb.connect(config={"threads": int(threads), "memory_limit": f"{memory}b"})
print(json.dumps({"name": f"DuckDB {duckdb.__version__}, {threads} threads"}), flush=True)
for line in sys.stdin:
    sql = json.loads(line)["sql"]
    try:
        begin = time.perf_counter()
        rows = db.execute(sql).fetchall()
        ms = (time.perf_counter() - begin) * 1000
        print(json.dumps({"ms": ms, "rows": rows}, default=plain), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error).split("\n")[0]}), flush=True)
