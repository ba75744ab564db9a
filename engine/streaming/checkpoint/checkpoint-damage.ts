import { ExternalError } from '../../types/errors.ts';

const RESTORE = 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.';

/**
 * A file of the checkpoint that is not as it was written.
 *
 * @param why goes behind the path: `is no JSON`
 */
export const damagedFile = (path: string, why: string, hint: string = RESTORE, cause?: unknown): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `The checkpoint is damaged: the file ${path} ${why}.`,
    hint,
    cause,
  });
