import { framesOf } from "../../src/store/video/state.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Sample } from "../../src/store/video/types.ts";
import { until } from "../support/test-env.ts";
import { showClip, showPage } from "../support/page.tsx";

const SAMPLE: Sample = {
  file: "one-glimpse.mp4",
  title: "One glimpse",
  about: "Something appears for half a second.",
  durationSec: 10,
  questions: [],
};

const clip = (name = "clip.mp4") => new File(["video"], name, { type: "video/mp4" });

function drop(...files: File[]): void {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
    );
  }
}

describe("with nothing open", () => {
  test("the page offers a file, an address, the camera and the samples", async () => {
    await showPage({ samples: [SAMPLE] });
    await expect.element(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
    for (const name of ["Choose a file", "Paste an address", "Use the camera", /One glimpse/]) {
      await expect.element(page.getByRole("button", { name })).toBeVisible();
    }
  });

  test("a file dropped anywhere on the window opens", async () => {
    const { store } = await showPage();
    await expect.element(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
    drop(clip("dropped.mp4"));
    await until(store, ({ video }) => framesOf(video) !== null);
    await expect.element(page.getByText("dropped.mp4", { exact: true }).first()).toBeVisible();
  });

  test("of several dropped files the first opens, and the page says so", async () => {
    const { store } = await showPage();
    await expect.element(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
    drop(clip("first.mp4"), clip("second.mp4"), clip("third.mp4"));
    await until(store, ({ video }) => framesOf(video) !== null);
    await expect.element(page.getByText("Taken of 3 files: first.mp4.")).toBeVisible();
  });

  test("the focus goes on to the video that a sample's button opened, and its name is said", async () => {
    const { store } = await showPage({ samples: [SAMPLE] });
    const button = page.getByRole("button", { name: /One glimpse/ });
    await expect.element(button).toBeVisible();
    button.element().focus();
    await userEvent.keyboard("{Enter}");
    await until(store, ({ video }) => framesOf(video) !== null);
    await expect
      .element(page.getByRole("heading", { name: "One glimpse", level: 1 }))
      .toHaveFocus();
    await expect.element(page.getByText("One glimpse is open.")).toBeInTheDocument();
  });

  test("an address is pasted into a dialog, and opens", async () => {
    const { store } = await showPage();
    await userEvent.click(page.getByRole("button", { name: "Paste an address" }));
    await userEvent.fill(
      page.getByRole("textbox", { name: "Address of the video file" }),
      "https://example.test/far.webm",
    );
    await userEvent.keyboard("{Enter}");
    const { video } = await until(store, ({ video }) => framesOf(video) !== null);
    expect(video).toMatchObject({ file: { name: "far.webm" } });
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });

  test("the model says what it can and cannot talk about", async () => {
    const { store } = await showPage();
    await store.getState().actions.ensureModel();
    await userEvent.click(page.getByRole("button", { name: /Embedded model/ }));
    const card = page.getByRole("dialog", { name: "Models" });
    await userEvent.click(card.getByRole("button", { name: "Embedded model" }));
    await expect.element(card).toHaveTextContent("What appeared for a moment?");
    await expect.element(card).toHaveTextContent(/no people, no places, no text, no sound/);
  });
});

describe("while a video opens", () => {
  test("frames and counts are shown, and Stop goes back to what was there", async () => {
    const { engine, store } = await showClip();
    const unsubscribe = store.subscribe(({ video }) => {
      if (video.phase !== "opening" || video.strip.length < 4) return;
      unsubscribe();
      engine.hold();
    });
    const opening = store.getState().actions.openFile(clip("second.mp4"));
    const card = page.getByRole("complementary", { name: "Opening" });
    await expect.element(card).toHaveTextContent("4 of 8 frames");
    await expect
      .element(page.getByRole("progressbar", { name: "Decoding" }))
      .toHaveAttribute("aria-valuenow", "50");
    await expect.element(card).toHaveTextContent("Stopping goes back to clip.mp4.");
    // No bar and no number of the video before stands under the next one's name.
    expect(document.querySelectorAll(".chart .bar, .chart [role=option]")).toHaveLength(0);
    await expect.poll(() => document.querySelector(".cost")?.textContent).not.toMatch(/\d/);
    await userEvent.click(page.getByRole("button", { name: "Stop" }).first());
    engine.release();
    await opening;
    await expect.element(page.getByText("clip.mp4", { exact: true }).first()).toBeVisible();
    expect(store.getState().video).toMatchObject({
      look: { kind: "frames" },
      file: { name: "clip.mp4" },
    });
  });
});

describe("what cannot go on says so", () => {
  test("a codec takes the left side: kind, sentence, steps, a way back; the rest stays", async () => {
    const { engine, store } = await showClip();
    engine.failures = {
      openFrames: {
        code: "video-codec",
        message: "IMG.MOV holds HEVC video, which this browser cannot decode.",
        hint: "H.264, VP9 and AV1 do work here.",
      },
    };
    await store.getState().actions.openFile(clip("IMG.MOV"));
    const alert = page.getByRole("alert");
    await expect.element(alert).toHaveTextContent("IMG.MOV was not opened");
    await expect.element(alert).toHaveTextContent("ffmpeg -i IMG.MOV");
    await expect.element(page.getByRole("tab", { name: "Compare" })).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Back to clip.mp4" }));
    await expect.element(page.getByRole("listbox")).toBeVisible();
  });

  test.each([
    ["video-other-kind", "ffmpeg -i old.avi"],
    ["url-not-a-video", "Open the address in a new tab"],
  ])("%s comes with the steps that help: %s", async (code, step) => {
    const { engine, store } = await showPage();
    engine.failures = { openFrames: { code, message: "It is none.", hint: "Look at it." } };
    await store.getState().actions.openFile(clip("old.avi"));
    const alert = page.getByRole("alert");
    await expect.element(alert).toHaveTextContent("It is none.");
    await expect.element(alert).toHaveTextContent(step);
    await expect.element(page.getByText("Ask about a video when one is open.")).toBeVisible();
  });

  test("an address is tried again at a press while it is the network that fails", async () => {
    const lost = () => Promise.reject(new TypeError("Failed to fetch"));
    let isOnline = false;
    let answer = (): Promise<Response> => lost();
    const network = { isOnline: () => isOnline, fetch: () => answer() };
    const { store } = await showPage({ network });
    await store.getState().actions.openUrl("https://example.test/far.webm");
    const alert = page.getByRole("alert");
    const again = alert.getByRole("button", { name: "Try again" });
    await expect.element(alert).toHaveTextContent(/This browser is offline/);
    await expect.element(alert.getByRole("heading")).toHaveFocus();

    isOnline = true;
    again.element().focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(alert).toHaveTextContent(/many sites do not let other pages/i);
    await expect.element(alert.getByRole("list")).toHaveTextContent(/in a new tab/);

    const { promise, resolve } = Promise.withResolvers<Response>();
    answer = () => promise;
    await userEvent.click(again);
    const card = page.getByRole("complementary", { name: "Opening" });
    await expect.element(card).toHaveTextContent(/waiting for the first bytes/);
    await expect.element(card).not.toHaveTextContent(/\b0\sB/);
    resolve(new Response("video"));
    await until(store, ({ video }) => framesOf(video) !== null);
    await expect.element(page.getByRole("heading", { name: "far.webm", level: 1 })).toHaveFocus();

    answer = () => Promise.resolve(new Response("", { status: 404 }));
    await store.getState().actions.openUrl("https://example.test/gone.webm");
    await expect.element(alert).toHaveTextContent(/The server answered 404/);
    await expect.element(again).not.toBeInTheDocument();
  });

  test("an adapter that refuses takes the page and names browsers and next steps", async () => {
    const { engine, store } = await showPage();
    // The load after the page's own one is the one that fails.
    await store.getState().actions.ensureModel();
    engine.failures = {
      loadModel: { code: "device-refused", message: "The adapter refused.", hint: "Look there." },
    };
    await store.getState().actions.loadModel({ kind: "url", id: "another", url: "" });
    await expect.element(page.getByRole("alert").last()).toHaveTextContent(/Chrome or Edge/);
    await expect.element(page.getByRole("button", { name: "Check again" })).toBeVisible();
    await expect.element(page.getByRole("textbox")).not.toBeInTheDocument();
  });

  test("frames that were lost are counted", async () => {
    await showClip({ engine: { lostFrames: 3 } });
    await expect
      .element(page.getByText(/3 frames of this file could not be decoded/))
      .toBeVisible();
  });

  test("a lost GPU is a line on the page until everything is set up again", async () => {
    const { engine } = await showClip();
    engine.emit({ kind: "device-lost", reason: "unknown" });
    engine.emit({ kind: "recovering", step: "reading the video again" });
    const line = page.getByText(/The graphics card was reset/);
    await expect.element(line).toBeVisible();
    engine.emit({ kind: "recovered" });
    await expect.element(line).not.toBeInTheDocument();
  });

  test("without an adapter a line says what computes, and what would help; then it can go", async () => {
    await showClip({
      engine: {
        adapter: { isSoftware: true, missing: "webgpu", description: "this browser's JavaScript" },
      },
    });
    const line = page.getByText(/No graphics adapter: this page computes on the processor/);
    await expect.element(line).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "What would help" }));
    const help = page.getByRole("dialog", { name: /graphics card/ });
    await expect.element(help).toHaveTextContent(/has no WebGPU/);
    await expect.element(help).toHaveTextContent(/current Chrome or Edge/);
    await expect.element(help.getByRole("button", { name: "Copy details" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    // The reader cannot choose an adapter that is not there.
    await userEvent.click(page.getByRole("button", { name: "this browser's JavaScript" }));
    const card = page.getByRole("dialog", { name: "Adapter" });
    await expect.element(card).toHaveTextContent(/There is no graphics adapter/);
    await expect.element(card.getByLabelText("Models compute on")).not.toBeInTheDocument();
    await userEvent.keyboard("{Escape}");
    await userEvent.click(page.getByRole("button", { name: "Dismiss" }));
    await expect.element(line).not.toBeInTheDocument();
  });

  test("a page that is not secure is told to be opened over HTTPS", async () => {
    await showClip({ engine: { adapter: { isSoftware: true, missing: "secure-context" } } });
    await userEvent.click(page.getByRole("button", { name: "What would help" }));
    const help = page.getByRole("dialog", { name: /graphics card/ });
    await expect.element(help).toHaveTextContent(/over HTTPS or from localhost/);
    await expect.element(help).not.toHaveTextContent(/Vulkan/);
  });

  test("details say why the processor computes on one thread, and that an adapter was given up", async () => {
    await showClip({
      engine: {
        adapter: { isSoftware: true, description: "SwiftShader" },
        model: { runtime: "wasm", threads: 1, rates: { webgpu: null, wasm: 6.1 } },
      },
    });
    await userEvent.click(page.getByRole("button", { name: "SwiftShader models on CPU" }));
    const card = page.getByRole("dialog", { name: "Adapter" });
    await expect.element(card).toHaveTextContent(/on the processor, on 1 thread\./);
    await expect.element(card).toHaveTextContent(/did not finish a short measure in time/);
    const why = crossOriginIsolated
      ? /This browser starts no threads that share memory/
      : /This page may not share memory between threads/;
    await expect.element(card).toHaveTextContent(why);
  });

  test("on a software adapter the model computes on the processor, unless the reader wants otherwise", async () => {
    const { store } = await showClip({
      engine: { adapter: { isSoftware: true, description: "SwiftShader" } },
    });
    await userEvent.click(page.getByRole("button", { name: "SwiftShader models on CPU" }));
    const card = page.getByRole("dialog", { name: "Adapter" });
    await expect.element(card).toHaveTextContent(/on the processor, on 4 threads/);
    await expect
      .element(card)
      .toHaveTextContent(/14 billion multiplications a second on the processor, 1.3 on the/);
    const choice = card.getByLabelText("Models compute on");
    await expect.element(choice).toHaveValue("fastest");
    await userEvent.selectOptions(choice, "graphics adapter");
    await expect.element(card).toHaveTextContent("The model computes on the graphics adapter.");
    expect(store.getState().models.runtime).toBe("webgpu");
    await userEvent.keyboard("{Escape}");
    await expect
      .element(page.getByRole("button", { name: /SwiftShader software, slow/ }))
      .toBeVisible();
  });
});

describe("leaving", () => {
  const asks = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

  test("the page asks while something is being done, and at no other time", async () => {
    const { engine, store } = await showClip();
    expect(asks()).toBe(false);
    engine.hold();
    const asking = store.getState().actions.ask("What?");
    await expect.element(page.getByRole("button", { name: "Stop", exact: true })).toBeVisible();
    expect(asks()).toBe(true);
    engine.release();
    await asking;
    await expect.element(page.getByRole("button", { name: "Ask", exact: true })).toBeVisible();
    expect(asks()).toBe(false);
  });

  test("the wordmark leads to the start, from which the way back is one press", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("What?");
    await userEvent.click(page.getByRole("link", { name: "Framewise, start" }));
    await expect.element(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
    await expect.element(page.getByRole("article")).toBeVisible();
    await expect.element(page.getByText("clip.mp4 is still open.")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Back to it" }));
    await expect.element(page.getByRole("slider", { name: "Retention" })).toBeVisible();
  });
});

describe("the shell", () => {
  test("the theme switch turns the page and is remembered", async () => {
    const { storage } = await showPage();
    await userEvent.click(page.getByRole("button", { name: "Switch to the dark theme" }));
    expect(getComputedStyle(document.documentElement).colorScheme).toBe("dark");
    expect([...storage.values()].join("")).toContain('"theme":"dark"');
    await userEvent.click(page.getByRole("button", { name: "Switch to the light theme" }));
    expect(getComputedStyle(document.documentElement).colorScheme).toBe("light");
  });

  test("? opens the help, Escape closes it, / goes to the question", async () => {
    await showClip();
    await userEvent.keyboard("?");
    await expect.element(page.getByRole("dialog", { name: "Help and keys" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
    await userEvent.keyboard("/");
    await expect.element(page.getByRole("textbox", { name: "Question" })).toHaveFocus();
    await userEvent.keyboard("?c[[");
    await expect.element(page.getByRole("textbox", { name: "Question" })).toHaveValue("?c[");
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });

  test("keys go by the character that a layout produces, with AltGr and with Caps Lock", async () => {
    const { store } = await showClip();
    const press = (key: string, more: KeyboardEventInit = {}) =>
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
    press("]", { ctrlKey: true, altKey: true, modifierAltGraph: true });
    press("]", { modifierAltGraph: true });
    press("]", { altKey: true });
    expect(store.getState().selected).toBe(3);
    press("]", { ctrlKey: true });
    press("]", { metaKey: true });
    expect(store.getState().selected).toBe(3);
    press("C");
    expect(store.getState().tab).toBe("compare");
    press("c", { ctrlKey: true });
    expect(store.getState().tab).toBe("compare");
    await expect.element(page.getByRole("button", { name: "Close timings" })).toBeVisible();
    press("T");
    await expect.element(page.getByRole("button", { name: "Open timings" })).toBeVisible();
  });

  test("every button and field on the page has a name", async () => {
    await showClip({ samples: [SAMPLE] });
    await expect.element(page.getByRole("listbox")).toBeVisible();
    const controls = document.querySelectorAll("button, select, input:not([hidden]), textarea, a");
    expect(controls.length).toBeGreaterThan(15);
    const nameless: string[] = [];
    for (const control of controls) {
      const name =
        control.getAttribute("aria-label") ??
        control.closest("label")?.textContent ??
        control.textContent;
      if (name.trim() === "") nameless.push(control.outerHTML);
    }
    expect(nameless).toEqual([]);
  });
});

test("Escape does not drop a recording of the camera", async () => {
  const { store } = await showPage();
  store.getState().actions.showDialog("camera");
  const dialog = page.getByRole("dialog", { name: "Record with the camera" });
  await expect.element(dialog).toBeVisible();
  store.getState().actions.setRecording(true);
  await userEvent.keyboard("{Escape}");
  await expect.element(dialog).toBeVisible();
  store.getState().actions.setRecording(false);
  await userEvent.keyboard("{Escape}");
  await expect.element(dialog).not.toBeInTheDocument();
});

test("one of several cameras can be chosen, and is the one that is recorded", async () => {
  const ids = ["front", "back"];
  const asked: MediaTrackConstraints[] = [];
  const stopped: string[] = [];
  const { mediaDevices } = navigator;
  const getUserMedia = vi.spyOn(mediaDevices, "getUserMedia").mockImplementation((wanted = {}) => {
    const constraints = wanted.video as MediaTrackConstraints;
    asked.push(constraints);
    const { deviceId } = constraints;
    const id = deviceId === undefined ? "back" : (deviceId as { exact: string }).exact;
    const stream = document.createElement("canvas").captureStream();
    const [track] = stream.getVideoTracks();
    track!.getSettings = () => ({ deviceId: id });
    track!.stop = () => stopped.push(id);
    return Promise.resolve(stream);
  });
  const enumerate = vi.spyOn(mediaDevices, "enumerateDevices").mockResolvedValue(
    ids.map((deviceId) => ({
      deviceId,
      kind: "videoinput" as const,
      label: `The ${deviceId} camera`,
      groupId: "",
      toJSON: () => ({}),
    })),
  );
  onTestFinished(() => [getUserMedia, enumerate].forEach((spy) => spy.mockRestore()));
  const { store } = await showPage();
  store.getState().actions.showDialog("camera");
  const choice = page.getByRole("combobox", { name: "Camera" });
  await expect.element(choice).toHaveValue("back");
  // A phone has one that looks away from its reader.
  expect(asked.at(-1)).toMatchObject({ facingMode: "environment" });
  await userEvent.selectOptions(choice, "The front camera");
  await expect.element(page.getByRole("button", { name: "Record" })).toBeEnabled();
  await expect.element(choice).toHaveValue("front");
  expect(asked.at(-1)).toMatchObject({ deviceId: { exact: "front" } });
  expect(stopped).toEqual(["back"]);
  await userEvent.click(page.getByRole("button", { name: "Record" }));
  await expect.element(choice).toBeDisabled();
  await expect.element(page.getByText(/^Recording, \d of 60 s$/)).toBeVisible();
});

test("files with which the installed page is launched are opened", async () => {
  let launch: (given: { files: { getFile: () => Promise<File> }[] }) => void = () => undefined;
  const launchQueue = { setConsumer: (take: typeof launch) => (launch = take) };
  Object.defineProperty(window, "launchQueue", { value: launchQueue, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(window, "launchQueue"));
  const { store } = await showPage();
  await expect.element(page.getByRole("button", { name: "Choose a file" })).toBeVisible();
  const file = new File(["video"], "from-the-system.mp4", { type: "video/mp4" });
  launch({ files: [{ getFile: () => Promise.resolve(file) }] });
  await expect
    .poll(() => store.getState().video)
    .toMatchObject({
      phase: "open",
      file: { name: "from-the-system.mp4" },
    });
});

test("pictures that are chosen together are shown one by one, as pictures", async () => {
  const { store } = await showPage();
  const picture = async (name: string) => {
    const canvas = new OffscreenCanvas(32, 18);
    canvas.getContext("2d")?.fillRect(0, 0, 32, 18);
    const blob = await canvas.convertToBlob();
    return new File([blob], name, { type: "image/png" });
  };
  const files = [await picture("b-2.png"), await picture("b-10.png"), await picture("a.png")];
  await store.getState().actions.openFiles(files);
  store.getState().actions.selectFrame(0);
  await expect.element(page.getByText("Picture 1 of 3")).toBeVisible();
  await expect.element(page.getByText("3 pictures, PNG, 1280 × 720")).toBeVisible();
  // Each picture is numbered once.
  const ruler = [...document.querySelectorAll(".ruler span")].map(({ textContent }) => textContent);
  expect(ruler).toEqual(["1", "2", "3"]);
  await userEvent.keyboard("]]");
  await expect.element(page.getByText("Picture 3 of 3")).toBeVisible();
  await expect
    .poll(() => document.querySelector<HTMLImageElement>("img.still")?.naturalWidth)
    .toBe(32);
  const labels = [...document.querySelectorAll(".ruler span")].map(
    ({ textContent }) => textContent,
  );
  expect(labels[0]).toBe("1");
});

test("subtitles that are dropped with a video are shown in time, and lead to their moments", async () => {
  const { store } = await showPage();
  await store.getState().actions.setFrames(8);
  const srt =
    "1\n00:00:01,000 --> 00:00:04,000\nHello there\n\n2\n00:00:09,000 --> 00:00:12,000\nGood bye";
  const { openFiles } = store.getState().actions;
  await openFiles([
    new File([srt], "clip.srt"),
    new File(["video"], "clip.mp4", { type: "video/mp4" }),
  ]);
  const caption = () => document.querySelector(".caption")?.textContent;
  await expect.poll(() => store.getState().plan.phase).toBe("ready");
  store.getState().actions.selectFrame(0);
  await expect.poll(caption).toBe("Hello there");
  await userEvent.keyboard("]");
  await expect.poll(caption).toBe("");
  await userEvent.click(page.getByRole("button", { name: "Subtitles" }));
  await userEvent.fill(page.getByRole("searchbox", { name: "Search the subtitles" }), "good");
  await expect.element(page.getByText("1 line", { exact: true })).toBeVisible();
  await userEvent.click(page.getByRole("button", { name: "0:09 Good bye" }));
  await expect.poll(caption).toBe("Good bye");
  await userEvent.click(page.getByRole("button", { name: "Remove the subtitles" }));
  await expect.poll(caption).toBeUndefined();
  await openFiles([new File([srt], "clip.vtt")]);
  await expect.poll(caption).toBe("Good bye");
  // Of another video nothing is said.
  await openFiles([new File(["video"], "other.mp4", { type: "video/mp4" })]);
  await expect.poll(() => store.getState().video).toMatchObject({ file: { name: "other.mp4" } });
  expect(caption()).toBeUndefined();
  await openFiles([new File(["no subtitles"], "letter.srt")]);
  await expect.element(page.getByText(/"letter.srt" has no subtitles/)).toBeVisible();
});
