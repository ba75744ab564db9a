/** A variable of the process's environment, undefined when it is not set. */
export const environmentVariable = (name: string): string | undefined => process.env[name];
