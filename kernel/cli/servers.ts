import { spawnSync } from 'node:child_process';
import { kafkaServer } from './servers/kafka-server.ts';
import type { Command } from './command.ts';
import type { Server } from './servers/server.ts';

/** Every server that can be started; a new one is one file and one line here. */
const SERVERS: readonly Server[] = [kafkaServer];

const CURES: Readonly<Record<string, string>> = {
  java: 'install a Java runtime, version 17 or newer (Debian and Ubuntu: apt-get install default-jre-headless)',
  mvn: 'install Maven (Debian and Ubuntu: apt-get install maven)',
};

export const command: Command = {
  summary: 'servers up|down|status [kafka]: starts and stops the real servers that notebooks and tests use',
  async run([verb, ...names]) {
    if (verb === 'up') return each(chosen(names, true), up);
    if (verb === 'down') return each(chosen(names, false), down);
    if (verb === 'status') return each(chosen(names, false), status);
    throw new Error(
      `millrace servers wants "up kafka", "down" or "status"${verb === undefined ? '' : `, not "${verb}"`}.`,
    );
  },
};

function chosen(names: readonly string[], named: boolean): readonly Server[] {
  const known = SERVERS.map((s) => s.name).join(', ');
  if (named && names.length === 0) throw new Error(`Which servers? There are: ${known}.`);
  if (names.length === 0) return SERVERS;
  return names.map((name) => {
    const server = SERVERS.find((s) => s.name === name);
    if (server === undefined) throw new Error(`There is no server "${name}". There are: ${known}.`);
    return server;
  });
}

async function each(servers: readonly Server[], act: (server: Server) => Promise<void>): Promise<number> {
  for (const server of servers) await act(server);
  return 0;
}

async function up(server: Server): Promise<void> {
  const missing = server.needs.filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    const cures = missing.map((program) => CURES[program] ?? `install ${program}`).join('; ');
    throw new Error(`${server.name} needs ${missing.join(' and ')}, which cannot be found: ${cures}.`);
  }
  console.log(`${server.name}: ${await server.up((text) => console.error(text))}`);
}

async function down(server: Server): Promise<void> {
  console.log(`${server.name}: ${(await server.down()) ? 'stopped' : 'did not run'}`);
}

async function status(server: Server): Promise<void> {
  console.log(`${server.name}: ${(await server.status()) ?? 'does not run'}`);
}

const isInstalled = (program: string): boolean =>
  spawnSync(program, ['-version'], { stdio: 'ignore' }).error === undefined;
