// What gives a browser WebGPU, and what this one has of it.

import type { NextStep } from "./ErrorPage.tsx";

/** "Firefox 128", as far as the browser says. */
function browserName(userAgent: string): string {
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

/** What decides whether a browser has WebGPU, for a report. */
export const probe = (): readonly (readonly [name: string, value: string])[] => [
  ["Browser", browserName(navigator.userAgent)],
  ["navigator.gpu", "gpu" in navigator ? "there" : "missing"],
  ["Secure context", isSecureContext ? "yes" : "no"],
  ["WebCodecs", "VideoDecoder" in globalThis ? "yes" : "missing"],
];

export const STEPS: readonly NextStep[] = [
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
