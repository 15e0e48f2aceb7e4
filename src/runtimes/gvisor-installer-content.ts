import { dirname } from "node:path/posix";
import { parseAllDocuments, isMap, isSeq, type Document, type YAMLMap } from "yaml";
import { usageError } from "../errors.js";
import { jsonAt, listOf, stringAt, type JsonObject } from "../json.js";
import { loadTemplate } from "../kubernetes/templates.js";
import type { InstallerContent, InstallRequest } from "./installer.js";

/** Setting -> variable of the container. */
const variables: Readonly<Record<string, string>> = {
  folder: "FOLDER",
  config: "CONFIG",
  containerd: "CONTAINERD",
  restart: "RESTART",
  "runsc-flags": "RUNSC_FLAGS",
};
/** Settings that are a path on the node: setting -> the volume that brings it, and the folder of which path. */
const volumes: Readonly<Record<string, (path: string) => string>> = { folder: (path) => path, config: dirname };

const daemonSet = { namespace: "aks-sandbox-gvisor", name: "installer" };

/** Fills `templates/gvisor/installer.yaml`: the image, the job and the settings. */
export const gvisorInstallerContent: InstallerContent = {
  live: {
    daemonSet,
    choiceOf: (object) => {
      const container = listOf(jsonAt(object, "spec", "template", "spec", "containers"))[0];
      const settings = listOf(jsonAt(container, "env")).flatMap((entry) => {
        const name = Object.keys(variables).find((key) => variables[key] === stringAt(entry, "name"));
        const value = stringAt(entry, "value");
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      });
      return { image: stringAt(container, "image"), settings: Object.fromEntries(settings) };
    },
  },
  render: async (request) => {
    const documents = parseAllDocuments(await loadTemplate("gvisor/installer"));
    if (!Array.isArray(documents)) throw new Error("the template of the gVisor installer is empty");
    for (const document of documents) {
      if (document.get("kind") === "DaemonSet") fillDaemonSet(document, request);
    }
    return {
      objects: documents.map((document): JsonObject => document.toJS() as JsonObject),
      text: documents.map((document) => document.toString({ lineWidth: 0 })).join(""),
      daemonSet,
      install: "kubectl apply --server-side --field-manager aks-sandbox -f -",
      uninstall: `aks-sandbox runtimeclass delete --runtime ${request.runtimeId} --uninstall`,
    };
  },
};

function fillDaemonSet(document: Document, { image, job, settings, runtimeId }: InstallRequest): void {
  const pod = ["spec", "template", "spec"];
  document.setIn([...pod, "nodeSelector", "aks-sandbox/runtime"], runtimeId);
  // Each node waits for its own pods to end: none of the others is to wait for that.
  if (job === "uninstall") document.setIn(["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"], "100%");
  const container = [...pod, "containers", 0];
  document.setIn([...container, "image"], image ?? "");
  document.setIn([...container, "args"], document.createNode([job], { flow: true }));
  for (const [name, value] of Object.entries(settings)) {
    named(document, [...container, "env"], variables[name] ?? "").set("value", value);
    const folderOf = volumes[name];
    if (folderOf === undefined) continue;
    if (!/^(\/[\w.-]+)+$/.test(value)) {
      throw usageError("InvalidInstallerSetting", `--installer-setting ${name}=${value} is not an absolute path`);
    }
    named(document, [...container, "volumeMounts"], name).set("mountPath", folderOf(value));
    named(document, [...pod, "volumes"], name).setIn(["hostPath", "path"], folderOf(value));
  }
}

/** The entry of a list of the template that has this name. */
function named(document: Document, path: readonly (string | number)[], name: string): YAMLMap {
  const list = document.getIn(path);
  const found = isSeq(list) ? list.items.find((item) => isMap(item) && item.get("name") === name) : undefined;
  if (!isMap(found)) throw new Error(`the template of the gVisor installer has no ${path.join(".")} ${name}`);
  return found;
}
