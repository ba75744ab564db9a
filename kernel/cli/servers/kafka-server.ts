import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from '../python.ts';
import { freePort } from './free-port.ts';
import { LOG_PROPERTIES, POM, SCRAM_USER, serverProperties, type KafkaPorts } from './kafka-files.ts';
import { makeCertificates, TLS_FILES } from './kafka-tls.ts';
import { canReachKafka } from './kafka-ready.ts';
import { runProgram } from './run-program.ts';
import { endServer, rememberServer, runningServer } from './running-server.ts';
import type { Server } from './server.ts';

const FOLDER = join(STATE, 'servers', 'kafka');
const LIBS = join(FOLDER, 'libs');
const JAVA = ['-Xmx512m', '-XX:+UseSerialGC', '-Dlog4j2.configurationFile=log4j2.properties', '-cp', 'libs/*'];
const READY_SECONDS = 90;

/** Apache Kafka 4.2 in KRaft mode, one broker, without Docker: its jars come by Maven. */
export const kafkaServer: Server = {
  name: 'kafka',
  needs: ['java', 'mvn'],

  async up(say) {
    const running = runningServer(FOLDER);
    if (running !== null && (await canReachKafka(running.ports['plain']!))) return addressOf(running.ports);
    if (running !== null) await endServer(FOLDER, running);
    await resolveJars(say);
    const ports = await choosePorts(await makeCertificates(FOLDER));
    writeFileSync(join(FOLDER, 'log4j2.properties'), LOG_PROPERTIES);
    writeFileSync(join(FOLDER, 'kraft.properties'), serverProperties(ports));
    if (!existsSync(join(FOLDER, 'data', 'meta.properties'))) await format(say);
    say('Kafka: starting');
    const log = openSync(join(FOLDER, 'kafka.log'), 'w');
    const child = spawn('java', [...JAVA, 'kafka.Kafka', 'kraft.properties'], {
      cwd: FOLDER,
      detached: true,
      stdio: ['ignore', log, log],
    });
    let ended = false;
    child.once('exit', () => (ended = true));
    child.unref();
    const { tls, ...others } = ports;
    const server = { pid: child.pid!, ports: { ...others, ...(tls === null ? {} : { tls }) } };
    rememberServer(FOLDER, server);
    for (let waited = 0; waited < READY_SECONDS * 10; waited++) {
      if (await canReachKafka(ports.plain)) return addressOf(server.ports);
      if (ended) throw new Error(`Kafka ended while starting:\n${logTail()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await endServer(FOLDER, server);
    throw new Error(`Kafka did not answer within ${READY_SECONDS} s; its log ends with:\n${logTail()}`);
  },

  async down() {
    const running = runningServer(FOLDER);
    if (running === null) return false;
    await endServer(FOLDER, running);
    return true;
  },

  async status() {
    const running = runningServer(FOLDER);
    if (running === null) return null;
    const reachable = await canReachKafka(running.ports['plain']!);
    return `${addressOf(running.ports)} (pid ${running.pid}${reachable ? '' : ', does not answer yet'})`;
  },
};

const addressOf = (ports: Readonly<Record<string, number>>): string => `127.0.0.1:${ports['plain']}`;

async function choosePorts(withTls: boolean): Promise<KafkaPorts> {
  const taken = new Set<number>();
  const next = async (wanted: number): Promise<number> => {
    const port = await freePort(wanted, taken);
    taken.add(port);
    return port;
  };
  const [plain, controller, sasl] = [await next(19092), await next(19093), await next(19094)];
  const [proxied, proxy] = [await next(19095), await next(19096)];
  return { plain, controller, sasl, proxied, proxy, tls: withTls ? await next(19097) : null };
}

async function resolveJars(say: (text: string) => void): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const done = join(FOLDER, 'resolved.xml');
  if (existsSync(done) && readFileSync(done, 'utf8') === POM) return;
  say('Kafka: fetching its jars with Maven (43 MB, up to two minutes the first time)');
  writeFileSync(join(FOLDER, 'pom.xml'), POM);
  rmSync(LIBS, { recursive: true, force: true });
  await runProgram(
    'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=libs'],
    FOLDER,
  );
  if (!existsSync(LIBS) || !readdirSync(LIBS).some((name) => name.startsWith('kafka_2.13-')))
    throw new Error(`Maven ran but ${LIBS} holds no Kafka. Delete ${FOLDER} and try again.`);
  writeFileSync(done, POM);
}

async function format(say: (text: string) => void): Promise<void> {
  say('Kafka: formatting its storage');
  rmSync(join(FOLDER, 'data'), { recursive: true, force: true });
  const tool = [...JAVA, 'kafka.tools.StorageTool'];
  const id = (await runProgram('java', [...tool, 'random-uuid'], FOLDER)).split('\n').at(-1)!;
  await runProgram('java', [...tool, 'format', '-t', id, '-c', 'kraft.properties', '--add-scram', SCRAM_USER], FOLDER);
}

function logTail(): string {
  const path = join(FOLDER, 'kafka.log');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().slice(-2000) : 'nothing';
}

/** Where the running broker listens, null when none runs. */
export const kafkaPorts = (): Readonly<Record<string, number>> | null => runningServer(FOLDER)?.ports ?? null;

/** Whether the jars are here already, so that starting fetches nothing. */
export const hasKafkaJars = (): boolean => existsSync(join(FOLDER, 'resolved.xml'));

/** Where the files of its TLS lie: its certificate, and a client's key and certificate that it trusts. */
export const kafkaTlsFile = (name: keyof typeof TLS_FILES): string => join(FOLDER, TLS_FILES[name]);

/** The class path of its jars. */
export const kafkaJars = (): string => join(LIBS, '*');
