// A video that was not opened takes the left side; the rest of the page goes on.

import { useEffect, useRef } from "react";
import { selectModelInfo } from "../../store/models/selectors.ts";
import type { FailedVideo } from "../../store/video/state.ts";
import { isReadBy } from "../../store/whole/saving.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { factsLine } from "./ClipFacts.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { OtherReadings } from "../reading/OtherReadings.tsx";
import { ErrorPage, type NextStep } from "./ErrorPage.tsx";
import { FilePicker } from "../ui/FilePicker.tsx";
import { focusHeading } from "../ui/focus-heading.ts";
import { OtherModel } from "./OtherModel.tsx";

function ConvertStep({ name }: { readonly name: string }) {
  const file = /\s/.test(name) ? `"${name}"` : name;
  const command = `ffmpeg -i ${file} -c:v libx264 -crf 20 -pix_fmt yuv420p clip.mp4`;
  return (
    <div className="codeblock">
      <code>{command}</code>
      <CopyButton text={() => command}>Copy</CopyButton>
    </div>
  );
}

/** Failures of reading the whole that another way of looking at the file may not meet. */
const TOO_MUCH: ReadonlySet<string> = new Set(["memory-budget", "memory-context"]);
const NOT_READ_WHOLE: ReadonlySet<string> = new Set([
  ...TOO_MUCH,
  "memory-family",
  "memory-unsupported",
]);

/** Failures that may be over. */
const FROM_NETWORK: ReadonlySet<string> = new Set(["url-offline", "url-unreachable"]);

function stepsFor({ name, error }: FailedVideo): NextStep[] {
  switch (error.code) {
    case "video-codec":
    case "video-undecodable":
      return [
        { title: "Convert it once, with ffmpeg", body: <ConvertStep name={name} /> },
        {
          title: "Or record it as H.264",
          body: <span>iPhone: Settings, Camera, Formats, “Most Compatible”.</span>,
        },
      ];
    case "video-other-kind":
      return [{ title: "Convert it once, with ffmpeg", body: <ConvertStep name={name} /> }];
    case "url-unreachable":
    case "url-refused":
    case "url-not-a-video":
      return [
        { title: "Open the address in a new tab, and save the video" },
        { title: "Drop the saved file in here" },
      ];
    default:
      return [];
  }
}

export function VideoError({ video }: { readonly video: FailedVideo }) {
  const inUse = useSession(selectModelInfo);
  const { memory, error } = video;
  const isOthers = memory !== null && (inUse === null || !isReadBy(memory, inUse));
  const note = useRef<HTMLDivElement>(null);
  // The side has changed before this arrives.
  useEffect(() => focusHeading(note.current), []);
  return (
    <div className="stage-note" ref={note}>
      {error.code === "memory-other-model" && isOthers ? (
        <OtherModel video={video} memory={memory} />
      ) : (
        <NotOpened video={video} />
      )}
    </div>
  );
}

function NotOpened({ video }: { readonly video: FailedVideo }) {
  const { stopOpening, retryOpening } = useActions();
  const { name, error, facts, previous } = video;
  const details = () =>
    [`${error.code}: ${error.message}`, name, facts === null ? "" : JSON.stringify(facts)].join(
      "\n",
    );
  return (
    <ErrorPage
      kind={`${name} was not opened`}
      message={error.message}
      why={
        <>
          {error.hint}
          {facts !== null && ` The file says ${factsLine(facts)}, ${facts.codec}.`}
        </>
      }
      steps={stepsFor(video)}
    >
      {FROM_NETWORK.has(error.code) && (
        <button type="button" className="btn primary" onClick={() => void retryOpening()}>
          Try again
        </button>
      )}
      <FilePicker className={FROM_NETWORK.has(error.code) ? "btn" : "btn primary"}>
        Choose another file
      </FilePicker>
      {NOT_READ_WHOLE.has(error.code) && <OtherReadings isTooMuch={TOO_MUCH.has(error.code)} />}
      <button type="button" className="btn" onClick={stopOpening}>
        {previous === null ? "Back to the start" : `Back to ${previous.file.name}`}
      </button>
      <CopyButton text={details}>Copy details</CopyButton>
    </ErrorPage>
  );
}
