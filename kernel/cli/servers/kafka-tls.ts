import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from './run-program.ts';

/** What a broker with TLS is made of, in its folder: PEM, each with its private key in front of its certificate. */
export const TLS_FILES = {
  broker: 'tls/broker.pem',
  brokerCertificate: 'tls/broker.crt',
  /** Whom the broker trusts when a client shows a certificate. */
  client: 'tls/client.pem',
  clientCertificate: 'tls/client.crt',
} as const;

const DAYS = '3650';

/** Makes certificates that sign themselves, once. Whether there are any: openssl is not everywhere. */
export async function makeCertificates(folder: string): Promise<boolean> {
  if (Object.values(TLS_FILES).every((file) => existsSync(join(folder, file)))) return true;
  if (spawnSync('openssl', ['version']).error !== undefined) return false;
  mkdirSync(join(folder, dirname(TLS_FILES.broker)), { recursive: true });
  await makeCertificate(folder, TLS_FILES.broker, TLS_FILES.brokerCertificate, '/CN=localhost');
  await makeCertificate(folder, TLS_FILES.client, TLS_FILES.clientCertificate, '/CN=client');
  return true;
}

async function makeCertificate(folder: string, both: string, certificate: string, subject: string): Promise<void> {
  const names = 'subjectAltName=DNS:localhost';
  const key = `${both}.key`;
  await runProgram(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', DAYS, '-subj', subject, '-addext', names,
      '-keyout', key, '-out', certificate],
    folder,
  );
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, both), read(key) + read(certificate), { mode: 0o600 });
}
