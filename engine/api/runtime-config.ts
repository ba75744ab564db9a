import { ArgumentError } from '../types/errors.ts';
import { argumentsOf } from './arguments/call-arguments.ts';

/** Settings of a session, under `session.conf`. */
export class RuntimeConfig {
  private readonly values: Map<string, string>;
  private readonly push: (name: string, value: string | null) => Promise<void>;

  constructor(initial: Readonly<Record<string, string>>, push: (name: string, value: string | null) => Promise<void>) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.values = new Map([['spark.sql.session.timeZone', zone], ...Object.entries(initial)]);
    this.push = push;
  }

  /**
   * Sets a setting; later queries see it.
   *
   * @example
   * await session.conf.set("spark.sql.shuffle.partitions", 4);
   * session.conf.get("spark.sql.shuffle.partitions")
   * // "4"
   */
  set(name: string, value: string | number | boolean): Promise<void> {
    const given = argumentsOf('conf.set', 'session.conf.set("spark.sql.session.timeZone", "UTC")');
    const [setting, text] = [given.text('name', name), given.setting('value', value)];
    const before = this.values.get(setting);
    this.values.set(setting, text);
    return this.push(setting, text).catch((error: unknown) => {
      if (before === undefined) this.values.delete(setting);
      else this.values.set(setting, before);
      throw error;
    });
  }

  /**
   * A setting as text.
   *
   * @param fallback what it gives for a setting that is not set
   * @throws ArgumentError SQL_CONF_NOT_FOUND without a fallback
   * @example
   * session.conf.get("my.setting", "none")
   * // "none"
   */
  get(name: string, fallback?: string): string {
    const given = argumentsOf('conf.get', 'session.conf.get("my.setting", "none")');
    if (fallback !== undefined && fallback !== null) given.setting('fallback', fallback);
    const value = this.values.get(given.text('name', name)) ?? fallback;
    if (value !== undefined) return value;
    throw new ArgumentError({
      condition: 'SQL_CONF_NOT_FOUND',
      sqlState: '42K0I',
      message: `The SQL config "${name}" cannot be found. Please verify that the config exists.`,
      hint: 'Set it with session.conf.set(name, value), or give a default: session.conf.get(name, "...").',
    });
  }

  /**
   * Forgets a setting.
   *
   * @example
   * await session.conf.set("my.setting", 1);
   * await session.conf.unset("my.setting");
   * session.conf.get("my.setting")
   * // throws SQL_CONF_NOT_FOUND
   */
  unset(name: string): Promise<void> {
    argumentsOf('conf.unset', 'session.conf.unset("my.setting")').text('name', name);
    this.values.delete(name);
    return this.push(name, null);
  }
}
