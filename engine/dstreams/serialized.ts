import { serialize } from 'node:v8';
import { dataError, reasonOf } from './dstream-error.ts';

/** A value as bytes for the checkpoint folder. @throws RuntimeError DSTREAM.NOT_STORABLE */
export function serialized(what: string, value: unknown): Uint8Array {
  try {
    return serialize(value);
  } catch (error) {
    throw dataError(
      'NOT_STORABLE',
      `The checkpoint cannot hold ${what}: ${reasonOf(error)}`,
      'Keep plain data in rows and states: no functions, promises or objects of classes.',
    );
  }
}
