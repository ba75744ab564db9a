import type { ConnectMessages, Json } from '../plan/connect-json.ts';
import type { Relation } from '../plan/relation.ts';
import { aggregateMessages } from './aggregate/connect.ts';
import { deduplicateMessages } from './deduplicate/connect.ts';
import { filterMessages } from './filter/connect.ts';
import { joinMessages } from './join/connect.ts';
import { limitMessages } from './limit/connect.ts';
import { localMessages } from './local/connect.ts';
import { namedMessages } from './named/connect.ts';
import { observeMessages } from './observe/connect.ts';
import { projectMessages } from './project/connect.ts';
import { rangeMessages } from './range/connect.ts';
import { repartitionMessages } from './repartition/connect.ts';
import { sampleMessages } from './sample/connect.ts';
import { scanMessages } from './scan/connect.ts';
import { sortMessages } from './sort/connect.ts';
import { sqlMessages } from './sql/connect.ts';
import { setOperationMessages } from './set-operation/connect.ts';
import { stateFunctionMessages } from './state-function/connect.ts';
import { watermarkMessages } from './watermark/connect.ts';

/** The message of every kind of relation; the client needs nothing else of the operators. */
const MESSAGES: ConnectMessages<Relation['kind']> = {
  ...aggregateMessages,
  ...deduplicateMessages,
  ...filterMessages,
  ...joinMessages,
  ...limitMessages,
  ...localMessages,
  ...namedMessages,
  ...observeMessages,
  ...projectMessages,
  ...rangeMessages,
  ...repartitionMessages,
  ...sampleMessages,
  ...scanMessages,
  ...sortMessages,
  ...sqlMessages,
  ...setOperationMessages,
  ...stateFunctionMessages,
  ...watermarkMessages,
};

/**
 * A relation as the protobuf JSON of Spark Connect's `Relation` message, without plan ids. What the embedded engine runs
 * is what a cluster would be sent.
 *
 * Spark Connect, spark/connect/relations.proto and expressions.proto.
 */
export function planJson(relation: Relation): Json {
  // The message found under a relation's kind takes relations of that kind.
  const message = MESSAGES[relation.kind] as (relation: Relation, json: (input: Relation) => Json) => Json;
  return message(relation, planJson);
}
