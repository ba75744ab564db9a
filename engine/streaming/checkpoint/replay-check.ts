import type { InputRecord } from '../../state/changelog-history.ts';
import { ExternalError } from '../../types/errors.ts';
import type { ConstructedBatch } from './resume-point.ts';

/** The option of `writeStream` by which a user takes what a source gives now for a batch that ran before. */
export const ACCEPT_OPTION = 'acceptChangedInputOfBatch';

/**
 * A batch that runs again must read what it read before; the evidence stays until it has.
 *
 * @param accepted the batch whose other input the user takes
 * @throws ExternalError SOURCE_REPLAY_DIFFERS
 */
export function checkReplay(batch: ConstructedBatch, now: Omit<InputRecord, 'commit'>, accepted: number | null): void {
  const { repeated, batchId } = batch;
  if (repeated === null || accepted === batchId) return;
  const other = repeated.digests.some(
    (digest, i) => digest !== null && now.digests[i] !== null && digest !== now.digests[i],
  );
  if (now.rows === repeated.rows && !other) return;
  throw new ExternalError({
    condition: 'SOURCE_REPLAY_DIFFERS',
    message: `Batch ${batchId} ran before with ${repeated.rows} input rows and now its source gives ${now.rows}${other ? ' of other content' : ''}.`,
    hint: `Put the source's data back as it was. To go on with what it gives now, start the query once with .option("${ACCEPT_OPTION}", ${batchId}); what the sink took of the batch before stays.`,
  });
}
