// How far work has come, as a bar.

interface Props {
  /** What it is the progress of, for who does not see it. */
  readonly label: string;
  /** From 0 to 1; null when there is nothing to count yet. */
  readonly share: number | null;
  /** What is said in the place of the percentage. */
  readonly words?: string;
}

export function ProgressBar({ label, share, words }: Props) {
  return (
    <span
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
      aria-valuetext={words}
    >
      <i style={{ "--share": share ?? 0 }} />
    </span>
  );
}
