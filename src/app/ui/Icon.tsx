// The page's line icons, drawn on a 16-unit square.

const PATHS = {
  chevron: "M5 6.5 8 9.5l3-3",
  chevronUp: "M5 9.5 8 6.5l3 3",
  chip: "M3.5 5A1.5 1.5 0 0 1 5 3.5h6A1.5 1.5 0 0 1 12.5 5v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 11zM6 1.5v2M10 1.5v2M6 12.5v2M10 12.5v2M1.5 6h2M1.5 10h2M12.5 6h2M12.5 10h2",
  help: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M6.3 6.2a1.8 1.8 0 1 1 2.4 1.9c-.5.2-.7.5-.7 1M8 11.4v.1",
  film: "M1.5 4.5A1.5 1.5 0 0 1 3 3h10a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 13 13H3a1.5 1.5 0 0 1-1.5-1.5zM4.5 3v10M11.5 3v10M1.5 6.3h3M1.5 9.7h3M11.5 6.3h3M11.5 9.7h3",
  warning: "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1",
  menu: "M2.5 5h11M2.5 11h11",
  close: "M4 4l8 8M12 4l-8 8",
  download: "M8 2.5v7M5 7l3 3 3-3M3 13.5h10",
  sound: "M2.5 6h2.3L8 3.2v9.6L4.8 10H2.5zM10.3 5.8a3 3 0 0 1 0 4.4M12.2 4a5.6 5.6 0 0 1 0 8",
  muted: "M2.5 6h2.3L8 3.2v9.6L4.8 10H2.5zM10.5 6l3.5 4M14 6l-3.5 4",
  larger: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  smaller: "M6 2.5V6H2.5M13.5 6H10V2.5M10 13.5V10h3.5M2.5 10H6v3.5",
  part: "M5 3H3v10h2M11 3h2v10h-2M6.5 8h3",
  subtitles:
    "M2 4.5A1.5 1.5 0 0 1 3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5zM4.5 8h4M10.5 8h1M4.5 10.5h2M8.5 10.5h3",
  plus: "M8 3.5v9M3.5 8h9",
  check: "M3.5 8.5 6.5 11.5 12.5 5",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the button around it carries the name. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Half dark, half light: the theme switch. */
export function ThemeIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor" />
    </svg>
  );
}
