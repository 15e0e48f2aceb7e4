import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Simulator } from "../simulator/simulator.js";
import type { CommandContext, CommandDefinition } from "./command.js";
import { addOutputOptions, type OutputOptions } from "./options.js";
import { Setting } from "./setting.js";

type Options = { readonly keep: boolean } & OutputOptions;

/** Simulated time runs this many times as fast as the wall's: minutes of Azure pass in seconds. */
const speed = 60;
const target = { resourceGroup: "demo-rg", cluster: "demo", location: "westus3" } as const;

export const command: CommandDefinition<Options> = {
  name: "demo",
  summary: "Run up against a simulated Azure on this machine; nothing is created or billed",
  description:
    "Starts a local Azure, runs aks-sandbox up against it by the same code as against the real one, and proves " +
    "there that pods get a kernel of their own. Everything is simulated: nothing is created, nothing is billed, no account is needed.",
  examples: ["aks-sandbox demo", "aks-sandbox demo --keep"],
  configure(command) {
    command
      .optionsGroup("Demo options:")
      .addOption(new Setting("--keep", "leave the local Azure up until Ctrl-C, to try kubectl on it").default(false));
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ createSimulator }, { createBuiltInBackend }, { resolveSpec }, { runUp }, { demoReport }] =
      await Promise.all([
        import("../simulator/create-simulator.js"),
        import("../simulator/kubernetes/built-in-backend.js"),
        import("../spec/resolve.js"),
        import("../workflows/up.js"),
        import("../report/demo-report.js"),
      ]);
    const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-demo-"));
    const simulator = await createSimulator({ speed, kubernetes: createBuiltInBackend });
    let inside: Awaited<ReturnType<typeof demoContext>> | undefined;
    try {
      context.progress.warn(
        `This is a simulated Azure on this machine (${simulator.url}), ${speed} times as fast as the real one. Nothing is created or billed.`,
      );
      const kubeconfig = join(folder, "kubeconfig");
      inside = await demoContext(context, options, simulator);
      const spec = resolveSpec({ ...target, nodeCount: "3", nodeVmSize: "Standard_D4s_v5", kubeconfig });
      const settings = { azure: inside.settings, timeoutMs: undefined, wait: true };
      const up = await runUp(inside.context, spec, settings);
      inside.context.progress.stop();
      const result = demoReport(up);
      if (!options.keep) return result;
      context.progress.stop();
      await context.print(result);
      context.stderr.write(
        `\nThe local Azure stays up until Ctrl-C. In another terminal:\n  export KUBECONFIG=${kubeconfig}\n  kubectl get nodes\n  kubectl get runtimeclass\n  aks-sandbox verify --kubeconfig ${kubeconfig}\n`,
      );
      await untilAborted(context.signal);
      return undefined;
    } finally {
      inside?.context.progress.stop();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The same context, with its connections led to the local Azure, under the local Azure's own service principal. */
async function demoContext(context: CommandContext, options: Options, simulator: Simulator) {
  const [{ createContext }, { connectAzure }, { createProgress }, { createStyle }] = await Promise.all([
    import("../create-context.js"),
    import("../azure/connect.js"),
    import("../terminal/create-progress.js"),
    import("../terminal/style.js"),
  ]);
  const env = {
    ...withoutAzure(context.env),
    AKS_SANDBOX_ARM_ENDPOINT: simulator.url,
    AZURE_AUTHORITY_HOST: simulator.url,
    AZURE_SUBSCRIPTION_ID: simulator.subscriptionId,
    AZURE_TENANT_ID: simulator.tenantId,
    AZURE_CLIENT_ID: simulator.clientId,
    AZURE_CLIENT_SECRET: simulator.clientSecret,
    AKS_SANDBOX_TIME_SCALE: String(speed),
  };
  const real = createContext({ ...context, env });
  const settings = {
    subscriptionId: simulator.subscriptionId,
    tenantId: simulator.tenantId,
    cloud: undefined,
    debug: false,
  } as const;
  const inner: CommandContext = {
    ...context,
    ...real,
    // Shows simulated time, as everything else here does.
    progress: await createProgress(
      options.progress,
      real,
      createStyle(context.stderr, context.env, options.color),
      options.verbose,
    ),
    connectAzure: (asked) =>
      connectAzure(asked, {
        ...real,
        caPem: simulator.caPem,
        credential: {
          tenantId: simulator.tenantId,
          clientId: simulator.clientId,
          clientSecret: simulator.clientSecret,
        },
      }),
  };
  return { context: inner, settings };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
}

/** The environment without anything that leads to a real Azure, a real cluster or a proxy. */
function withoutAzure(env: CommandContext["env"]): CommandContext["env"] {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(AZURE_|AKS_SANDBOX_|ACTIONS_|TF_BUILD|KUBECONFIG|\w+_PROXY)/i.test(name),
    ),
  );
}
