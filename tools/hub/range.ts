// Which bytes a request asks for: the Range header, and If-Range compared with the file's ETag (RFC 9110 §14).

export interface ByteRange {
  readonly start: number;
  /** The byte after the last one. */
  readonly end: number;
}

/** Returns the range to answer with 206; "whole" means 200, "unsatisfiable" 416. */
export function requestedRange(
  headers: { readonly range?: string; readonly ifRange?: string },
  size: number,
  etag: string,
): ByteRange | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return "whole";
  if (headers.ifRange !== undefined && headers.ifRange !== etag) return "whole";
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : "unsatisfiable";
}
