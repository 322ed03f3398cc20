import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { formatBytes } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

/** The sentences about what the model can talk about and what it cannot. */
export function Scope() {
  const info = useSession(selectModelInfo);
  const { showDialog } = useActions();
  if (info === null) return null;
  const size = formatBytes(info.bytes);
  if (info.topics.length === 0) {
    return (
      <p className="scope">
        <b>{modelName(info.id)}</b>, {size}, describes any video, and can be wrong about each.
      </p>
    );
  }
  return (
    <section className="scope" aria-label="What the model knows">
      <p>
        The embedded model is small, {size}, and was trained on drawn clips like the samples. It can
        talk about
      </p>
      <ul className="topics">
        {info.topics.map(({ label }) => (
          <li key={label}>{label}</li>
        ))}
      </ul>
      <p>
        It cannot talk about people, places, text, sound, or anything else that is filmed: its
        answers about those are meaningless. For such videos{" "}
        <button type="button" className="link" onClick={() => showDialog("models")}>
          choose a real model
        </button>
        .
      </p>
    </section>
  );
}
