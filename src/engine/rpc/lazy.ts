// A service behind a dynamic import: the page paints first, and the code comes with the first call.

import { serviceOf, type Call, type CallTable } from "./service.ts";

export interface Lazy<Service, Loaded extends Service> {
  readonly service: Service;
  /** Calls `use` with the service if it was loaded, or when it is. Does not load it. */
  readonly whenLoaded: (use: (loaded: Loaded) => void) => void;
}

type Methods = Readonly<
  Record<
    string,
    (...args: readonly unknown[]) => Promise<unknown> & AsyncGenerator<unknown, unknown, undefined>
  >
>;

/** Stands for the service that `load` will give. `load` runs at the first call, and again after it has failed. */
export function createLazy<Service, Loaded extends Service = Service>(
  table: CallTable<Service>,
  load: () => Promise<Loaded>,
): Lazy<Service, Loaded> {
  let loading: Promise<Loaded> | null = null;
  const uses: ((loaded: Loaded) => void)[] = [];

  const loaded = async (): Promise<Methods> => {
    const mine = (loading ??= load().then((service) => {
      for (const use of uses) use(service);
      return service;
    }));
    try {
      return (await mine) as unknown as Methods;
    } catch (thrown) {
      if (loading === mine) loading = null; // a later call tries again
      throw thrown;
    }
  };

  const method = (name: string, { kind }: Call) =>
    kind === "once"
      ? async (...args: readonly unknown[]): Promise<unknown> => (await loaded())[name]?.(...args)
      : async function* (...args: readonly unknown[]): AsyncGenerator<unknown, unknown, undefined> {
          const made = (await loaded())[name]?.(...args);
          return made === undefined ? undefined : yield* made;
        };

  return {
    service: serviceOf(table, method),
    whenLoaded(use) {
      if (loading === null) uses.push(use);
      else void loading.then(use, () => uses.push(use));
    },
  };
}
