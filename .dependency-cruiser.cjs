// Who may import whom (docs/decisions/0001): commands know flags, a workflow knows order, a step knows one change, an
// adapter knows one service. Type imports count too.

/** Only files below `home` import the packages that match `packages`. */
const border = (name, home, packages) => ({
  name,
  comment: `only ${home} imports ${packages}`,
  severity: "error",
  from: { path: "^(src|bin)/", pathNot: `^${home}` },
  to: { path: `^node_modules/${packages}` },
});

/** Files below `folder` import nothing of ours but what `allowed` lists, besides the leaves and themselves. */
const layer = (folder, allowed) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} imports of ours only the leaves${allowed.map((a) => `, ${a}`).join("")}`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path: "^(src|bin)/", pathNot: [`^src/${folder}/`, ...leaves, ...allowed.map((part) => `^src/${part}`)] },
});

/** Importable from everywhere in the product: data and types without behaviour towards the outside. */
const leaves = ["^src/(errors|json|clock|version)\\.ts$", "^src/runtimes/"];
/** The two borders' port types; their implementations are reached through Context alone. */
const ports = ["azure/azure\\.ts$", "kubernetes/kubernetes\\.ts$"];

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unresolvable",
      comment: "an import that leads nowhere",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    border("border-azure", "src/azure/", "@azure/"),
    border("border-kubernetes", "src/kubernetes/", "@kubernetes/client-node"),
    border("border-terminal", "src/terminal/", "(chalk|ora)/"),
    {
      name: "simulator-alone",
      comment: "the simulator imports nothing of the rest",
      severity: "error",
      from: { path: "^src/simulator/" },
      to: { path: "^(src|bin)/", pathNot: "^src/simulator/" },
    },
    {
      name: "simulator-guarded",
      comment: "nobody imports the simulator but commands/demo and commands/simulate",
      severity: "error",
      from: { path: "^(src|bin)/", pathNot: ["^src/simulator/", "^src/commands/(demo|simulate)([-./])"] },
      to: { path: "^src/simulator/" },
    },
    {
      name: "fidelity-outside",
      comment:
        "the harness for recorded traffic knows the simulator by its public function and by https, not how it answers",
      severity: "error",
      from: { path: "^test/fidelity/" },
      to: { path: "^(src|bin)/", pathNot: "^src/simulator/(create-simulator|simulator)\\.ts$" },
    },
    {
      name: "runtimes-leaf",
      comment: "runtimes is data: it imports nothing of the rest but the templates that its installers fill",
      severity: "error",
      from: { path: "^src/runtimes/" },
      to: { path: "^(src|bin)/", pathNot: "^src/(runtimes/|errors\\.ts$|json\\.ts$|kubernetes/templates\\.ts$)" },
    },
    layer("steps", ["terminal/progress\\.ts$"]),
    layer("terminal", ["steps/step\\.ts$", "context\\.ts$"]),
    layer("http", ["context\\.ts$"]),
    layer("azure", ["context\\.ts$", "http/"]),
    layer("kubernetes", ["context\\.ts$", "http/"]),
    layer("spec", ports),
    layer("facts", [...ports, "context\\.ts$", "spec/", "kubernetes/"]),
    layer("preflight", [...ports, "context\\.ts$", "spec/", "facts/"]),
    {
      name: "commands-on-top",
      comment: "only the program (cli.ts) and other commands import a command",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/commands/", "^src/cli"] },
      to: { path: "^src/(commands/|cli)", pathNot: "^src/commands/command\\.ts$" },
    },
    {
      name: "command-context-as-type",
      comment: "what every command is given: a workflow takes it on, as a type",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/commands/", "^src/cli"] },
      to: { path: "^src/commands/command\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workflows-below-commands",
      comment: "only commands import a workflow; a report knows the type of its result",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/commands/", "^src/workflows/"] },
      to: { path: "^src/workflows/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "azure-through-context",
      comment: "connections come from Context; what is known of Azure besides its port is pure: contract and errors",
      severity: "error",
      from: {
        path: "^src/(commands|workflows|provision|facts|preflight|report|spec)/",
        pathNot: "^src/commands/(demo|simulate)[-./]",
      },
      to: { path: "^src/azure/", pathNot: "^src/azure/(azure|contract|error)\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
