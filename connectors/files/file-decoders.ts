import type { Interner } from '../../engine/columnar/interner.ts';
import type { Decoder, LinesFormat } from '../../engine/spi/format.ts';
import type { Options } from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';

/** Decoders of a format by query and columns: what one has learned of a file serves the next. */
export class FileDecoders {
  /** Malformed rows are known by all their columns: with a mode that looks at them, none is left out. */
  readonly needsAllColumns: boolean;
  private readonly format: LinesFormat;
  private readonly options: Options;
  private readonly timeZone: string;
  private readonly known = new WeakMap<Interner, Map<string, Decoder>>();
  /** Those of the query that read last. */
  private latest: ReadonlyMap<string, Decoder> = new Map();

  constructor(format: LinesFormat, options: Options, timeZone: string) {
    this.format = format;
    this.options = options;
    this.timeZone = timeZone;
    const isPermissive = (options['mode'] ?? 'PERMISSIVE').toUpperCase() === 'PERMISSIVE';
    this.needsAllColumns = format.positional === true || (format.name !== 'text' && !isPermissive);
  }

  of(schema: StructType, interner: Interner): Decoder {
    const { format, options, timeZone } = this;
    let known = this.known.get(interner);
    if (known === undefined) this.known.set(interner, (known = new Map()));
    this.latest = known;
    const columns = schema.fields.map((f) => f.name).join('\0');
    let decoder = known.get(columns);
    if (decoder === undefined) known.set(columns, (decoder = format.decoder(schema, { options, timeZone, interner })));
    return decoder;
  }

  generatedCode(): readonly string[] {
    return [...this.latest.values()].flatMap((decoder) => decoder.generatedCode?.() ?? []);
  }
}
