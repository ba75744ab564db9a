import { readdirSync, readFileSync } from 'node:fs';

/** Processor time of each thread of this process by its number, in milliseconds; null where the system does not tell. */
export function threadTimes(): Map<string, number> | null {
  try {
    return new Map(readdirSync('/proc/self/task').map((id) => [id, timeOf(id)]));
  } catch {
    return null;
  }
}

function timeOf(id: string): number {
  try {
    return Number(readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    // it has ended
    return 0;
  }
}

/** What each thread used since, the busiest first; the program's own thread is left out. */
export function usedSince(before: ReadonlyMap<string, number> | null): { readonly id: string; readonly ms: number }[] {
  const now = threadTimes();
  if (before === null || now === null) return [];
  return [...now]
    .filter(([id]) => id !== String(process.pid))
    .map(([id, ms]) => ({ id, ms: ms - (before.get(id) ?? 0) }))
    .sort((a, b) => b.ms - a.ms);
}
