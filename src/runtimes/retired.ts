/** Values of `workloadRuntime` (and the class names that go with them) that are never asked for, and why. */
export interface RetiredRuntime {
  readonly names: readonly string[];
  /** The class that AKS installed for it and may still write back; undefined = none known. */
  readonly builtInClass: string | undefined;
  readonly reason: string;
  readonly source: string;
}

export const retiredRuntimes: readonly RetiredRuntime[] = [
  {
    names: ["WasmWasi", "wasmtime-spin", "wasmtime-slight"],
    builtInClass: undefined,
    reason:
      "AKS retired its WebAssembly System Interface pools: the service answers InvalidWorkloadRuntimeSettingError",
    source: "https://aka.ms/aks/wasi-retirement",
  },
  {
    names: ["KataCcIsolation", "kata-cc-isolation"],
    builtInClass: "kata-cc-isolation",
    reason:
      "the preview of Confidential Containers on AKS was announced to end in March 2026, and the value is not in the stable API",
    source: "https://github.com/Azure/AKS/issues/3781",
  },
];

/** OS SKUs that only an old row accepts; naming one selects that row. */
export const oldOsSkus: readonly string[] = ["Mariner", "CBLMariner"];
