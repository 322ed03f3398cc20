// viridis (Smith & van der Walt, matplotlib 2015) at five stops: even steps of lightness, safe for colour-blind eyes.

export const VIRIDIS = ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"] as const;

const channels = (hex: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

const STOPS = VIRIDIS.map(channels);

/** `share` 0–1 as "rgb(…)". */
export function viridis(share: number): string {
  const place = Math.min(0.999_999, Math.max(0, share)) * (STOPS.length - 1);
  const stop = Math.floor(place);
  const [from, to] = [STOPS[stop] ?? [], STOPS[stop + 1] ?? []];
  const mixed = from.map((value, at) =>
    Math.round(value + ((to[at] ?? value) - value) * (place - stop)),
  );
  return `rgb(${mixed.join(" ")})`;
}
