const QUARTER_HOUR = 900_000;
const MOST_CACHED = 4096;
/** A Date reaches so far on both sides; an event time may go beyond, where no zone changes any more. */
const DATE_MS = 8.64e15 - 86_400_000;

/** Turns instants into what a clock on the wall shows in the session's time zone. */
export interface WallClock {
  /** The wall-clock time of an instant, as milliseconds read in UTC. */
  wallMs(epochMs: number): number;
  /** Milliseconds of today's first instant on the wall, as `wallMs` counts. */
  today(): number;
}

/** A clock for an IANA zone; without one the zone of this process. */
export function createWallClock(timeZone: string | undefined, now: () => number): WallClock {
  const offset = timeZone === undefined ? systemOffset : zoneOffset(timeZone);
  const wallMs = (epochMs: number) => epochMs + offset(Math.max(-DATE_MS, Math.min(DATE_MS, epochMs)));
  return { wallMs, today: () => Math.floor(wallMs(now()) / 86_400_000) * 86_400_000 };
}

function systemOffset(epochMs: number): number {
  return -new Date(epochMs).getTimezoneOffset() * 60_000;
}

function zoneOffset(timeZone: string): (epochMs: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return () => 0;
  }
  const cache = new Map<number, number>();
  return (epochMs) => {
    // zones change their offset at quarters of an hour only
    const quarter = Math.floor(epochMs / QUARTER_HOUR) * QUARTER_HOUR;
    let offset = cache.get(quarter);
    if (offset === undefined) {
      const part: Record<string, string> = {};
      for (const { type, value } of format.formatToParts(quarter)) part[type] = value;
      const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
      const wall = new Date(0);
      wall.setUTCFullYear(year, Number(part['month']) - 1, Number(part['day']));
      wall.setUTCHours(Number(part['hour']), Number(part['minute']), Number(part['second']));
      offset = wall.getTime() - quarter;
      if (cache.size >= MOST_CACHED) cache.clear();
      cache.set(quarter, offset);
    }
    return offset;
  };
}
