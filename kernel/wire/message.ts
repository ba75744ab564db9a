/** A message header of the Jupyter protocol. */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
  readonly subshell_id?: string | null;
}

export type JsonObject = Record<string, unknown>;

/** A decoded message of the Jupyter protocol. */
export interface Message {
  /** Routing frames before the delimiter: who sent it on a router socket. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the message that caused this one; `{}` when there is none. */
  readonly parent: Header | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}
