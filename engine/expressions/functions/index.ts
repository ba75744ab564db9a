import type { FunctionDefinition } from '../define-function.ts';
import { avg } from './aggregate/avg.ts';
import * as bitsAndFlags from './aggregate/bits-and-flags.ts';
import { maxBy, minBy } from './aggregate/by.ts';
import * as collect from './aggregate/collect.ts';
import { countDistinct } from './aggregate/count-distinct.ts';
import { count } from './aggregate/count.ts';
import { max, min } from './aggregate/extremes.ts';
import * as firstLast from './aggregate/first-last.ts';
import { listagg } from './aggregate/listagg.ts';
import * as percentiles from './aggregate/percentiles.ts';
import * as statistics from './aggregate/statistics.ts';
import { sum } from './aggregate/sum.ts';
import { tryAvg, trySum } from './aggregate/tolerant-sums.ts';
import { array } from './array/array.ts';
import * as arrayEdits from './array/array-edits.ts';
import * as arrayElements from './array/array-elements.ts';
import * as arrayFolds from './array/array-folds.ts';
import * as arraySets from './array/array-sets.ts';
import * as higherOrder from './array/higher-order.ts';
import { sequence } from './array/sequence.ts';
import { coalesce, nvl } from './conditional/coalesce.ts';
import * as extremes from './conditional/extremes.ts';
import * as nulls from './conditional/null-functions.ts';
import { ifFunction, when } from './conditional/when.ts';
import * as addToDate from './date-and-time/add-to-date.ts';
import { dateParts, timeParts } from './date-and-time/date-parts.ts';
import { dateTrunc } from './date-and-time/date-trunc.ts';
import { extract } from './date-and-time/extract.ts';
import * as make from './date-and-time/make.ts';
import * as now from './date-and-time/now.ts';
import * as parseAndFormat from './date-and-time/parse-and-format.ts';
import * as timestamps from './date-and-time/timestamps.ts';
import * as units from './date-and-time/units.ts';
import * as digests from './hash/digests.ts';
import * as encodings from './hash/encodings.ts';
import * as mapLambdas from './map/map-lambdas.ts';
import * as mapParts from './map/map-parts.ts';
import * as explodes from './generator/explode.ts';
import { hash, xxhash64 } from './hash/hash.ts';
import * as csvFunctions from './json/csv-functions.ts';
import * as jsonFunctions from './json/json-functions.ts';
import { map } from './map/map.ts';
import * as binaryMath from './math/binary-math.ts';
import * as bits from './math/bits.ts';
import { conv } from './math/conv.ts';
import { bround, ceil, floor, round } from './math/round.ts';
import { tryArithmetic } from './math/try-arithmetic.ts';
import { unaryMath } from './math/unary-math.ts';
import { widthBucket } from './math/width-bucket.ts';
import { castFunctions } from './misc/cast-functions.ts';
import { grouping, groupingId } from './misc/grouping.ts';
import * as runtime from './misc/runtime.ts';
import { typeOf } from './misc/typeof.ts';
import { div, minus, over, plus, remainder, times } from './operator/arithmetic.ts';
import { between } from './operator/between.ts';
import * as bitwise from './operator/bitwise.ts';
import { atLeast, atMost, equalNull, equalNullSafe, equalTo, greaterThan, lessThan } from './operator/comparison.ts';
import { inFunction } from './operator/in.ts';
import { and, not, or } from './operator/logic.ts';
import { isNotNull, isNull } from './operator/null-test.ts';
import { negative, positive } from './operator/sign.ts';
import * as charsets from './string/charsets.ts';
import { concatWs } from './string/concat-ws.ts';
import { concat } from './string/concat.ts';
import * as formatString from './string/format-string.ts';
import * as formats from './string/formats.ts';
import { ilike, like, rlike } from './string/like.ts';
import * as language from './string/language.ts';
import * as replacements from './string/replacements.ts';
import * as urls from './string/urls.ts';
import * as numberText from './string/number-text.ts';
import { lpad, rpad } from './string/pad.ts';
import * as regexps from './string/regexp.ts';
import * as textEdits from './string/text-edits.ts';
import * as textTests from './string/text-tests.ts';
import { split } from './string/split.ts';
import { btrim, ltrim, rtrim, trim } from './string/trim.ts';
import { namedStruct, struct } from './struct/struct.ts';
import { utf8Checks } from './string/utf8.ts';
import { sessionWindow } from './window/session-window.ts';
import { window, windowTime } from './window/window.ts';

/** Definitions exported one by one or as a list by files that hold several. */
const all = (file: Readonly<Record<string, unknown>>): FunctionDefinition[] =>
  Object.values(file).flatMap((value) =>
    Array.isArray(value) ? (value as FunctionDefinition[]) : isDefinition(value) ? [value] : [],
  );

const isDefinition = (value: unknown): value is FunctionDefinition =>
  typeof value === 'object' && value !== null && 'kind' in value && 'bind' in value;

/** Every function, one line a file. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...[plus, minus, times, over, remainder, div, negative, positive],
  ...[equalTo, lessThan, atMost, greaterThan, atLeast, equalNullSafe, equalNull],
  ...[and, or, not, inFunction, between, isNull, isNotNull],
  ...all(bitwise),
  ...[when, ifFunction, coalesce, nvl],
  ...all(nulls),
  ...all(extremes),
  ...castFunctions,
  typeOf,
  ...unaryMath,
  ...all(binaryMath),
  ...all(bits),
  conv,
  widthBucket,
  ...[round, bround, ceil, floor],
  ...all(textEdits),
  ...all(textTests),
  ...[concat, concatWs, like, ilike, rlike, lpad, rpad, split, trim, btrim, ltrim, rtrim],
  ...all(regexps),
  ...all(charsets),
  ...all(formatString),
  ...all(formats),
  ...all(language),
  ...all(replacements),
  ...all(urls),
  ...utf8Checks,
  ...all(numberText),
  ...tryArithmetic,
  ...[...dateParts, ...timeParts, extract, dateTrunc],
  ...all(addToDate),
  ...all(make),
  ...all(now),
  ...all(parseAndFormat),
  ...all(timestamps),
  ...all(units),
  ...all(digests),
  ...all(encodings),
  ...[array, map, struct, namedStruct, sequence],
  ...all(arrayEdits),
  ...all(arrayElements),
  ...all(arrayFolds),
  ...all(arraySets),
  ...all(higherOrder),
  ...all(mapLambdas),
  ...all(mapParts),
  ...[hash, xxhash64],
  ...all(csvFunctions),
  ...all(jsonFunctions),
  ...all(explodes),
  ...all(runtime),
  ...[grouping, groupingId],
  ...[count, countDistinct, sum, avg, min, max, maxBy, minBy, trySum, tryAvg],
  ...all(bitsAndFlags),
  ...all(collect),
  ...all(firstLast),
  listagg,
  ...all(percentiles),
  ...all(statistics),
  ...[sessionWindow, window, windowTime],
];
