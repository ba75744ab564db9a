import { itemType } from '../columnar/item-type.ts';
import { layoutOf, type Layout } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import { copy, setInteger } from '../types/int128.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import { listBetween, type ListCode } from './list-code.ts';
import { structCode } from './struct-code.ts';

const NULL: ExpressionCode = { code: '', isNull: 'true', value: 'null' };

/** Sinks that grow together, and the row that is written next. */
export class Room {
  readonly row: string;
  readonly capacity: string;
  private readonly path: string;
  private readonly names: string[] = [];
  private readonly reads: string[] = [];

  /** @param path what grows @param row the name of the counter */
  constructor(g: CodeContext, path: string, row: string) {
    this.path = path;
    this.row = row;
    this.capacity = g.fresh('q');
  }

  /** A name for one of the arrays, which is another after the sinks grew. */
  name(g: CodeContext, path: string, kind: 'data' | 'words' | 'valid' | 'starts' | 'ends' | 'writer'): string {
    const name = g.fresh('o');
    this.names.push(name);
    this.reads.push(`${name} = ${path}.${kind};`);
    return name;
  }

  /** Statements before anything is written. */
  declared(): string {
    const names = [`${this.row} = 0`, `${this.capacity} = ${this.path}.capacity`, ...this.names].join(', ');
    return `let ${names};\n${this.reads.join(' ')}`;
  }

  /** A statement that makes room for the next row. */
  ensured(): string {
    return `if (${this.row} === ${this.capacity}) { ${this.path}.grow(); ${this.capacity} = ${this.path}.capacity; ${this.reads.join(' ')} }`;
  }
}

/**
 * What is written: a column of the output, whose texts and items stay where they are; items of its lists; or what is
 * forgotten with the row, so that flags are those of other rows.
 */
export type SinkRole = 'column' | 'items' | 'scratch';

/** Code that writes the values of one type into a sink, and reads them from there. */
export class SinkCode {
  /** This room and those of the items of lists in it. */
  readonly rooms: Room[];
  readonly type: DataType;
  private readonly g: CodeContext;
  readonly path: string;
  private readonly room: Room;
  private readonly role: SinkRole;
  private readonly layout: Layout;
  private readonly data: string;
  private readonly valid: string;
  private readonly writer: string;
  private readonly starts: string;
  private readonly ends: string;
  private readonly fields: readonly SinkCode[];
  readonly items: SinkCode | null;
  /** Whether a null may have been written. */
  private nullable = false;

  /** @param path where the sink is found */
  constructor(g: CodeContext, path: string, type: DataType, room: Room, role: SinkRole) {
    this.g = g;
    this.path = path;
    this.type = type;
    this.room = room;
    this.role = role;
    this.layout = layoutOf(type);
    const name = (kind: Parameters<Room['name']>[2], there: boolean): string =>
      there ? room.name(g, path, kind) : 'null';
    const isList = this.layout === 'list';
    this.data = name(this.layout === 'i128' ? 'words' : 'data', this.layout !== 'struct' && !isList);
    this.valid = name('valid', true);
    this.writer = name('writer', this.layout === 'string' || this.layout === 'binary');
    this.starts = name('starts', isList);
    this.ends = name('ends', isList);
    this.fields =
      type.kind === 'struct'
        ? type.fields.map((f, k) => new SinkCode(g, `${path}.children[${k}]`, f.type, room, role))
        : [];
    this.items = isList
      ? new SinkCode(
          g,
          `${path}.items`,
          itemType(type),
          new Room(g, `${path}.items`, g.fresh('m')),
          role === 'column' ? 'items' : role,
        )
      : null;
    this.rooms = [...new Set([room, ...this.fields.flatMap((f) => f.rooms), ...(this.items?.rooms ?? [])])];
  }

  /** Statements that store a value at the next row of the room. */
  write(code: ExpressionCode): string {
    const { row } = this.room;
    if (code.isNull === 'true') return this.writeNull();
    const present = this.role === 'scratch' ? `${this.valid}[${row}] = 1; ${this.store(code)}` : this.store(code);
    if (code.isNull === 'false') return present;
    const flag = this.g.fresh('z');
    return `const ${flag} = ${code.isNull};\nif (${flag}) { ${this.writeNull()} } else {\n${present}\n}`;
  }

  private writeNull(): string {
    this.nullable = true;
    const { row } = this.room;
    // below a null struct every field is null too
    const below =
      this.layout === 'object' ? `${this.data}[${row}] = null;` : this.fields.map((f) => f.write(NULL)).join(' ');
    return `${this.valid}[${row}] = 0; ${this.path}.nulls = true; ${below}`;
  }

  private store(code: ExpressionCode): string {
    const { row } = this.room;
    switch (this.layout) {
      case 'struct':
        return this.storeFields(code);
      case 'list':
        return this.storeItems(code);
      case 'string':
      case 'binary':
        return this.storeText(code);
      case 'bool':
        return `${this.data}[${row}] = ${code.value} ? 1 : 0;`;
      case 'i128': {
        if (code.words === undefined) return `${this.g.constant(setInteger)}(${this.data}, 4 * ${row}, ${code.value});`;
        const { array, at } = code.words;
        return `${this.g.constant(copy)}(${this.data}, 4 * ${row}, ${array}, ${at});`;
      }
      default:
        return `${this.data}[${row}] = ${code.value};`;
    }
  }

  private storeText(code: ExpressionCode): string {
    const at = `${this.data}[${this.room.row}]`;
    if (code.text !== undefined && this.role === 'column') {
      this.g.once(`${this.path}.texts = ${code.text.texts};`);
      return `${at} = ${code.text.id};`;
    }
    if (code.bytes === undefined) {
      return `${at} = ${this.writer}.${this.layout === 'string' ? 'addText' : 'addAll'}(${code.value});`;
    }
    const { arena, start, end } = code.bytes;
    return `${at} = ${this.writer}.add(${arena}, ${start}, ${end});`;
  }

  private storeFields(code: ExpressionCode): string {
    const whole = code.fields === undefined ? this.g.bound({ ...code, code: '', isNull: 'false' }) : null;
    const parts = this.fields.map((field, k) => {
      const part = code.fields?.[k] ?? {
        code: '',
        isNull: `(${whole!.value}[${k}] === null)`,
        value: `${whole!.value}[${k}]`,
      };
      return `{ ${part.code}\n${field.write(part)} }`;
    });
    return `${whole?.code ?? ''}\n${parts.join('\n')}`;
  }

  private storeItems(code: ExpressionCode): string {
    const { row } = this.room;
    const { list, code: before } = this.g.listOf(code, this.type);
    if (list.column !== undefined && this.role === 'column') {
      const { path, start, end } = list.column;
      this.g.once(`${this.path}.lent = ${path}.items;`);
      return `${before}\n${this.starts}[${row}] = ${start}; ${this.ends}[${row}] = ${end};`;
    }
    const next = this.items!.room.row;
    return `${before}\n${this.starts}[${row}] = ${next};\n${this.writeItems(list)}\n${this.ends}[${row}] = ${next};`;
  }

  /** Statements that append items to those of all lists. */
  writeItems(list: ListCode): string {
    return list.each((item) => this.items!.append(item));
  }

  /** Statements that write a value behind those that are there. */
  append(code: ExpressionCode): string {
    return `${this.room.ensured()}\n${this.write(code)}\n${this.room.row}++;`;
  }

  /** The row behind those that are written. */
  get next(): string {
    return this.room.row;
  }

  /** Where the numbers of texts, or the values, lie. */
  get values(): string {
    return this.data;
  }

  /** Where the texts lie that they number. */
  get texts(): string {
    return this.writer;
  }

  /**
   * A value that was written.
   *
   * @param mayBeNull whether it may be null although nothing that may was written so far, as statements go
   */
  read(row: string, mayBeNull = this.nullable): ExpressionCode {
    const isNull = mayBeNull ? `(${this.valid}[${row}] === 0)` : 'false';
    switch (this.layout) {
      case 'struct':
        return structCode(isNull, this.fields.map((field) => field.read(row))); // prettier-ignore
      case 'list': {
        const [start, end] = [this.g.fresh('s'), this.g.fresh('e')];
        const list = this.items!.between(start, end);
        const code = `const ${start} = ${this.starts}[${row}], ${end} = ${this.ends}[${row}];`;
        return { code, isNull, value: list.whole!, list };
      }
      case 'string':
      case 'binary': {
        const id = this.g.fresh('t');
        const offsets = `${this.writer}.offsets`;
        const bytes = { arena: `${this.writer}.arena`, start: `${offsets}[${id}]`, end: `${offsets}[${id} + 1]` };
        return this.g.textOfBytes(`const ${id} = ${this.data}[${row}];`, isNull, bytes, this.type);
      }
      case 'bool':
        return { code: '', isNull, value: `(${this.data}[${row}] === 1)`, safe: true };
      case 'i128':
        return this.g.wideInteger('', isNull, { array: this.data, at: `4 * (${row})` });
      default:
        return { code: '', isNull, value: `${this.data}[${row}]`, safe: this.layout !== 'object' };
    }
  }

  /** Rows [start, end) as items. */
  between(start: string, end: string): ListCode {
    const list = listBetween(start, end, (row) => this.read(row), this.g);
    return { ...list, whole: `${this.path}.scalars(${start}, ${end})` };
  }

  /** Statements that say how many items there are. */
  finished(): string {
    const own = this.items === null ? '' : `${this.items.path}.rows = ${this.items.next};`;
    return [own, ...this.nested().map((sink) => sink.finished())].join('');
  }

  private nested(): readonly SinkCode[] {
    return this.items === null ? this.fields : [this.items];
  }

  /** Statements that forget what is written. */
  cleared(): string {
    const own = this.writer === 'null' ? '' : `${this.writer}.clear();`;
    const below = this.nested().map((sink) => sink.cleared());
    return [`${this.room.row} = 0;`, own, ...below].join(' ');
  }
}
