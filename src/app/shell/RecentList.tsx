// The files that were opened in earlier visits and can be opened again with one press.

import type { RecentFile } from "../../store/recent/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { formatBytes } from "../values/format.ts";

function RecentRow({ file }: { readonly file: RecentFile }) {
  const { openRecent, forgetRecent } = useActions();
  const { id, name, bytes, openedMs } = file;
  const date = new Date(openedMs).toLocaleDateString(undefined, { dateStyle: "medium" });
  return (
    <li>
      <button type="button" className="recent-open" onClick={() => void openRecent(id)}>
        <b>{name}</b>
        <small>
          {formatBytes(bytes)}, opened {date}
        </small>
      </button>
      <button
        type="button"
        className="btn plain square"
        aria-label={`Forget ${name}`}
        title="Forget this file; it stays on the disk"
        onClick={() => void forgetRecent(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

export function RecentList() {
  const recent = useSession(({ recent }) => recent);
  if (recent.length === 0) return null;
  return (
    <section className="recent" aria-label="Recent files">
      <p>
        Files of this computer that you opened before. The page keeps their places, not their
        contents.
      </p>
      <ul>
        {recent.map((file) => (
          <RecentRow key={file.id} file={file} />
        ))}
      </ul>
    </section>
  );
}
