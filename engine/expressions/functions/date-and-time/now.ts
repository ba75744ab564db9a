import { DATE, STRING, TIMESTAMP, TIMESTAMP_NTZ, type DataType } from '../../../types/data-type.ts';
import { dayAt, localMicros } from '../../../types/wall-clock.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { defineFunction, type BindContext, type ScalarFunction } from '../../define-function.ts';
import type { ExpressionRuntime } from '../../../codegen/generated-runtime.ts';
import { kernel, runtimeKernel } from '../../function-code.ts';
import { checkCount } from '../../signature.ts';

const current = (
  name: string,
  aliases: readonly string[],
  type: DataType,
  description: string,
  read: (zone: string) => (micros: bigint) => unknown,
): ScalarFunction =>
  defineFunction({
    name,
    aliases,
    group: 'date and time',
    description,
    parameters: [],
    examples: [],
    deterministic: false,
    bind(args, context: BindContext) {
      checkCount(args.length, 0, 0, context.functionName);
      const of = read(context.timeZone);
      return {
        args: [],
        type,
        nullable: false,
        code: runtimeKernel((runtime: ExpressionRuntime) => of(runtime.nowMicros)),
      };
    },
  });

export const currentTimestamp = current(
  'current_timestamp',
  ['now'],
  TIMESTAMP,
  'The time at which the batch or query began.',
  () => (micros) => micros,
);

export const currentDate = current(
  'current_date',
  ['curdate'],
  DATE,
  'The day on which the batch or query began.',
  (id) => {
    const zone = timeZone(id);
    return (micros) => dayAt(micros, zone);
  },
);

export const localTimestamp = current(
  'localtimestamp',
  [],
  TIMESTAMP_NTZ,
  'The wall clock at which the batch or query began.',
  (id) => {
    const zone = timeZone(id);
    return (micros) => localMicros(micros, zone);
  },
);

export const currentTimezone = defineFunction({
  name: 'current_timezone',
  group: 'date and time',
  description: 'The time zone of the session.',
  parameters: [],
  examples: [{ sql: 'current_timezone()', result: 'UTC' }],
  bind(args, context) {
    checkCount(args.length, 0, 0, context.functionName);
    return { args: [], type: STRING, nullable: false, code: kernel(() => context.timeZone) };
  },
});
