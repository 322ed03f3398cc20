// The page when no model can run here: what is missing, which browsers have it, and what to copy into a report.

import { useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { ErrorPage, type NextStep } from "./ErrorPage.tsx";

const KINDS: Readonly<Record<string, string>> = {
  "webgpu-missing": "WebGPU is not available",
  "adapter-missing": "No graphics adapter",
  "limit-missing": "The graphics adapter is too small",
  "device-refused": "The graphics adapter refused",
};

/** "Firefox 128", as far as the browser says. */
export function browserName(userAgent: string): string {
  const names = [
    ["Edge", /Edg\/(\d+)/],
    ["Firefox", /Firefox\/(\d+)/],
    ["Chrome", /Chrome\/(\d+)/],
    ["Safari", /Version\/(\d+).*Safari/],
  ] as const;
  for (const [name, pattern] of names) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "a browser that does not say its name";
}

const probe = (): readonly (readonly [name: string, value: string])[] => [
  ["Browser", browserName(navigator.userAgent)],
  ["navigator.gpu", "gpu" in navigator ? "there" : "missing"],
  ["Secure context", isSecureContext ? "yes" : "no"],
  ["WebCodecs", "VideoDecoder" in globalThis ? "yes" : "missing"],
];

const STEPS: readonly NextStep[] = [
  {
    title: "Open this page in a current Chrome or Edge on a computer",
    body: <span>WebGPU is on by default there.</span>,
  },
  {
    title: "Turn graphics acceleration on",
    body: <span>Settings, System, “Use graphics acceleration when available”, then restart.</span>,
  },
  {
    title: "On Linux, allow Vulkan",
    body: (
      <span>
        Start Chrome with <code className="code">--enable-features=Vulkan</code>
      </span>
    ),
  },
];

export function NoGpu() {
  const engine = useSession(({ engine }) => engine);
  if (engine.phase !== "failed") return null;
  const { error } = engine;
  const facts = probe();
  const details = () =>
    [`${error.code}: ${error.message}`, ...facts.map(([name, value]) => `${name}: ${value}`)].join(
      "\n",
    );
  return (
    <main className="whole">
      <ErrorPage
        kind={KINDS[error.code] ?? "The page cannot go on"}
        message={error.message}
        why={`${error.hint} Nothing was sent.`.trim()}
        steps={error.code in KINDS ? STEPS : []}
      >
        <button type="button" className="btn primary" onClick={() => location.reload()}>
          Check again
        </button>
        <CopyButton text={details}>Copy details</CopyButton>
      </ErrorPage>
      <dl className="probe">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
