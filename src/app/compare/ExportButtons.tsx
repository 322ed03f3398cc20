import type { Comparison } from "../../store/compare/types.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import { useSession, useActions } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { saveFile } from "../values/save-file.ts";
import { comparisonCsv, comparisonFileName, comparisonJson } from "./comparison-export.ts";
import { drawComparison } from "./comparison-png.ts";

/** Saves what has been compared so far. */
export function ExportButtons({ comparison }: { readonly comparison: Comparison }) {
  const model = useSession(selectModelInfo);
  const engine = useSession(({ engine }) => engine);
  const place = useSession(({ compare }) =>
    compare.list.findIndex(({ id }) => id === comparison.id),
  );
  const { notify } = useActions();
  const isEmpty = !comparison.columns.some(({ cells }) =>
    cells.some(({ phase }) => phase === "done"),
  );
  if (isEmpty) return null;
  const save = (content: BlobPart, type: string, extension: "csv" | "json" | "png") =>
    saveFile(new Blob([content], { type }), comparisonFileName(comparison, place, extension));
  const surroundings = () => ({ model, adapter: adapterOf(engine), savedAt: new Date() });
  const savePicture = () =>
    drawComparison(comparison, surroundings()).toBlob((blob) => {
      if (blob !== null) save(blob, "image/png", "png");
      else {
        notify({
          code: "picture",
          message: "The browser made no picture of the comparison.",
          hint: "Save it as CSV or JSON.",
        });
      }
    }, "image/png");
  return (
    <fieldset className="export" aria-label="Save the comparison">
      <button
        type="button"
        className="btn plain"
        onClick={() =>
          save(comparisonCsv(comparison, surroundings()), "text/csv;charset=utf-8", "csv")
        }
      >
        <Icon name="download" />
        CSV
      </button>
      <button
        type="button"
        className="btn plain"
        onClick={() => save(comparisonJson(comparison, surroundings()), "application/json", "json")}
      >
        JSON
      </button>
      <button type="button" className="btn plain" onClick={savePicture}>
        PNG
      </button>
    </fieldset>
  );
}
