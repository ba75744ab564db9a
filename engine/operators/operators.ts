import { aggregate } from './aggregate/operator.ts';
import { deduplicate } from './deduplicate/operator.ts';
import { filter } from './filter/operator.ts';
import { generate } from './generate/operator.ts';
import { initialState } from './initial-state/operator.ts';
import { join } from './join/operator.ts';
import { limit } from './limit/operator.ts';
import { local } from './local/operator.ts';
import { named } from './named/operator.ts';
import { observe } from './observe/operator.ts';
import { observedRows } from './observed-rows/operator.ts';
import { OperatorList } from './operator-list.ts';
import { project } from './project/operator.ts';
import { range } from './range/operator.ts';
import { repartition } from './repartition/operator.ts';
import { sample } from './sample/operator.ts';
import { scan } from './scan/operator.ts';
import { session } from './session/operator.ts';
import { setOperation } from './set-operation/operator.ts';
import { sort } from './sort/operator.ts';
import { sql } from './sql/operator.ts';
import { stateFunction } from './state-function/operator.ts';
import { streamScan } from './stream-scan/operator.ts';
import { union } from './union/operator.ts';
import { userFunction } from './user-function/operator.ts';
import { watermark } from './watermark/operator.ts';
import { window } from './window/operator.ts';

/** Every operator of the engine. */
export const operators: OperatorList = new OperatorList([
  aggregate,
  deduplicate,
  filter,
  generate,
  initialState,
  join,
  limit,
  local,
  named,
  observe,
  observedRows,
  project,
  range,
  repartition,
  sample,
  scan,
  session,
  setOperation,
  sort,
  sql,
  stateFunction,
  streamScan,
  union,
  userFunction,
  watermark,
  window,
]);
