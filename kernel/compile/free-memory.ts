import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const QUIET_MS = 400;
const EVERY = 3;

/**
 * Every check leaves a whole type checker behind as garbage, which V8 lets pile up to several hundred megabytes. Returns
 * a function to be called after each piece of work: it collects once work pauses, and now and then in between.
 */
export function createMemoryKeeper(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const free = (): void => {
    since = 0;
    collect();
  };
  return () => {
    clearTimeout(timer);
    if (++since >= EVERY) free();
    else timer = setTimeout(free, QUIET_MS);
  };
}
