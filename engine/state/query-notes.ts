import { crc32 } from 'node:zlib';
import type { OperatorState } from './state-view.ts';

/** What a stateful operator keeps, as texts that those of a restarted query must equal. */
export interface OperatorNotes {
  readonly name: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** How to read it without the query; left out in checkpoints from before December 2026. */
  readonly state?: OperatorState;
}

/** The file `millrace/query.json` of a checkpoint: its query's id, and what its stateful operators keep. */
export interface QueryNotes {
  readonly id: string;
  readonly operators: readonly OperatorNotes[];
}

export const notesText = (notes: QueryNotes): string =>
  JSON.stringify({ crc32: crc32(JSON.stringify(notes)), ...notes });

/** The notes of a text; null when it is not as it was written. @param parsed the same as a value */
export function notesOf(text: string, parsed: Partial<Record<string, unknown>>): QueryNotes | null {
  const { id, operators } = parsed;
  const notes = { id, operators } as QueryNotes;
  return text === notesText(notes) ? notes : null;
}
