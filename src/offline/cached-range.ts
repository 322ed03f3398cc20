// A part of a kept file, as a video element asks for it. Caches hold whole files only.

/** 206 with the bytes that `range` names; 416 for bytes that are not there or not one stretch. */
export async function cachedRange(whole: Response, range: string): Promise<Response> {
  const body = await whole.blob();
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const from = first === "" ? Math.max(0, body.size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? body.size : Math.min(body.size, Number(last) + 1);
  if ((first === "" && last === "") || from >= end) {
    return new Response(null, {
      status: 416,
      headers: { "content-range": `bytes */${body.size}` },
    });
  }
  return new Response(body.slice(from, end), {
    status: 206,
    headers: {
      "content-type": whole.headers.get("content-type") ?? "application/octet-stream",
      "content-length": `${end - from}`,
      "content-range": `bytes ${from}-${end - 1}/${body.size}`,
    },
  });
}
