// What was asked and what was sent: tests read from it which bytes crossed the wire, and who got the token.

export interface LogEntry {
  readonly server: "hub" | "cdn";
  readonly method: string;
  readonly repo: string;
  /** As in a fault: a file's path, "api:revision" or "api:tree". */
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
  status: number;
  /** Place of the body's first byte in the file. */
  start: number;
  /** Body bytes handed to the connection. */
  sentBytes: number;
}
