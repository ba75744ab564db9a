import { type ConnectMessages } from '../../plan/connect-json.ts';

export const setOperationMessages: ConnectMessages<'set_operation'> = {
  set_operation: ({ left, right, operation, all, byName, allowMissing }, json) => ({
    setOp: {
      leftInput: json(left),
      rightInput: json(right),
      setOpType: `SET_OP_TYPE_${operation.toUpperCase()}`,
      isAll: all,
      byName,
      allowMissingColumns: allowMissing,
    },
  }),
};
