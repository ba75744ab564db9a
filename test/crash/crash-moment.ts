/** A place in the life of a batch where the session process dies, and how often it passes there before it does. */
export interface CrashMoment {
  readonly place: CrashPlace;
  readonly pass: number;
}

export type CrashPlace = 'after-offsets' | 'after-data-file' | 'torn-state' | 'after-sink-commit' | 'before-commit';

/** Names the file that holds the moment as JSON, empty when nobody has to die. */
export const MOMENT_FILE = 'MILLRACE_TEST_CRASH_MOMENT';
