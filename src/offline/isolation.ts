/** The headers with which a document, or the script of a worker, is isolated from other origins. */
export const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

/**
 * Returns the response with the headers of isolation, for hosts that send none. What the browser gives without letting its
 * body be read, such as a redirection, stays as it is.
 */
export function isolated(response: Response): Response {
  if (response.type !== "basic" && response.type !== "default") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
