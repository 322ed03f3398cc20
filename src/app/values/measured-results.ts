/** Address of the embedded model's table, method × retention × question type: it lies beside the model's files. */
export const RESULTS_URL = "models/framewise-shapes/RESULTS.md";
