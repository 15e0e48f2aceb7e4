import { parseArgs } from "node:util";
import { fidelity } from "./fidelity.js";
import { readRecordings, type Recording } from "./recording.js";
import { reportJson, reportShow, reportText } from "./report.js";
import { least } from "./score.js";

/**
 * `npm run fidelity -- DIR [--json] [--show FILE] [--kinds] [--threshold-exchanges 0.98] [--threshold-paths 0.95]`: exit
 * code 0, 1 under a threshold, 2 for wrong usage. Thresholds hold for the whole and for the mean over kinds of operation.
 */
export async function main(args: readonly string[], print: (line: string) => void): Promise<0 | 1 | 2> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      kinds: { type: "boolean", default: false },
      show: { type: "string" },
      "threshold-exchanges": { type: "string", default: "0.98" },
      "threshold-paths": { type: "string", default: "0.95" },
    },
  });
  const [folder] = positionals;
  const thresholds = { exchanges: Number(values["threshold-exchanges"]), paths: Number(values["threshold-paths"]) };
  if (
    folder === undefined ||
    positionals.length > 1 ||
    !Object.values(thresholds).every((one) => one >= 0 && one <= 1)
  ) {
    print(
      "usage: npm run fidelity -- DIR [--json] [--show FILE] [--kinds] [--threshold-exchanges 0..1] [--threshold-paths 0..1]",
    );
    return 2;
  }
  const recordings = chosen(readRecordings(folder), values.show);
  if (recordings.length === 0) {
    print(
      values.show === undefined
        ? `no recordings below ${folder}`
        : `no recording called ${values.show} below ${folder}`,
    );
    return 2;
  }
  const result = await fidelity(recordings);
  if (values.json) print(JSON.stringify(reportJson(result, thresholds), undefined, 2));
  else {
    if (values.show !== undefined) for (const line of reportShow(result)) print(line);
    for (const line of reportText(result, thresholds, { kinds: values.kinds })) print(line);
  }
  const isMet = (["exchanges", "paths"] as const).every((part) => least(result.total, part) >= thresholds[part]);
  return isMet ? 0 : 1;
}

function chosen(recordings: readonly Recording[], show: string | undefined): readonly Recording[] {
  if (show === undefined) return recordings;
  const wanted = show.replace(/\.json$/, "");
  return recordings.filter(({ name }) => name === wanted || name.endsWith(`/${wanted}`));
}
