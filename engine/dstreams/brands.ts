import { hasBrand } from '../api/arguments/brand.ts';

/** Two copies of the package know each other's objects by these marks, never by `instanceof`. */
export const RDD_MARK: unique symbol = Symbol.for('millrace.dstreams.rdd');
export const DSTREAM_MARK: unique symbol = Symbol.for('millrace.dstreams.dstream');
export const STATE_SPEC_MARK: unique symbol = Symbol.for('millrace.dstreams.stateSpec');
export const CONTEXT_MARK: unique symbol = Symbol.for('millrace.dstreams.context');

export const isRdd = (value: unknown): boolean => hasBrand(value, RDD_MARK);
export const isDStream = (value: unknown): boolean => hasBrand(value, DSTREAM_MARK);
export const isStateSpec = (value: unknown): boolean => hasBrand(value, STATE_SPEC_MARK);
export const isContext = (value: unknown): boolean => hasBrand(value, CONTEXT_MARK);
