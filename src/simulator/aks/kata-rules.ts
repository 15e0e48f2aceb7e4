import { notModelled, providerError, type RefusalError } from "../arm/errors.js";
import { booleanAt, objectAt, textAt, type JsonObject } from "../json.js";
import { isKataRuntime } from "./pool-defaults.js";
import { invalid } from "./invalid.js";
import { isPreview } from "./contract/contract.js";
import { compareMinor } from "./versions.js";
import { findVmSize } from "./vm-sizes.js";

/** What a rule may look at. `pool` is complete: defaults filled in. */
export interface RuntimeAsked {
  readonly poolName: string;
  readonly pool: JsonObject;
  readonly apiVersion: string;
  readonly timeMs: number;
  /** Of a new pool; one that is there may be what no new one can be. */
  readonly isNew: boolean;
  readonly isFeatureRegistered: (feature: string) => boolean;
}

interface RuntimeRule {
  readonly id: string;
  /** Does the rule refuse this pool? Only looked at when the rules before it did not. */
  readonly isBroken: (asked: RuntimeAsked, runtime: string) => boolean;
  readonly refusal: (asked: RuntimeAsked, runtime: string) => RefusalError;
}

const runtimeError = (message: string) =>
  providerError(400, "InvalidWorkloadRuntimeSettingError", message, { target: "agentPoolProfile.workloadRuntime" });

/** The form of the one text that is known (see `nested-virtualization`); what stands in it is ours. */
const kataError = (rule: string) => (_: RuntimeAsked, runtime: string) =>
  runtimeError(`Kata: "${runtime}" ${rule}. See https://aka.ms/aks/podsandbox for details.`);

/** Recorded in a public report of 2025-04 for Standard_D2ls_v5. */
const needsNestedVirtualization = kataError("has to be used with vm size that supports nested virtualization");

const sizeOf = ({ pool }: RuntimeAsked) => findVmSize(textAt(pool, "vmSize"));
const securityOf = ({ pool }: RuntimeAsked) => objectAt(pool, "securityProfile");

/** No new pools of WebAssembly from this day on (AKS release notes of 2025, read 2026-11-23); the hour is assumed. */
const wasmRetiredMs = Date.UTC(2025, 4, 5);

/** From these releases on AKS refuses what it took before, without effect for FIPS (release notes of 2026); the hour is assumed. */
const fipsRefusedMs = Date.UTC(2026, 5, 19);
const artifactStreamingRefusedMs = Date.UTC(2026, 3, 28);

/**
 * AKS's rules for `workloadRuntime`, in the order in which they are looked at (assumed). Rules: AKS documentation of Pod
 * Sandboxing, of node images and release notes; texts: ours unless the row says more.
 */
const rules: readonly RuntimeRule[] = [
  {
    // Text: public report of 2026. A pool of 2023-03 was let in (recorded).
    id: "retired-runtime",
    isBroken: ({ timeMs, isNew }, runtime) => runtime === "WasmWasi" && isNew && timeMs >= wasmRetiredMs,
    refusal: ({ poolName }) =>
      runtimeError(
        `The agent pool ${poolName} has a deprecated workload runtime WasmWasi. WebAssembly System Interface (WASI) ` +
          `node pools (preview) are no longer supported on AKS. For more information on the retirement, see ` +
          `https://aka.ms/aks/wasi-retirement. If you'd like to run WebAssembly (WASM) workloads, you can deploy ` +
          `SpinKube to Azure Kubernetes Service.`,
      ),
  },
  {
    id: "confidential-containers",
    isBroken: ({ apiVersion }, runtime) => runtime === "KataCcIsolation" && isPreview(apiVersion),
    refusal: () => notModelled("Confidential Containers (KataCcIsolation)"),
  },
  {
    // That a stable version does not take the old name is assumed.
    id: "unknown-runtime",
    isBroken: ({ apiVersion }, runtime) =>
      !isKataRuntime(runtime) || (runtime === "KataMshvVmIsolation" && !isPreview(apiVersion)),
    refusal: ({ apiVersion }, runtime) =>
      invalid("agentPoolProfile.workloadRuntime", `'${runtime}' is not known to ${apiVersion}`),
  },
  {
    // Text: AKS error reference.
    id: "preview-feature",
    isBroken: ({ isFeatureRegistered }, runtime) =>
      runtime === "KataMshvVmIsolation" && !isFeatureRegistered("KataVMIsolationPreview"),
    refusal: () =>
      providerError(
        400,
        "PreviewFeatureNotRegistered",
        "Preview feature Microsoft.ContainerService/KataVMIsolationPreview not registered.",
      ),
  },
  {
    // No Arm64 size supports nested virtualization, so the known text is what it gets (assumed).
    id: "arm64",
    isBroken: (asked) => sizeOf(asked)?.cpu === "Arm64",
    refusal: needsNestedVirtualization,
  },
  {
    // The image exists for generation 2 alone; the service's list of sizes is assumed to leave generation 1 out.
    id: "generation-1",
    isBroken: (asked) => sizeOf(asked)?.generations === "V1",
    refusal: needsNestedVirtualization,
  },
  {
    id: "nested-virtualization",
    isBroken: (asked) => sizeOf(asked)?.kata !== true,
    refusal: needsNestedVirtualization,
  },
  {
    id: "azure-linux-3-by-name",
    isBroken: ({ pool }) => textAt(pool, "osSKU") === "AzureLinux3",
    refusal: () => notModelled("Kata with AzureLinux3 (whether AKS takes it is not known)"),
  },
  {
    id: "os-sku",
    isBroken: ({ pool }) => !["AzureLinux", "Mariner", "CBLMariner"].includes(textAt(pool, "osSKU")),
    refusal: (asked, runtime) =>
      kataError(`has to be used with osSKU AzureLinux, not ${textAt(asked.pool, "osSKU")}`)(asked, runtime),
  },
  {
    id: "kubernetes-version",
    isBroken: ({ pool }) => compareMinor(textAt(pool, "currentOrchestratorVersion"), "1.27") < 0,
    refusal: kataError("needs Kubernetes 1.27 or newer"),
  },
  {
    id: "fips",
    isBroken: ({ pool, timeMs }) => timeMs >= fipsRefusedMs && booleanAt(pool, "enableFIPS"),
    refusal: kataError("cannot be combined with FIPS"),
  },
  {
    id: "artifact-streaming",
    isBroken: ({ pool, timeMs }) =>
      timeMs >= artifactStreamingRefusedMs && booleanAt(objectAt(pool, "artifactStreamingProfile"), "enabled"),
    refusal: kataError("cannot be combined with Artifact Streaming"),
  },
  {
    id: "trusted-launch",
    isBroken: (asked) => booleanAt(securityOf(asked), "enableVTPM") || booleanAt(securityOf(asked), "enableSecureBoot"),
    refusal: kataError("cannot be combined with Trusted Launch"),
  },
];

/** Refuses a pool whose `workloadRuntime` breaks one of AKS's rules. */
export function checkRuntime(asked: RuntimeAsked): void {
  const runtime = textAt(asked.pool, "workloadRuntime");
  if (runtime === "" || runtime === "OCIContainer") return;
  const broken = rules.find((rule) => rule.isBroken(asked, runtime));
  // Before its end it was taken like any pool (recorded 2023-03), and its machines are ordinary ones here.
  if (runtime === "WasmWasi" && broken?.id !== "retired-runtime") return;
  if (broken !== undefined) throw broken.refusal(asked, runtime);
}
