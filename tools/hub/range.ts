// Which bytes a request asks for: the Range header, and If-Range against the file's ETag (RFC 9110 §14).

export interface ByteRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/** The range to answer with 206; "whole" is 200, "unsatisfiable" 416. */
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
