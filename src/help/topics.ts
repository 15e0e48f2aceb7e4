import type { Topic } from "./topic.js";

/** Every topic of `aks-sandbox help`; their texts are loaded only when asked for. */
export const topics: readonly Topic[] = [
  {
    name: "exit-codes",
    summary: "What each exit code means",
    text: async () => (await import("./exit-codes.js")).exitCodesText(),
  },
  {
    name: "environment",
    summary: "Environment variables that are read, and what for",
    text: async () => (await import("./environment.js")).environmentText(),
  },
  {
    name: "authentication",
    summary: "How the program signs in to Azure",
    text: async () => (await import("./authentication.js")).authenticationText(),
  },
  {
    name: "runtimes",
    summary: "The sandbox runtimes and what each one needs",
    text: async (runtimes) => (await import("./runtimes.js")).runtimesText(runtimes),
  },
  {
    name: "names",
    summary: "Names that may be given, old spellings, and the marks that are left",
    text: async (runtimes) => (await import("./names.js")).namesText(runtimes),
  },
];
