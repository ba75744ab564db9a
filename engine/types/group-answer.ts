import { array, BOOLEAN, LONG, struct, type StructType } from './data-type.ts';

/**
 * What a function over groups that keeps a state answers for a group: its rows, whether it changed the state, the state that
 * there is now, and until when it waits (milliseconds).
 */
export const groupAnswer = (output: StructType, state: StructType): StructType =>
  struct([
    { name: 'rows', type: array(output, false), nullable: false },
    { name: 'changed', type: BOOLEAN, nullable: false },
    { name: 'state', type: state, nullable: true },
    { name: 'timeoutMs', type: LONG, nullable: true },
  ]);

/** The field of a row that holds a row of the initial state; NULL in the rows of groups. */
export const INITIAL_STATE = '$initialState';
