import type { CallUser } from '../../operators/batch-context.ts';
import { freshSeed, seededRandom } from '../../runtime/random.ts';
import { declareSecrets, starred } from '../../types/secrets.ts';
import type { BackendEvents } from '../backend.ts';
import { breather } from './breather.ts';
import { callsOfUser } from './calls-of-user.ts';
import { ConnectorCatalog } from './connector-catalog.ts';
import { EngineConf } from './engine-conf.ts';
import type { EngineServices } from './engine-services.ts';
import { SessionCatalog } from './session-catalog.ts';
import { TaskThreads } from './task-threads.ts';

/** What all that an engine does has in common: its names, its settings, its threads. */
export interface EngineSession {
  readonly services: EngineServices;
  readonly events: BackendEvents;
  readonly connectors: ConnectorCatalog;
  readonly conf: EngineConf;
  readonly catalog: SessionCatalog;
  readonly tasks: TaskThreads;
  readonly random: () => number;
  readonly breathe: () => Promise<void> | undefined;
  readonly callUser: CallUser;
}

export function engineSession(services: EngineServices, events: BackendEvents): EngineSession {
  const connectors = new ConnectorCatalog(services.sources, services.sinks);
  declareSecrets(connectors.secrets);
  const conf = new EngineConf();
  const catalog = new SessionCatalog(connectors, services, conf, (message) => events.print(null, starred(message)));
  const breathe = breather();
  return {
    services,
    events,
    connectors,
    conf,
    catalog,
    tasks: new TaskThreads(services, conf, catalog, breathe),
    random: seededRandom(services.seed ?? freshSeed()),
    breathe,
    callUser: callsOfUser(events),
  };
}
