import { environmentVariable } from '../../runtime/environment.ts';
import { fileFailure } from '../../runtime/file-failure.ts';
import type { FileSystem } from '../../spi/runtime.ts';
import type { Options, OptionSpec } from '../../spi/source.ts';
import { ExternalError } from '../../types/errors.ts';
import { isReference, isSecret, rememberSecret } from '../../types/secrets.ts';

/** The specification of an option, by its name as the user wrote it; undefined when there is none. */
export function specOf(specs: readonly OptionSpec[], name: string): OptionSpec | undefined {
  const lower = name.toLowerCase();
  return specs.find(({ prefix, name: own }) =>
    prefix === true ? lower.startsWith(own.toLowerCase()) : own.toLowerCase() === lower,
  );
}

/** Whether an option is a secret: by its declaration, or by its name where a prefix takes any. */
export const isSecretOption = (spec: OptionSpec | undefined, name: string): boolean =>
  spec?.secret === true || isSecret(name);

/**
 * Options with their secrets: those that say where they are (`env:NAME`, `file:PATH`) are read now and kept nowhere.
 *
 * @throws ExternalError SECRET_NOT_FOUND
 */
export async function revealed(
  options: Options,
  specs: readonly OptionSpec[],
  fileSystem: FileSystem,
): Promise<Options> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(options)) {
    const refers = isReference(value) && isSecretOption(specOf(specs, name), name);
    entries.push([name, refers ? await secretOf(name, value, fileSystem) : value]);
  }
  return Object.fromEntries(entries);
}

async function secretOf(option: string, reference: string, fileSystem: FileSystem): Promise<string> {
  const place = reference.slice(reference.indexOf(':') + 1);
  const secret = reference.startsWith('env:') ? environmentVariable(place) : await fileText(option, place, fileSystem);
  if (secret === undefined)
    throw notFound(
      option,
      reference,
      `there is no environment variable ${place}`,
      'Set it before the kernel starts, or in a cell: process.env.NAME = "...".',
    );
  if (secret === '') throw notFound(option, reference, 'there is nothing in it', 'Write the secret there.');
  rememberSecret(secret);
  return secret;
}

/** Without the line break that editors put at the end. */
async function fileText(option: string, place: string, fileSystem: FileSystem): Promise<string> {
  const path = fileSystem.resolve(place);
  try {
    return new TextDecoder().decode(await fileSystem.read(path)).replace(/\r?\n$/, '');
  } catch (error) {
    const { summary, hint } = fileFailure(error, path, 'read the file');
    throw notFound(option, `file:${place}`, summary.replace(/\.$/, ''), hint ?? 'Check the path.');
  }
}

const notFound = (option: string, reference: string, why: string, hint: string): ExternalError =>
  new ExternalError({
    condition: 'SECRET_NOT_FOUND',
    message: `The option '${option}' refers to ${reference}, but its secret cannot be read: ${why}.`,
    hint,
  });
