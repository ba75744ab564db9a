import { quoteIdentifier, STRING, type DataType } from '../types/data-type.ts';
import { AnalysisError } from '../types/errors.ts';
import { extractValue } from './extract-value.ts';
import { reference, type Attribute, type TypedExpression } from './typed.ts';

/** Where names in an expression are looked up. */
export interface ColumnScope {
  /** The column of a dotted name, or undefined when there is none. */
  resolve(parts: readonly string[]): TypedExpression | undefined;
  /** What `*` stands for, or `target.*`. */
  columns(target?: string): readonly Attribute[];
  /** All names by their parts, for suggestions. */
  names(): readonly (readonly string[])[];
}

const same = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

/** Names over a list of columns; letters' case does not matter. */
export class AttributeScope implements ColumnScope {
  readonly attributes: readonly Attribute[];

  constructor(attributes: readonly Attribute[]) {
    this.attributes = attributes;
  }

  resolve(parts: readonly string[]): TypedExpression | undefined {
    for (let depth = Math.min(parts.length - 1, 3); depth >= 0; depth--) {
      const found = this.matching(parts.slice(0, depth), parts[depth]!);
      if (found.length > 1) throw ambiguous(parts, found);
      if (found.length === 1) {
        const column: TypedExpression = { ...reference(found[0]!), name: parts[depth]! };
        return parts
          .slice(depth + 1)
          .reduce<TypedExpression>((child, part) => extractValue(child, literal(part, STRING)), column);
      }
    }
    return undefined;
  }

  private matching(qualifier: readonly string[], name: string): Attribute[] {
    return this.attributes.filter((a) => same(a.name, name) && hasQualifier(a, qualifier));
  }

  columns(target?: string): readonly Attribute[] {
    if (target === undefined) return this.attributes;
    const parts = nameParts(target);
    return this.attributes.filter((a) => hasQualifier(a, parts));
  }

  names(): readonly (readonly string[])[] {
    return this.attributes.map((a) => [...(a.qualifier ?? []), a.name]);
  }
}

function hasQualifier(a: Attribute, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  const own = a.qualifier ?? [];
  return own.length >= wanted.length && wanted.every((part, i) => same(part, own[own.length - wanted.length + i]!));
}

function ambiguous(parts: readonly string[], found: readonly Attribute[]): AnalysisError {
  const names = found.map((a) => [...(a.qualifier ?? []), a.name].map(quoteIdentifier).join('.'));
  return new AnalysisError({
    condition: 'AMBIGUOUS_REFERENCE',
    sqlState: '42704',
    message: `Reference ${parts.map(quoteIdentifier).join('.')} is ambiguous, could be: [${names.join(', ')}].`,
    hint: 'Give one side another name with alias("x") and write x.column, or rename the column.',
  });
}

/** The parts of a dotted name, without back ticks: "a.`b.c`" is a and b.c. */
export function nameParts(name: string): string[] {
  const parts: string[] = [];
  const part = /`((?:[^`]|``)*)`|[^.`]+/y;
  let at = 0;
  while (at < name.length) {
    part.lastIndex = at;
    const match = part.exec(name);
    if (match === null) return [name];
    parts.push(match[1] === undefined ? match[0] : match[1].replaceAll('``', '`'));
    at = part.lastIndex;
    if (at < name.length && name[at] !== '.') return [name];
    at++;
  }
  return parts.length === 0 ? [name] : parts;
}

const literal = (value: unknown, type: DataType): TypedExpression => ({
  node: 'literal',
  value,
  type,
  nullable: false,
});
