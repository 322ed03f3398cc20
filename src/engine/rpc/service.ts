// What a service behind a worker is: an object of methods that return a promise or a stream, and a table that names
// them. The client, the worker and the lazy stand-in are all derived from the table, so a new call is written twice:
// in the interface, and as one line of the table, which does not type-check without it.

export interface Call<Kind extends "once" | "stream" = "once" | "stream"> {
  readonly kind: Kind;
  /**
   * The place of the options among the arguments, from 0; null where a method takes none. The `signal` and the
   * functions of the options do not cross the border: the signal becomes a message, and each function a callback that
   * the other side can call. Functions elsewhere cannot be sent.
   */
  readonly options: number | null;
  /**
   * The place of an argument that the service knows by its `id`; null where there is none. Nothing else of it crosses the
   * border: a video that was read holds megabytes.
   */
  readonly byId: number | null;
}

/** One entry for each method of a service; whether it is a stream is checked against the method's type. */
export type CallTable<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (
    ...args: never[]
  ) => AsyncGenerator<unknown, unknown, undefined>
    ? Call<"stream">
    : Call<"once">;
};

type Places = Partial<Pick<Call, "options" | "byId">>;

export const once = ({ options = null, byId = null }: Places = {}): Call<"once"> => ({
  kind: "once",
  options,
  byId,
});

export const stream = ({ options = null, byId = null }: Places = {}): Call<"stream"> => ({
  kind: "stream",
  options,
  byId,
});

/** The entries of a table by name. */
export const entriesOf = (table: object): [name: string, call: Call][] =>
  Object.entries(table as Readonly<Record<string, Call>>);

/** Makes a service of its table: `method` makes each method from its entry. */
export const serviceOf = <Service>(
  table: CallTable<Service>,
  method: (name: string, call: Call) => (...args: unknown[]) => unknown,
): Service =>
  // The table has one entry of the right kind for each method.
  Object.fromEntries(entriesOf(table).map(([name, call]) => [name, method(name, call)])) as Service;
