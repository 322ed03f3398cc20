import { AppError, createEngine, type PlanRequest } from "framewise";

const form = document.querySelector("form")!;
const status = document.querySelector("output")!;
const figure = document.querySelector("figure")!;

const QUARTER: PlanRequest = { method: "vidcom2", retention: 0.25 };
const at = (path: string): string => new URL(path, document.baseURI).href;

const fail = (error: unknown): void => {
  status.textContent = error instanceof AppError ? `${error.message} ${error.hint}` : String(error);
};

async function start(): Promise<void> {
  const engine = createEngine();
  await engine.loadModel({ kind: "url", id: "shapes", url: at("models/framewise-shapes/") });
  const sample = await fetch(at("samples/one-glimpse.mp4"));
  const video = await engine.open(await sample.blob());

  // One bar a frame: how many of its tokens are kept.
  const plan = await engine.plan(video, QUARTER);
  for (const { timeSec, budget } of plan.frames) {
    const bar = document.createElement("meter");
    Object.assign(bar, { max: video.tokensPerFrame, value: budget, title: `${timeSec} s` });
    figure.append(bar);
  }

  const ask = async (): Promise<void> => {
    status.textContent = "";
    const question = form.querySelector("input")!.value;
    for await (const piece of engine.ask(video, question, { plan: QUARTER })) {
      status.textContent += piece;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask().catch(fail);
  });
  status.textContent = "Ready.";
}

start().catch(fail);
