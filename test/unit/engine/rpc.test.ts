// The border between a page and a worker, with a message channel in the worker's place.

import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { watched } from "../../../src/base/watched.ts";
import { drain } from "../../../src/base/stream.ts";
import { createClient, type WorkerPort } from "../../../src/engine/rpc/client.ts";
import { serve } from "../../../src/engine/rpc/serve.ts";
import { once, stream, type CallTable } from "../../../src/engine/rpc/service.ts";

interface Options {
  readonly loud?: boolean;
  readonly onStep?: (step: number, whole: { of: number }) => void;
  readonly signal?: AbortSignal;
}

interface Kitchen {
  cook(dish: string): Promise<string>;
  wait(options?: Options): Promise<string>;
  steps(count: number, options?: Options): Promise<number>;
  words(text: string, options?: Options): AsyncGenerator<string, { words: number }, undefined>;
  fail(): Promise<never>;
  leak(): Promise<unknown>;
}

const TABLE: CallTable<Kitchen> = {
  cook: once(),
  wait: once({ options: 0 }),
  steps: once({ options: 1 }),
  words: stream({ options: 1 }),
  fail: once(),
  leak: once(),
};

/** A worker made of a message channel: what is posted into it is cloned, as it is on the way to a real one. */
class ChannelWorker implements WorkerPort {
  readonly #channel = new MessageChannel();
  readonly #onError = new Set<(event: ErrorEvent) => void>();
  isTerminated = false;

  readonly scope = {
    postMessage: (message: unknown, { transfer = [] }: { transfer?: Transferable[] } = {}) =>
      this.#channel.port2.postMessage(message, transfer),
    addEventListener: (kind: "message", listener: (event: MessageEvent) => void) => {
      this.#channel.port2.addEventListener(kind, listener);
      this.#channel.port2.start();
    },
  };

  postMessage(message: unknown): void {
    this.#channel.port1.postMessage(message);
  }

  addEventListener(kind: string, listener: unknown): void {
    if (kind === "error") this.#onError.add(listener as (event: ErrorEvent) => void);
    else this.#channel.port1.addEventListener(kind, listener as EventListener);
    this.#channel.port1.start();
  }

  die(message: string): void {
    for (const listener of this.#onError) listener({ message } as ErrorEvent);
  }

  terminate(): void {
    this.isTerminated = true;
    this.close();
  }

  close(): void {
    this.#channel.port1.close();
    this.#channel.port2.close();
  }
}

const ENDLESS_MS = 500;
const workers: ChannelWorker[] = [];
afterEach(() => workers.splice(0).forEach((worker) => worker.close()));

const untilAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });

function open(kitchen: Partial<Kitchen> = {}) {
  const worker = new ChannelWorker();
  workers.push(worker);
  const emitted: { setting?: unknown; emit?: (event: string) => void } = {};
  const everything: Kitchen = {
    cook: (dish) => Promise.resolve(`hot ${dish}`),
    wait: ({ signal } = {}) => untilAborted(signal),
    steps(count, { onStep } = {}) {
      for (let step = 1; step <= count; step++) onStep?.(step, { of: count });
      return Promise.resolve(count);
    },
    async *words(text, { loud = false } = {}) {
      const words = text.split(" ");
      for (const word of words) yield loud ? word.toUpperCase() : word;
      return { words: words.length };
    },
    fail: () => Promise.reject(new Error("no gas")),
    leak: () => Promise.resolve(() => "a function cannot be cloned"),
    ...kitchen,
  };
  serve<Kitchen>(worker.scope, TABLE, (setting, emit) => {
    Object.assign(emitted, { setting, emit });
    return everything;
  });
  const client = createClient<Kitchen, string>(
    worker,
    TABLE,
    {
      crashed: (reason) => new AppError("crashed", `It stopped: ${reason}.`, "Reload."),
      endless: (what) => new AppError("endless", `${what} has no end.`, "Take another."),
      disposed: () => new AppError("disposed", "It was disposed.", "Make another."),
    },
    { stove: "gas" },
    ENDLESS_MS,
  );
  return { worker, client, service: client.service, emitted };
}

describe("a service behind a worker", () => {
  it("is made with the client's setting, and answers", async () => {
    const { service, emitted } = open();
    expect(await service.cook("soup")).toBe("hot soup");
    expect(emitted.setting).toEqual({ stove: "gas" });
  });

  it("gives each caller its own answer, whatever order they come in", async () => {
    const waiting = new Map<string, (value: string) => void>();
    const { service } = open({
      cook: (dish) => new Promise((resolve) => waiting.set(dish, resolve)),
    });
    const all = ["soup", "bread", "tea"].map((dish) => service.cook(dish));
    await expect.poll(() => waiting.size).toBe(3);
    for (const dish of ["tea", "soup", "bread"]) waiting.get(dish)?.(`${dish} is done`);
    expect(await Promise.all(all)).toEqual(["soup is done", "bread is done", "tea is done"]);
  });

  it("calls the callbacks of the options before it answers, and only those that are listened to", async () => {
    let heard: unknown;
    const { service } = open({
      steps(count, options = {}) {
        heard = Object.keys(options);
        options.onStep?.(count, { of: count });
        return Promise.resolve(count);
      },
    });
    const steps: unknown[] = [];
    await service.steps(3, { loud: true, onStep: (...step) => steps.push(step) });
    expect(steps).toEqual([[3, { of: 3 }]]);
    expect(heard).toEqual(["loud", "onStep", "signal"]);
    await service.steps(3);
    expect(heard).toEqual(["signal"]);
  });

  it("streams pieces in order, then the report", async () => {
    const { service } = open();
    const pieces: string[] = [];
    const report = await drain(service.words("a b c", { loud: true }), (word) => pieces.push(word));
    expect(pieces).toEqual(["A", "B", "C"]);
    expect(report).toEqual({ words: 3 });
  });

  it("tells events to subscribers until they leave", async () => {
    const { client, service, emitted } = open();
    const events: string[] = [];
    const leave = client.subscribe((event) => events.push(event));
    await service.cook("soup");
    emitted.emit?.("one");
    await service.cook("soup");
    leave();
    emitted.emit?.("two");
    await service.cook("soup");
    expect(events).toEqual(["one"]);
  });
});

describe("cancelling", () => {
  it("does not send a call whose signal was aborted before", async () => {
    let calls = 0;
    const { service } = open({ wait: () => Promise.resolve(`${++calls}`) });
    await expect(service.wait({ signal: AbortSignal.abort() })).rejects.toThrow("Stopped.");
    expect(await service.wait()).toBe("1");
  });

  it("reaches the method, whose own word then counts", async () => {
    const stop = new AbortController();
    const { service } = open({
      wait: ({ signal } = {}) => untilAborted(signal).catch(() => "what was ready"),
    });
    const answer = service.wait({ signal: stop.signal });
    stop.abort();
    expect(await answer).toBe("what was ready");
  });

  it("ends as an AbortError where the method throws one", async () => {
    const stop = new AbortController();
    const { service } = open();
    const answer = service.wait({ signal: stop.signal });
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  it("changes nothing after the answer", async () => {
    const stop = new AbortController();
    const { service } = open();
    expect(await service.steps(1, { signal: stop.signal })).toBe(1);
    stop.abort();
    expect(await service.cook("soup")).toBe("hot soup");
  });

  it("stops a stream whose reader leaves", async () => {
    let stop = (_how: string): void => undefined;
    const stopped = new Promise<string>((resolve) => (stop = resolve));
    const { service } = open({
      async *words(_text, { signal } = {}) {
        yield "first";
        await untilAborted(signal).catch(() => stop("stopped"));
        return { words: 1 };
      },
    });
    for await (const word of service.words("a b")) {
      expect(word).toBe("first");
      break;
    }
    expect(await stopped).toBe("stopped");
  });

  it("keeps the pieces of a stream that is stopped by its signal, and its report", async () => {
    const stop = new AbortController();
    const { service } = open({
      async *words(_text, { signal } = {}) {
        yield "first";
        await untilAborted(signal).catch(() => undefined);
        return { words: 1 };
      },
    });
    const pieces: string[] = [];
    const report = await drain(service.words("a b", { signal: stop.signal }), (word) => {
      pieces.push(word);
      stop.abort();
    });
    expect(pieces).toEqual(["first"]);
    expect(report).toEqual({ words: 1 });
  });
});

describe("failures", () => {
  it("keep their code, their hint and what caused them", async () => {
    const { service } = open({
      fail: () =>
        Promise.reject(
          new AppError("no-gas", "The stove is cold.", "Open the tap.", {
            cause: new RangeError("pressure 0", { cause: "a string is no error" }),
          }),
        ),
    });
    const error: unknown = await service.fail().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: "no-gas",
      message: "The stove is cold.",
      hint: "Open the tap.",
      cause: { code: "unexpected", message: expect.stringContaining("pressure 0") },
    });
  });

  it("end an error that is its own cause", async () => {
    const circle = new Error("round");
    circle.cause = circle;
    const { service } = open({ fail: () => Promise.reject(circle) });
    await expect(service.fail()).rejects.toThrow("round");
  });

  it("of a value that cannot be sent are told, in both directions", async () => {
    const { service } = open();
    await expect(service.leak()).rejects.toThrow(/could not be cloned/);
    await expect(service.cook((() => "soup") as unknown as string)).rejects.toThrow(/cloned/);
    expect(await service.cook("soup")).toBe("hot soup");
  });

  it("of the worker end running calls and all later ones", async () => {
    const { worker, service } = open();
    const running = service.wait();
    const streaming = drain(service.words("a b"), () => undefined);
    worker.die("out of memory");
    const crashed = { code: "crashed", message: "It stopped: out of memory." };
    await Promise.all(
      [running, streaming, service.cook("soup")].map((call) =>
        expect(call).rejects.toMatchObject(crashed),
      ),
    );
  });

  it("to come to an end, in a worker that said what it began, end it and all calls", async () => {
    const { worker, client, service } = open();
    const running = service.wait();
    expect(client.wasEndless()).toBe(false);
    worker.scope.postMessage({ kind: "watched", what: "The soup" });
    const endless = { code: "endless", message: "The soup has no end." };
    await expect(running).rejects.toMatchObject(endless);
    expect(worker.isTerminated).toBe(true);
    expect(client.wasEndless()).toBe(true);
    await expect(service.cook("soup")).rejects.toMatchObject(endless);
  });

  it("to come to an end are none where the worker says that it has ended", async () => {
    const { worker, client, service } = open({
      cook: (dish) => Promise.resolve(watched("The dish", () => `warm ${dish}`)),
    });
    expect(await service.cook("soup")).toBe("warm soup");
    await new Promise((resolve) => setTimeout(resolve, 2 * ENDLESS_MS));
    expect(client.wasEndless()).toBe(false);
    expect(worker.isTerminated).toBe(false);
  });

  it("of a disposed client: running calls end as aborted, later ones say so", async () => {
    const { worker, client, service } = open();
    const running = service.wait();
    client.dispose();
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    await expect(service.cook("soup")).rejects.toMatchObject({ code: "disposed" });
    expect(worker.isTerminated).toBe(true);
  });
});
