import { layoutOf } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';

/**
 * JavaScript of some value of a type, where V8 has a form of its own for its values; null for others. A variable that may be
 * null as well as a number is an object to V8, made anew for each row: it holds this instead, and what says that it is null
 * stands apart.
 */
export function plainValue(type: DataType): string | null {
  switch (layoutOf(type)) {
    case 'i64':
      return '0n';
    case 'bool':
      return 'false';
    case 'i32':
    case 'f32':
    case 'f64':
      return '0';
    default:
      return null;
  }
}
