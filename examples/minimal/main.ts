import { AppError, createEngine, type PlanRequest } from "framewise";

const form = document.querySelector("form")!;
const status = document.querySelector("output")!;
const figure = document.querySelector("figure")!;
const plan: PlanRequest = { method: "vidcom2", retention: 0.25 };

const fail = (error: unknown): void => {
  status.textContent = error instanceof AppError ? `${error.message} ${error.hint}` : String(error);
};

async function start(): Promise<void> {
  const engine = createEngine();
  const url = new URL("models/framewise-shapes/", document.baseURI).href;
  await engine.loadModel({ kind: "url", id: "shapes", url });
  const sample = await fetch("samples/one-glimpse.mp4");
  const video = await engine.open(await sample.blob());
  for (const { timeSec, budget } of (await engine.plan(video, plan)).frames) {
    const bar = document.createElement("meter"); // how many of the frame's tokens are kept
    Object.assign(bar, { max: video.tokensPerFrame, value: budget, title: `${timeSec} s` });
    figure.append(bar);
  }
  const ask = async (): Promise<void> => {
    status.textContent = "";
    const question = form.querySelector("input")!.value;
    for await (const piece of engine.ask(video, question, { plan })) status.textContent += piece;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask().catch(fail);
  });
  status.textContent = "Ready.";
}

start().catch(fail);
