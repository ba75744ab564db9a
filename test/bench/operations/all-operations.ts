import { aggregate } from './aggregate.ts';
import { arrays } from './arrays.ts';
import { calendar } from './calendar.ts';
import { conditional } from './conditional.ts';
import { dateTime } from './date-time.ts';
import { decimalAndBigint } from './decimal-and-bigint.ts';
import { filesReadAndWritten } from './files-read-and-written.ts';
import { encodings } from './encodings.ts';
import { formats } from './formats.ts';
import { furtherAggregates } from './further-aggregates.ts';
import { groupKeys } from './group-keys.ts';
import { hash } from './hash.ts';
import { joinAndDistinct } from './join-and-distinct.ts';
import { joinKinds } from './join-kinds.ts';
import { jsonTexts } from './json-texts.ts';
import { mapsAndStructs } from './maps-and-structs.ts';
import { nested } from './nested.ts';
import { nullFunctions } from './null-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { number } from './number.ts';
import type { Operation } from './operation.ts';
import { repeated } from './repeated.ts';
import { sets } from './sets.ts';
import { sortAndLimit } from './sort-and-limit.ts';
import { sortOrders } from './sort-orders.ts';
import { textEdits } from './text-edits.ts';
import { text } from './text.ts';
import { windows } from './windows.ts';

/** Every operation that is measured. */
export const OPERATIONS: readonly Operation[] = [
  ...text,
  ...number,
  ...dateTime,
  ...decimalAndBigint,
  ...conditional,
  ...nested,
  ...hash,
  ...aggregate,
  ...windows,
  ...sortAndLimit,
  ...joinAndDistinct,
  ...repeated,
  ...formats,
  ...furtherAggregates,
  ...groupKeys,
  ...sortOrders,
  ...joinKinds,
  ...sets,
  ...filesReadAndWritten,
  ...textEdits,
  ...encodings,
  ...numberFunctions,
  ...nullFunctions,
  ...calendar,
  ...arrays,
  ...mapsAndStructs,
  ...jsonTexts,
];
