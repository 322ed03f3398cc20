import { useActions } from "../hooks/session.tsx";

/** The way from a few questions about one video to the questions of a benchmark. */
export function ToEvaluate() {
  const { showDialog } = useActions();
  return (
    <p className="about">
      <button type="button" className="btn" onClick={() => showDialog("evaluate")}>
        Evaluate on a benchmark
      </button>{" "}
      that you have downloaded, with all of its questions.
    </p>
  );
}
