import type { CompareRun, State } from "../../store/types.ts";
import { saveFile } from "../values/save-file.ts";
import { useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { comparisonCsv, comparisonFileName, comparisonJson } from "./comparison-export.ts";

const selectModel = ({ model }: State) => (model.phase === "ready" ? model.info : null);
const selectAdapter = ({ engine }: State) => (engine.phase === "ready" ? engine.adapter : null);

/** Saves what has been compared so far. */
export function ExportButtons({ run }: { readonly run: CompareRun }) {
  const model = useSession(selectModel);
  const adapter = useSession(selectAdapter);
  if (!run.columns.some(({ state }) => state.phase === "done")) return null;
  const save = (kind: "csv" | "json") => {
    const content = (kind === "csv" ? comparisonCsv : comparisonJson)(run, { model, adapter });
    const type = kind === "csv" ? "text/csv;charset=utf-8" : "application/json";
    saveFile(new Blob([content], { type }), comparisonFileName(run, kind));
  };
  return (
    <fieldset className="export" aria-label="Save the comparison">
      <button type="button" className="btn plain" onClick={() => save("csv")}>
        <Icon name="download" />
        CSV
      </button>
      <button type="button" className="btn plain" onClick={() => save("json")}>
        JSON
      </button>
    </fieldset>
  );
}
