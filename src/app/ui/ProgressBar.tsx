// How far work has come, as a bar.

interface Props {
  /** What it is the progress of, for who does not see it. */
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
  /** What is said in the place of the percentage. */
  readonly words?: string;
}

export function ProgressBar({ label, share, words }: Props) {
  return (
    <span
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.floor(share * 100)}
      aria-valuetext={words}
    >
      <i style={{ "--share": share }} />
    </span>
  );
}
