import { ArgumentError } from '../../types/errors.ts';

const TIME_ZONE = 'spark.sql.session.timeZone';
const WATERMARK_POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';

/** The settings of a session, by Spark's names. */
export class EngineConf {
  private readonly values = new Map<string, string>([[TIME_ZONE, Intl.DateTimeFormat().resolvedOptions().timeZone]]);

  get(name: string): string | undefined {
    return this.values.get(name);
  }

  /** Whether a setting that is on by default was not switched off. */
  isOn(name: string): boolean {
    return this.values.get(name) !== 'false';
  }

  /** @throws ArgumentError INVALID_CONF_VALUE.REQUIREMENT */
  set(name: string, value: string | null): void {
    if (value === null) this.values.delete(name);
    else this.values.set(name, name === WATERMARK_POLICY ? checkedPolicy(value) : value);
  }

  get timeZone(): string {
    return this.values.get(TIME_ZONE) ?? 'UTC';
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.values);
  }
}

function checkedPolicy(value: string): string {
  const policy = value.toLowerCase();
  if (policy === 'min' || policy === 'max') return policy;
  throw new ArgumentError({
    condition: 'INVALID_CONF_VALUE.REQUIREMENT',
    sqlState: '22022',
    message: `The value '${value}' in the config "${WATERMARK_POLICY}" is invalid. Invalid value for '${WATERMARK_POLICY}'. Valid values are 'min' and 'max'.`,
  });
}
