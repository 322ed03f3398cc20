/** A package that is in the built page. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX names it, such as "MIT". */
  readonly licence: string;
  /** The licence's text. */
  readonly text: string;
}

/** Reads the list that the build writes beside the page. @throws Error where it is not there or makes no sense. */
export async function fetchLicences(): Promise<readonly BundledPackage[]> {
  const response = await fetch(new URL("licences.json", document.baseURI));
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return (await response.json()) as BundledPackage[];
}
