import { TextBlockWriter } from '../columnar/text-block.ts';
import type { Texts } from '../columnar/texts.ts';
import { layoutOf, type RecordBatch, type Vector } from '../columnar/vector.ts';
import { newVectorData, type VectorData } from '../columnar/vector-data.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { DataType } from '../types/data-type.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import type { Terminal } from './stage.ts';

/** The arrays of one output column while rows are written. */
interface Sink {
  data: VectorData;
  valid: Uint8Array | null;
  nulls: boolean;
  readonly children: Sink[];
  /** Computed texts are written here; texts that lie in one place already stay there. */
  writer: TextBlockWriter | null;
  texts: Texts | null;
  readonly type: DataType;
}

/** Writes the rows of a stage into new columns. */
export class RowWriter implements Terminal {
  private readonly output: readonly Attribute[];
  private readonly growing: boolean;
  private sinks: Sink[] = [];
  private rows = 0;
  private capacity = 0;

  constructor(output: readonly Attribute[], growing: boolean) {
    this.output = output;
    this.growing = growing;
  }

  target(batch: RecordBatch): unknown {
    this.capacity = Math.max(this.growing ? 64 : 1, batch.length);
    this.sinks = this.output.map((a) => newSink(a.type, this.capacity));
    this.rows = 0;
    return this;
  }

  /** Called by generated code: makes room and gives the arrays again. */
  grow(): void {
    this.capacity *= 2;
    for (const sink of this.sinks) growSink(sink, this.capacity);
  }

  /** Called by generated code when all rows are written. */
  finish(rows: number): void {
    this.rows = rows;
  }

  take(): { readonly columns: Vector[]; readonly length: number } {
    const columns = this.sinks.map((sink) => toVector(sink, this.rows));
    this.sinks = [];
    return { columns, length: this.rows };
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const names: string[] = [];
    const reads: string[] = [];
    const declare = (path: string, kind: 'data' | 'valid' | 'writer'): string => {
      const name = g.fresh('o');
      names.push(name);
      reads.push(`${name} = ${path}.${kind};`);
      return name;
    };
    const row: string[] = [];
    this.output.forEach((attribute, i) => {
      const code = g.column({ node: 'column', ...attribute });
      row.push(code.code, writeValue(g, `O.sinks[${i}]`, attribute.type, code, declare));
    });
    const room = this.growing ? `if (m === capacity) { O.grow(); capacity = O.capacity; ${reads.join(' ')} }` : '';
    return {
      before: `let m = 0, capacity = O.capacity;\n${names.length ? `let ${names.join(', ')};` : ''}\n${reads.join(' ')}`,
      row: `${room}\n${row.join('\n')}\nm++;`,
      after: 'O.finish(m);',
    };
  }
}

type Declare = (path: string, kind: 'data' | 'valid' | 'writer') => string;

/** Statements that store one value at row `m`. */
function writeValue(g: CodeContext, path: string, type: DataType, code: ExpressionCode, declare: Declare): string {
  const layout = layoutOf(type);
  if (code.isNull === 'true')
    return `${declare(path, 'valid')}[m] = 0; ${path}.nulls = true;${nullChildren(g, path, type, declare)}`;
  const store = (value: ExpressionCode): string => {
    if (layout === 'struct') return writeFields(g, path, type, value, declare);
    const data = declare(path, 'data');
    if (layout === 'string' || layout === 'binary') return storeText(g, path, data, value, layout, declare);
    if (layout === 'bool') return `${data}[m] = ${value.value} ? 1 : 0;`;
    return `${data}[m] = ${value.value};`;
  };
  if (code.isNull === 'false') return store(code);
  const flag = g.fresh('z');
  const valid = declare(path, 'valid');
  const clear = layout === 'object' ? `${declare(path, 'data')}[m] = null;` : nullChildren(g, path, type, declare);
  return `const ${flag} = ${code.isNull};\nif (${flag}) { ${valid}[m] = 0; ${path}.nulls = true; ${clear} } else {\n${store(code)}\n}`;
}

function storeText(
  g: CodeContext,
  path: string,
  data: string,
  code: ExpressionCode,
  layout: 'string' | 'binary',
  declare: Declare,
): string {
  if (code.text !== undefined) {
    g.once(`${path}.texts = ${code.text.texts};`);
    return `${data}[m] = ${code.text.id};`;
  }
  const writer = declare(path, 'writer');
  if (code.bytes === undefined)
    return `${data}[m] = ${writer}.${layout === 'string' ? 'addText' : 'addAll'}(${code.value});`;
  const { arena, start, end } = code.bytes;
  return `${data}[m] = ${writer}.add(${arena}, ${start}, ${end});`;
}

function writeFields(g: CodeContext, path: string, type: DataType, code: ExpressionCode, declare: Declare): string {
  if (type.kind !== 'struct') return '';
  const whole = code.fields === undefined ? g.bound({ ...code, code: '', isNull: 'false' }) : null;
  const parts = type.fields.map((f, k) => {
    const field = code.fields?.[k] ?? {
      code: '',
      isNull: `(${whole!.value}[${k}] === null)`,
      value: `${whole!.value}[${k}]`,
    };
    return `{ ${field.code}\n${writeValue(g, `${path}.children[${k}]`, f.type, field, declare)} }`;
  });
  return `${whole?.code ?? ''}\n${parts.join('\n')}`;
}

/** Below a null struct every field is null too. */
function nullChildren(g: CodeContext, path: string, type: DataType, declare: Declare): string {
  if (type.kind !== 'struct') return '';
  return type.fields
    .map((f, k) =>
      writeValue(g, `${path}.children[${k}]`, f.type, { code: '', isNull: 'true', value: 'null' }, declare),
    )
    .join(' ');
}

function newSink(type: DataType, capacity: number): Sink {
  const children = type.kind === 'struct' ? type.fields.map((f) => newSink(f.type, capacity)) : [];
  const writer = type.kind === 'string' || type.kind === 'binary' ? new TextBlockWriter(capacity) : null;
  const valid = new Uint8Array(capacity).fill(1);
  return { data: newVectorData(type, capacity), valid, nulls: false, children, writer, texts: null, type };
}

function growSink(sink: Sink, capacity: number): void {
  const data = newVectorData(sink.type, capacity);
  if (data !== null && !Array.isArray(data)) {
    (data as Int32Array).set(sink.data as Int32Array);
    sink.data = data;
  }
  const valid = new Uint8Array(capacity).fill(1);
  if (sink.valid !== null) valid.set(sink.valid);
  sink.valid = valid;
  for (const child of sink.children) growSink(child, capacity);
}

function toVector(sink: Sink, rows: number): Vector {
  const valid = sink.nulls ? sink.valid!.subarray(0, rows) : null;
  const layout = layoutOf(sink.type);
  switch (layout) {
    case 'struct':
      return { layout, valid, children: sink.children.map((child) => toVector(child, rows)) };
    case 'string':
    case 'binary': {
      const texts = sink.texts ?? sink.writer!.finish();
      return { layout, valid, data: (sink.data as Int32Array).subarray(0, rows), texts };
    }
    case 'object':
      return { layout, valid, data: sink.data as unknown[] };
    default:
      return { layout, valid, data: (sink.data as Int32Array).subarray(0, rows) } as Vector;
  }
}
