import type { VideoState } from "../../store/video/state.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Scope } from "./Scope.tsx";
import { Suggestions } from "./Suggestions.tsx";

function leadOf(video: VideoState): string {
  switch (video.phase) {
    case "none":
      return "Ask about a video, and see which frames the answer used.";
    case "opening":
      return `Reading ${video.name}. Its frames appear as they are decoded.`;
    case "failed":
      return video.memory === null
        ? "Ask about a video when one is open."
        : `${video.name} can be asked about when what was read of it is back.`;
    case "open":
      return video.look.kind === "frames"
        ? `Ask about ${video.file.name}, and see which frames the answer used.`
        : `Ask about ${video.file.name}. Each question gets the chunks that it needs in detail, and the others in compact form or not at all.`;
  }
}

/** What is shown before the first question. */
export function Idle() {
  const video = useSession(({ video }) => video);
  const { ask } = useActions();
  return (
    <div className="idle">
      <p>{leadOf(video)}</p>
      {video.phase === "open" ? (
        <Suggestions onPick={(question) => void ask(question)} />
      ) : (
        <ol>
          <li>
            <p>
              <b>Frames</b> are taken evenly and turned into tokens, once.
            </p>
          </li>
          <li>
            <p>
              <b>Unusual frames</b> get a larger share of the tokens, similar ones a smaller one.
            </p>
          </li>
          <li>
            <p>
              <b>You choose</b> how much to keep, from 100 to 5 %, and watch what changes.
            </p>
          </li>
        </ol>
      )}
      <Scope />
    </div>
  );
}
