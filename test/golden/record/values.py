"""Values of Spark as JSON, and JSON as SQL literals. Nothing passes through Python's own dates: they end at the year 9999."""
import base64
import json
import struct
from pyspark.sql import types as T

DAY = 86_400_000_000


def sql_types(df):
    """Names and types of the columns, nullability left out."""
    fields = df._jdf.schema().fields()
    return [[f.name(), f.dataType().sql().replace(" NOT NULL", "")] for f in fields]


def collect(spark, df):
    """All rows of a DataFrame, in the JSON of the README."""
    rows = df._jdf.queryExecution().executedPlan().executeCollect()
    schema = schema_of(df)
    return [Record(spark, bytes(row.getBytes()), schema).values() for row in rows]


class UnknownToPython(T.DataType):
    """A type that Spark has and PySpark has not; only NULLs of it can be told."""


def schema_of(df):
    fields = json.loads(df._jdf.schema().json())["fields"]
    return T.StructType([T.StructField(f["name"], python_type(f["type"])) for f in fields])


def python_type(described):
    try:
        return T._parse_datatype_json_value(described)
    except Exception:
        return UnknownToPython()


class Bytes:
    """What rows and arrays share: words of 8 bytes, some of which say where their bytes lie."""

    def __init__(self, spark, data):
        self.spark = spark
        self.data = data

    def number(self, form, at):
        return struct.unpack_from("<" + form, self.data, at)[0]

    def part(self, at):
        word = self.number("q", at)
        start, size = word >> 32, word & 0xFFFFFFFF
        return self.data[start : start + size]

    def value(self, at, type_):
        read = FIXED.get(type(type_))
        if read is not None:
            return read[1](self.number(read[0], at))
        if isinstance(type_, T.DecimalType):
            whole = self.number("q", at) if type_.precision <= 18 else int.from_bytes(self.part(at), "big", signed=True)
            return decimal_text(whole, type_.scale)
        if isinstance(type_, T.StructType):
            return Record(self.spark, self.part(at), type_).values()
        if isinstance(type_, T.ArrayType):
            return Items(self.spark, self.part(at), type_.elementType).values()
        if isinstance(type_, T.MapType):
            data = self.part(at)
            size = struct.unpack_from("<q", data, 0)[0]
            keys = Items(self.spark, data[8 : 8 + size], type_.keyType).values()
            items = Items(self.spark, data[8 + size :], type_.valueType).values()
            return [list(pair) for pair in zip(keys, items)]
        if isinstance(type_, (T.StringType, T.CharType, T.VarcharType)):
            return text_value(self.part(at))
        if isinstance(type_, T.BinaryType):
            return base64.b64encode(self.part(at)).decode()
        if isinstance(type_, T.CalendarIntervalType):
            months, days, micros = struct.unpack("<iiq", self.part(at))
            return {"months": months, "days": days, "micros": str(micros)}
        if isinstance(type_, T.VariantType):
            return {"variant": self.variant(self.part(at))}
        raise TypeError(f"no JSON for {type_.simpleString()}")

    def variant(self, data):
        size = struct.unpack_from("<i", data, 0)[0]
        made = self.spark._jvm.org.apache.spark.unsafe.types.VariantVal(data[4 : 4 + size], data[4 + size :])
        return made.toString()


class Record(Bytes):
    def __init__(self, spark, data, schema):
        super().__init__(spark, data)
        self.fields = schema.fields

    def values(self):
        words = (len(self.fields) + 63) // 64
        return [
            None
            if self.data[i // 8] >> (i % 8) & 1 or isinstance(f.dataType, T.NullType)
            else self.value(8 * words + 8 * i, f.dataType)
            for i, f in enumerate(self.fields)
        ]


class Items(Bytes):
    def __init__(self, spark, data, element):
        super().__init__(spark, data)
        self.element = element

    def values(self):
        count = self.number("q", 0)
        start = 8 + (count + 63) // 64 * 8
        read = FIXED.get(type(self.element))
        size = struct.calcsize("<" + read[0]) if read is not None else 8
        return [
            None
            if self.data[8 + i // 8] >> (i % 8) & 1 or isinstance(self.element, T.NullType)
            else self.value(start + size * i, self.element)
            for i in range(count)
        ]


def text_value(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"invalidUtf8": base64.b64encode(data).decode()}


def decimal_text(whole, scale):
    digits = str(abs(whole)).rjust(scale + 1, "0")
    text = digits if scale == 0 else f"{digits[:-scale]}.{digits[-scale:]}"
    return f"-{text}" if whole < 0 else text


def double_value(x):
    if x != x:
        return "NaN"
    return x if abs(x) != float("inf") else ("Infinity" if x > 0 else "-Infinity")


def float_value(x):
    """The shortest digits that give this float again."""
    special = double_value(x)
    if isinstance(special, str):
        return special
    bits = struct.pack("<f", x)
    for digits in range(1, 10):
        short = float(f"{x:.{digits}g}")
        try:
            if struct.pack("<f", short) == bits:
                return short
        except OverflowError:
            continue
    return x


def date_text(days):
    """ISO text of a day since 1970, in the calendar that reaches back for ever."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    sign = "+" if year > 9999 else "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day - (153 * shifted + 2) // 5 + 1:02d}"


def moment_text(micros):
    days, rest = divmod(micros, DAY)
    seconds, fraction = divmod(rest, 1_000_000)
    return f"{date_text(days)}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{fraction:06d}"


def time_text(nanos):
    seconds, fraction = divmod(nanos, 1_000_000_000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{fraction:09d}"


FIXED = {
    T.BooleanType: ("?", bool),
    T.ByteType: ("b", int),
    T.ShortType: ("h", int),
    T.IntegerType: ("i", int),
    T.LongType: ("q", str),
    T.FloatType: ("f", float_value),
    T.DoubleType: ("d", double_value),
    T.DateType: ("i", date_text),
    T.TimestampType: ("q", lambda micros: moment_text(micros) + "Z"),
    T.TimestampNTZType: ("q", moment_text),
    T.TimeType: ("q", time_text),
    T.YearMonthIntervalType: ("i", int),
    T.DayTimeIntervalType: ("q", str),
}


def sql_literal(value, type_):
    """SQL text of a JSON value; its type is written out, so that NULLs and empty arrays have it too."""
    return f"CAST({bare_literal(value, type_)} AS {type_.simpleString()})"


def bare_literal(value, type_):
    if value is None:
        return "NULL"
    if isinstance(type_, T.BooleanType):
        return "true" if value else "false"
    if isinstance(type_, T.StringType):
        data = base64.b64decode(value["invalidUtf8"]) if isinstance(value, dict) else value.encode("utf-8")
        return f"X'{data.hex()}'"
    if isinstance(type_, T.BinaryType):
        return f"X'{base64.b64decode(value).hex()}'"
    if isinstance(type_, T.ArrayType):
        return f"array({', '.join(sql_literal(item, type_.elementType) for item in value)})"
    if isinstance(type_, T.StructType):
        parts = [f"{text_literal(f.name)}, {sql_literal(v, f.dataType)}" for f, v in zip(type_.fields, value)]
        return f"named_struct({', '.join(parts)})"
    if isinstance(type_, T.MapType):
        parts = [f"{sql_literal(k, type_.keyType)}, {sql_literal(v, type_.valueType)}" for k, v in value]
        return f"map({', '.join(parts)})"
    if isinstance(type_, T.YearMonthIntervalType):
        return f"INTERVAL '{value}' MONTH"
    if isinstance(type_, T.DayTimeIntervalType):
        return f"make_dt_interval(0, 0, 0, {int(value) / 1e6!r})"
    return text_literal(str(value))


def text_literal(text):
    return f"X'{text.encode('utf-8').hex()}'" if "'" in text or "\\" in text else f"'{text}'"


def rows_frame(spark, schema, rows):
    """A DataFrame of JSON rows."""
    names = ", ".join(f"`{f.name}`" for f in schema.fields)
    if not rows:
        nulls = ", ".join(sql_literal(None, f.dataType) for f in schema.fields)
        return spark.sql(f"SELECT * FROM VALUES ({nulls}) AS t({names}) WHERE false")
    lines = [f"({', '.join(sql_literal(v, f.dataType) for f, v in zip(schema.fields, row))})" for row in rows]
    return spark.sql(f"SELECT * FROM VALUES {', '.join(lines)} AS t({names})")


def one_line(case):
    return json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n"
