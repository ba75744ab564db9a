import type { SinkDefinition } from '../../spi/sink.ts';
import type { OptionSpec, Options, SourceDefinition } from '../../spi/source.ts';
import { AnalysisError, ArgumentError } from '../../types/errors.ts';
import { didYouMean } from '../../types/nearest-names.ts';
import { rememberOption } from '../../types/secrets.ts';
import { isSecretOption, specOf } from './secret-references.ts';

/** The systems an engine can read and write, by the name users give to `format(...)`. */
export class ConnectorCatalog {
  private readonly sources: ReadonlyMap<string, SourceDefinition>;
  private readonly sinks: ReadonlyMap<string, SinkDefinition>;

  constructor(sources: readonly SourceDefinition[], sinks: readonly SinkDefinition[]) {
    this.sources = byName(sources);
    this.sinks = byName(sinks);
  }

  source(format: string): SourceDefinition {
    return this.sources.get(format.toLowerCase()) ?? unknownFormat(format, this.sources.keys(), 'read');
  }

  /** Names of the options that are secrets. */
  get secrets(): readonly string[] {
    const definitions = [...this.sources.values(), ...this.sinks.values()];
    return [...new Set(definitions.flatMap((d) => d.options.flatMap((o) => (o.secret === true ? [o.name] : []))))];
  }

  sink(format: string): SinkDefinition {
    return this.sinks.get(format.toLowerCase()) ?? unknownFormat(format, this.sinks.keys(), 'written');
  }
}

function byName<T extends { readonly name: string; readonly aliases?: readonly string[] }>(
  definitions: readonly T[],
): Map<string, T> {
  return new Map(
    definitions.flatMap((d) => [d.name, ...(d.aliases ?? [])].map((name) => [name.toLowerCase(), d] as const)),
  );
}

function unknownFormat(format: string, known: Iterable<string>, verb: string): never {
  const names = [...known];
  throw new AnalysisError({
    condition: 'DATA_SOURCE_NOT_FOUND',
    sqlState: '42K02',
    message: `Failed to find the data source: ${format}.`,
    hint: `${didYouMean(format, names)} These can be ${verb}: ${names.sort().join(', ')}.`,
  });
}

/** The options under the names of the definition (letters' case does not matter); an unknown one is refused. */
export function checkedOptions(format: string, specs: readonly OptionSpec[], options: Options): Options {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    const spec = specOf(specs, name);
    rememberOption(name, value, isSecretOption(spec, name));
    if (spec === undefined) throw unknownOption(format, name, specs);
    checked[spec.prefix === true ? name : spec.name] = value;
  }
  for (const spec of specs) {
    if (spec.required === true && checked[spec.name] === undefined) throw missingOption(format, spec);
  }
  return checked;
}

function unknownOption(format: string, name: string, specs: readonly OptionSpec[]): ArgumentError {
  const names = specs.map((s) => (s.prefix === true ? `${s.name}*` : s.name));
  return new ArgumentError({
    condition: 'UNKNOWN_OPTION',
    message: `The format '${format}' has no option '${name}'.`,
    hint:
      names.length === 0
        ? 'It has no options at all.'
        : `${didYouMean(name, names)} Its options are: ${names.join(', ')}.`,
  });
}

const missingOption = (format: string, spec: OptionSpec): ArgumentError =>
  new ArgumentError({
    condition: 'MISSING_OPTION',
    message: `The format '${format}' needs the option '${spec.name}': ${spec.description}.`,
    hint: `Add .option("${spec.name}", "...").`,
  });
