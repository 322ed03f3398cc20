// Files that another program shares with the installed page: the system posts them to an address of the page, where the service
// worker keeps them for the page that it sends the reader to. The worker has to be one file, so the page's side (take-shared.ts)
// has the same names once more; a test goes through both.

/** Where the system posts to, as the manifest says, beside the page. */
export const SHARE_PATH = "share";

/** Not one of the worker's caches, which go with each new version. */
const CACHE = "shared";
/** The query of the page that opens them. */
const QUERY = "shared";
/** The field of the form, as the manifest says. */
const FIELD = "files";
const NAME = "x-file-name";

/** Keeps the files of a post, in the place of those before, and sends the reader to the page. */
export async function keepShared(request: Request, page: string): Promise<Response> {
  const form = await request.formData();
  const files = form.getAll(FIELD).filter((one) => one instanceof File);
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  for (const [i, file] of files.entries()) {
    const headers = { "content-type": file.type, [NAME]: encodeURIComponent(file.name) };
    await cache.put(new URL(`?${QUERY}=${i}`, page), new Response(file, { headers }));
  }
  return Response.redirect(new URL(`?${QUERY}`, page), 303);
}
