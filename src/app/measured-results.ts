// The accuracy table of the embedded model ships beside the page once it has been measured; no table, no address.

/** Address of the table method × retention × question type, or undefined. */
export const resultsUrl: string | undefined = Object.values(
  import.meta.glob<string>("../../tools/train/RESULTS.md", {
    query: "?url",
    import: "default",
    eager: true,
  }),
)[0];
