import type { Clock } from '../../spi/runtime.ts';
import type { StreamingQueryStatus } from '../../streaming/query-options.ts';

/** A status that lasts less than this is not told: it would be over before anybody could read it. */
const STATUS_MS = 50;

/** Passes on what a query does, but not every step of a batch that lasts a millisecond. */
export function statusFilter(
  clock: Clock,
  tell: (status: StreamingQueryStatus) => void,
): (status: StreamingQueryStatus) => void {
  let told = -Infinity;
  return (status) => {
    const now = clock.elapsed();
    if (status.isTriggerActive && now - told < STATUS_MS) return;
    told = now;
    tell(status);
  };
}
