// What was asked and what was sent, from which tests learn which bytes crossed the wire and who got the token.

export interface LogEntry {
  readonly server: "hub" | "cdn";
  readonly method: string;
  readonly repo: string;
  /** The path as in a fault: a file's path, "api:revision" or "api:tree". */
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
  status: number;
  /** The place of the body's first byte in the file. */
  start: number;
  /** The bytes of the body given to the connection. */
  sentBytes: number;
}
