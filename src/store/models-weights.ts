// The weights store behind a dynamic import: its worker starts when a model is first asked for, not with the page.

import type { Weights } from "../engine/models.ts";

/** Stands for the store that `load` will give; `load` runs once, at the first call that needs it. */
export function createLazyWeights(load: () => Promise<Weights>): Weights {
  let loading: Promise<Weights> | null = null;
  const weights = (): Promise<Weights> => {
    loading ??= load();
    // A failed download of the code may succeed the next time.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
  return {
    list: async () => (await weights()).list(),
    download: async (request, hub, options) => (await weights()).download(request, hub, options),
    open: async (repo, paths) => (await weights()).open(repo, paths),
    verify: async (repo, options) => (await weights()).verify(repo, options),
    remove: async (repo, paths) => (await weights()).remove(repo, paths),
    space: async () => (await weights()).space(),
    persist: async () => (await weights()).persist(),
    dispose: () => void loading?.then((real) => real.dispose()),
  };
}
