import type { Backend, BackendEvents } from '../backend/backend.ts';
import { ArgumentError } from '../types/errors.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import type { RuntimeConfig } from './runtime-config.ts';
import type { MillraceSession } from './session.ts';

/** Makes the engine that a session talks to. */
export type BackendFactory = (events: BackendEvents, conf: Readonly<Record<string, string>>) => Promise<Backend>;

let defaultBackend: { readonly factory: BackendFactory; readonly version: string } | null = null;
let current: Promise<StartedSession> | null = null;

/** Tells how embedded sessions get their engine; the package's entry does this once. */
export function useBackend(factory: BackendFactory, version: string): void {
  defaultBackend = { factory, version };
}

/** What a builder needs of a session. */
interface StartedSession {
  readonly conf: RuntimeConfig;
  stop(): Promise<void>;
}

/** What starts sessions. */
interface SessionClass<Session> {
  open(factory: BackendFactory, conf: Record<string, string>, version: string): Promise<Session>;
}

/** Collects the settings of a session. */
export class SessionBuilder<Session extends StartedSession = MillraceSession> {
  private readonly sessions: SessionClass<Session>;
  private readonly settings: Record<string, string> = {};
  private remoteUrl: string | null = null;

  constructor(sessions: SessionClass<Session>) {
    this.sessions = sessions;
  }

  /**
   * Names the program: `spark.app.name`.
   *
   * @example
   * const named = await MillraceSession.builder.appName("orders").getOrCreate();
   * named.conf.get("spark.app.name")
   * // "orders"
   */
  appName(name: string): this {
    this.settings['spark.app.name'] = argumentsOf('appName', 'builder.appName("orders")').setting('name', name);
    return this;
  }

  /**
   * Accepted so that a notebook runs unchanged; the embedded engine is always local.
   *
   * @example
   * (await MillraceSession.builder.master("local[2]").getOrCreate()) === session
   * // true
   */
  master(url: string): this {
    argumentsOf('master', 'builder.master("local[2]")').setting('url', url);
    return this;
  }

  /**
   * Names a Spark Connect server; this version does not connect to one yet.
   *
   * @throws ArgumentError UNSUPPORTED_FEATURE.REMOTE_SESSION at `getOrCreate()`
   * @example
   * MillraceSession.builder.remote("sc://localhost:15002").getOrCreate()
   * // throws UNSUPPORTED_FEATURE.REMOTE_SESSION
   */
  remote(url: string): this {
    this.remoteUrl = argumentsOf('remote', 'builder.remote("sc://localhost:15002")').text('url', url);
    return this;
  }

  /**
   * Sets a setting of the session.
   *
   * @example
   * const session = await MillraceSession.builder.config("my.setting", 1).getOrCreate();
   * session.conf.get("my.setting")
   * // "1"
   */
  config(name: string, value: string | number | boolean): this {
    const given = argumentsOf('config', 'builder.config("spark.sql.session.timeZone", "UTC")');
    this.settings[given.text('name', name)] = given.setting('value', value);
    return this;
  }

  /**
   * The session of this process, started if there is none.
   *
   * @example
   * const [one, two] = [await MillraceSession.builder.getOrCreate(), await MillraceSession.builder.getOrCreate()];
   * one === two
   * // true
   */
  async getOrCreate(): Promise<Session> {
    if (this.remoteUrl !== null) throw noRemote(this.remoteUrl);
    if (current !== null) {
      const session = (await current) as Session;
      for (const [name, value] of Object.entries(this.settings)) session.conf.set(name, value);
      return session;
    }
    const created = this.create();
    current = created;
    return created;
  }

  /**
   * A session with an engine of its own.
   *
   * @example
   * const own = await MillraceSession.builder.create();
   * const rows = await own.range(2).collect();
   * await own.stop();
   * rows
   * // [{ id: 0 }, { id: 1 }]
   */
  async create(): Promise<Session> {
    const { factory, version } = defaultBackend!;
    const session = await this.sessions.open(factory, { ...this.settings }, version);
    const stop = session.stop.bind(session);
    session.stop = async () => {
      if (current !== null && (await current) === session) current = null;
      await stop();
    };
    return session;
  }
}

const noRemote = (url: string): ArgumentError =>
  new ArgumentError({
    condition: 'UNSUPPORTED_FEATURE.REMOTE_SESSION',
    sqlState: '0A000',
    message: `This version runs queries on the embedded engine only and cannot connect to ${url.replace(/token=[^;]*/, 'token=***')}.`,
    hint: 'Leave out remote(...).',
  });
