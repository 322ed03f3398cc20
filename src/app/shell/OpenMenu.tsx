// "Open another": all the ways in, once a video is open and the empty state is gone.

import { DropdownMenu } from "radix-ui";
import { useRef } from "react";
import { formatClock } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ACCEPTED } from "../ui/pick-video.ts";
import { usePickVideo } from "../ui/use-pick-video.ts";

/** `isOpenAtFirst`: it was asked for before it was there. */
export function OpenMenu({ isOpenAtFirst = false }: { readonly isOpenAtFirst?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const samples = useSession(({ samples }) => samples);
  const pickVideo = usePickVideo();
  const { openFiles, openSample, openCamera, showDialog } = useActions();
  return (
    <>
      <DropdownMenu.Root modal={false} defaultOpen={isOpenAtFirst}>
        <DropdownMenu.Trigger className="btn plain">Open another</DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="popover menu" align="start" sideOffset={4}>
            <DropdownMenu.Item
              className="menu-item"
              onSelect={() => pickVideo(() => input.current?.click())}
            >
              Choose a file
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={() => showDialog("address")}>
              Paste an address
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={openCamera}>
              Use the camera
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={() => showDialog("live")}>
              Watch live
            </DropdownMenu.Item>
            {samples.phase === "ready" && (
              <DropdownMenu.Group>
                <DropdownMenu.Label className="menu-label">Samples</DropdownMenu.Label>
                {samples.samples.map((sample) => (
                  <DropdownMenu.Item
                    key={sample.file}
                    className="menu-item"
                    onSelect={() => void openSample(sample)}
                  >
                    {sample.title} <span className="faint">{formatClock(sample.durationSec)}</span>
                  </DropdownMenu.Item>
                ))}
              </DropdownMenu.Group>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        multiple
        hidden
        aria-label="Another video file"
        onChange={({ currentTarget }) => {
          void openFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}
