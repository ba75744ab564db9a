"""Runs the queries of Nexmark that Spark takes: `python nexmark_peer.py THREADS`.

Each line {"query": "q0", "folder": PATH, "checkpoint": PATH}; the folder holds person, auction and bid. Answers {"ms": ..} or {"error": ..}.
"""
import json
import shutil
import sys
import time
from pyspark.sql import SparkSession, functions as F

threads = sys.argv[1]
spark = (
    SparkSession.builder.master(f"local[{threads}]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "8g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", threads)
    .config("spark.log.level", "OFF")
    .getOrCreate()
)
SCHEMAS = {
    "person": "id BIGINT, name STRING, emailAddress STRING, creditCard STRING, city STRING, state STRING, dateTime TIMESTAMP, extra STRING",
    "auction": "id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT, dateTime TIMESTAMP, expires TIMESTAMP, "
    "seller BIGINT, category BIGINT, extra STRING",
    "bid": "auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime TIMESTAMP, extra STRING",
}
RANKS = ["price < 10000", "price >= 10000 AND price < 1000000", "price >= 1000000"]
STATISTICS = ["count(*) AS bids"] + [f"count(*) FILTER (WHERE {rank}) AS bids{i + 1}" for i, rank in enumerate(RANKS)]
for what in ("bidder", "auction"):
    STATISTICS.append(f"size(collect_set({what})) AS {what}s")
    STATISTICS += [f"size(collect_set({what}) FILTER (WHERE {rank})) AS {what}s{i + 1}" for i, rank in enumerate(RANKS)]
STATISTICS = [F.expr(text) for text in STATISTICS]
DAY = "date_format(dateTime, 'yyyy-MM-dd')"
EUROS = "CAST(price AS DECIMAL(20,0)) * 0.908 AS price"


class Queries:
    def __init__(self, folder):
        for name, schema in SCHEMAS.items():
            stream = spark.readStream.schema(schema).option("maxFilesPerTrigger", 1).json(f"{folder}/{name}")
            setattr(self, name, stream.withWatermark("dateTime", "4 seconds"))
        self.side = spark.range(10_000).selectExpr("id AS key", "CAST(id AS STRING) AS value")

    def q0(self):
        return self.bid.select("auction", "bidder", "price", "dateTime", "extra")

    def q1(self):
        return self.bid.selectExpr("auction", "bidder", EUROS, "dateTime", "extra")

    def q2(self):
        return self.bid.filter("auction % 123 = 0").select("auction", "price")

    def q3(self):
        local = self.person.filter("state IN ('OR', 'ID', 'CA')").selectExpr("id AS sellerId", "name", "city", "state")
        sold = self.auction.filter("category = 10").selectExpr("id", "seller")
        return sold.join(local, F.expr("seller = sellerId")).select("name", "city", "state", "id")

    def q5(self):
        counts = self.bid.groupBy(F.window("dateTime", "10 seconds", "2 seconds").alias("w"), "auction").agg(F.expr("count(*) AS n"))
        tops = counts.groupBy("w").agg(F.expr("max(n) AS most"), F.expr("collect_list(struct(auction, n)) AS items"))
        rows = tops.selectExpr("w.start AS start", "explode(filter(items, x -> x.n = most)) AS item")
        return rows.selectExpr("start", "item.auction AS auction", "item.n AS n")

    def q7(self):
        by_price = self.bid.groupBy(F.window("dateTime", "10 seconds").alias("w"), "price").agg(
            F.expr("collect_list(struct(auction, bidder, dateTime)) AS bids")
        )
        tops = by_price.groupBy("w").agg(F.expr("max(price) AS price"), F.expr("max_by(bids, price) AS bids"))
        rows = tops.selectExpr("price", "explode(bids) AS b")
        return rows.selectExpr("b.auction AS auction", "b.bidder AS bidder", "price", "b.dateTime AS dateTime")

    def q8(self):
        persons = self.person.groupBy(F.window("dateTime", "10 seconds").alias("w"), "id", "name").agg(F.expr("count(*) AS n"))
        sellers = self.auction.groupBy(F.window("dateTime", "10 seconds").alias("sold"), "seller").agg(F.expr("count(*) AS m"))
        return persons.join(sellers, F.expr("id = seller AND w = sold")).selectExpr("id", "name", "w.start AS start")

    def q11(self):
        by = self.bid.groupBy("bidder", F.session_window("dateTime", "10 seconds").alias("s"))
        return by.agg(F.expr("count(*) AS n")).selectExpr("bidder", "n", "s.start AS start", "s.end AS end")

    def q12(self):
        timed = self.bid.selectExpr("bidder", "current_timestamp() AS at")
        return timed.groupBy("bidder", F.expr("window(at, '10 seconds') AS w")).agg(F.expr("count(*) AS n")).select("bidder", "n")

    def q13(self):
        return self.bid.join(self.side, F.expr("auction % 10000 = key")).select("auction", "bidder", "price", "dateTime", "value")

    def q14(self):
        some = self.bid.selectExpr("auction", "bidder", EUROS, "dateTime", "extra").filter("price > 1000000 AND price < 50000000")
        return some.selectExpr(
            "auction", "bidder", "price",
            "CASE WHEN hour(dateTime) BETWEEN 8 AND 18 THEN 'dayTime' WHEN hour(dateTime) <= 6 OR hour(dateTime) >= 20 THEN 'nightTime' "
            "ELSE 'otherTime' END AS bidTimeType",
            "dateTime", "length(extra) - length(replace(extra, 'c', '')) AS c",
        )

    def q15(self):
        return self.bid.groupBy(F.expr(f"{DAY} AS day")).agg(*STATISTICS)

    def q16(self):
        by = self.bid.groupBy("channel", F.expr(f"{DAY} AS day"))
        return by.agg(F.expr("max(date_format(dateTime, 'HH:mm')) AS minute"), *STATISTICS)

    def q17(self):
        counts = ["count(*) AS bids"] + [f"count(*) FILTER (WHERE {rank}) AS bids{i + 1}" for i, rank in enumerate(RANKS)]
        others = ["min(price) AS least", "max(price) AS most", "floor(avg(price)) AS average", "sum(price) AS total"]
        return self.bid.groupBy("auction", F.expr(f"{DAY} AS day")).agg(*[F.expr(text) for text in counts + others])

    def q20(self):
        some = self.auction.filter("category = 10").selectExpr("id", "itemName", "dateTime AS begins", "seller")
        joined = self.bid.select("auction", "bidder", "price").join(some, F.expr("auction = id"))
        return joined.select("auction", "bidder", "price", "itemName", "begins", "seller")

    def q21(self):
        channel = (
            "CASE lower(channel) WHEN 'apple' THEN '0' WHEN 'google' THEN '1' WHEN 'facebook' THEN '2' WHEN 'baidu' THEN '3' "
            "ELSE nullif(regexp_extract(url, '(&|^)channel_id=([^&]*)', 2), '') END AS channelId"
        )
        return self.bid.selectExpr("auction", "bidder", "price", "channel", channel).filter("channelId IS NOT NULL")

    def q22(self):
        folders = [f"split(url, '/')[{i + 2}] AS dir{i}" for i in (1, 2, 3)]
        return self.bid.selectExpr("auction", "bidder", "price", "channel", *folders)

    def q23(self):
        persons = self.person.selectExpr("id AS personId", "name")
        sold = self.auction.selectExpr("id AS soldId", "seller", "itemName")
        joined = self.bid.select("auction", "bidder", "price").join(persons, F.expr("bidder = personId"))
        return joined.join(sold, F.expr("personId = seller")).select("auction", "bidder", "price", "name", "soldId", "itemName")


UPDATES = {"q12", "q15", "q16", "q17"}
print(json.dumps({"name": f"Spark {spark.version} local[{threads}]"}), flush=True)
for line in sys.stdin:
    given = json.loads(line)
    shutil.rmtree(given["checkpoint"], ignore_errors=True)
    try:
        df = getattr(Queries(given["folder"]), given["query"])()
        mode = "update" if given["query"] in UPDATES else "append"
        writer = df.writeStream.format("noop").outputMode(mode).option("checkpointLocation", given["checkpoint"])
        begin = time.perf_counter()
        writer.trigger(availableNow=True).start().awaitTermination()
        print(json.dumps({"ms": (time.perf_counter() - begin) * 1000}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)[:2000]}), flush=True)
