import { setupColumns } from "../../store/compare/actions.ts";
import { framesColumns, methodColumns, modelColumns } from "../../store/compare/columns.ts";
import { MOST_COLUMNS } from "../../store/compare/types.ts";
import { useActions, useSession, useSessionStore } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { ColumnEditor } from "./ColumnEditor.tsx";
import { LooksNeeded } from "./LooksNeeded.tsx";
import { useModelsHere } from "./use-models-here.ts";

/** The columns of the next comparison. Until one is changed they are the retentions of the method in use. */
export function ColumnsSetup() {
  const own = useSession(({ compare }) => compare.setup.columns);
  const choices = useSession(({ choices }) => choices);
  const compare = useSession(({ compare }) => compare);
  const store = useSessionStore();
  const { setCompareColumns } = useActions();
  const model = useSession(({ model }) => model);
  const video = useSession(({ video }) => video);
  const columns = setupColumns({ compare, choices, model, video });
  const last = columns.at(-1);
  const here = useModelsHere();
  return (
    <fieldset className="columns-setup">
      <legend>Columns</legend>
      <div className="presets">
        <button type="button" className="btn" onClick={() => setCompareColumns(null)}>
          By retention
        </button>
        <button
          type="button"
          className="btn"
          onClick={() => setCompareColumns(methodColumns(store.getState().choices))}
        >
          By method
        </button>
        <button
          type="button"
          className="btn"
          onClick={() => setCompareColumns(framesColumns(store.getState().choices))}
        >
          By frames
        </button>
        {here.length > 1 && (
          <button
            type="button"
            className="btn"
            onClick={() => setCompareColumns(modelColumns(store.getState().choices, here))}
          >
            By model
          </button>
        )}
        <span className="faint">
          {own === null ? "The method in use at four retentions" : "Your own columns"}, beside all
          tokens
        </span>
      </div>
      <ol>
        {[...columns.entries()].map(([i, request]) => (
          <li key={i}>
            <ColumnEditor
              number={i + 1}
              request={request}
              onChange={(next) => setCompareColumns(columns.with(i, next))}
              onRemove={() => setCompareColumns(columns.toSpliced(i, 1))}
            />
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="btn"
        disabled={columns.length >= MOST_COLUMNS}
        onClick={() =>
          setCompareColumns([...columns, last ?? { method: choices.method, retention: 0.25 }])
        }
      >
        <Icon name="plus" />
        {columns.length < MOST_COLUMNS ? "Add a column" : `${MOST_COLUMNS} columns at most`}
      </button>
      <LooksNeeded columns={columns} />
    </fieldset>
  );
}
