import { fileURLToPath } from "node:url";

/** Where the scripts beside the sources are; this file itself runs compiled, from `build/`. */
export const sourceFolder = fileURLToPath(new URL("../../../../test/kubernetes/cluster/", import.meta.url));
