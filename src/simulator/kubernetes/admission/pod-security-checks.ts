import { isObject, stringOf, valueAt, type Json } from "../objects/json.js";
import {
  containersOf,
  isWindows,
  listOf,
  named,
  plural,
  podContext,
  quoted,
  setters,
  sorted,
  textsOf,
  usesOwnUsers,
  type Check,
  type Container,
  type Subject,
} from "./pod-security-subject.js";

const hostNamespaces: Check = ({ spec }) => {
  const used = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec[field] === true);
  return used.length === 0
    ? undefined
    : { reason: "host namespaces", detail: used.map((field) => `${field}=true`).join(", ") };
};

const privileged: Check = (subject) => {
  const bad = containersOf(subject).filter(({ context }) => valueAt(context, "privileged") === true);
  return bad.length === 0
    ? undefined
    : { reason: "privileged", detail: `${named(bad)} must not set securityContext.privileged=true` };
};

const baselineCapabilities = [
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
];
const addedBeyond = (allowed: readonly string[], { context }: Container) =>
  textsOf(valueAt(context, "capabilities", "add")).filter((name) => !allowed.includes(name));

function addedText(allowed: readonly string[], containers: readonly Container[]): string | undefined {
  const bad = containers.filter((container) => addedBeyond(allowed, container).length > 0);
  if (bad.length === 0) return undefined;
  const names = sorted(bad.flatMap((container) => addedBeyond(allowed, container)));
  return `${named(bad)} must not include ${quoted(names)} in securityContext.capabilities.add`;
}

const capabilitiesBaseline: Check = (subject) => {
  const detail = addedText(baselineCapabilities, containersOf(subject));
  return detail === undefined ? undefined : { reason: "non-default capabilities", detail };
};

const capabilitiesRestricted: Check = (subject) => {
  if (subject.minor < 22 || (subject.minor >= 25 && isWindows(subject))) return undefined;
  const all = containersOf(subject);
  const keeping = all.filter(({ context }) => !textsOf(valueAt(context, "capabilities", "drop")).includes("ALL"));
  const details = [
    ...(keeping.length === 0 ? [] : [`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...[addedText(["NET_BIND_SERVICE"], all)].flatMap((text) => text ?? []),
  ];
  return details.length === 0 ? undefined : { reason: "unrestricted capabilities", detail: details.join("; ") };
};

const volumesOf = ({ spec }: Subject) => listOf(spec["volumes"]).filter(isObject);

const hostPathVolumes: Check = (subject) => {
  const bad = volumesOf(subject).filter((volume) => volume["hostPath"] !== undefined);
  const names = quoted(bad.map((volume) => stringOf(volume["name"])));
  return bad.length === 0
    ? undefined
    : { reason: "hostPath volumes", detail: `${plural("volume", "volumes", bad.length)} ${names}` };
};

const goodVolumes = [
  ...["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim"],
  ...["projected", "secret"],
];
const restrictedVolumes: Check = (subject) => {
  const bad = volumesOf(subject).filter((volume) => !goodVolumes.some((type) => volume[type] !== undefined));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map((volume) => Object.keys(volume).find((key) => key !== "name") ?? "unknown"));
  const volumes = `${plural("volume", "volumes", bad.length)} ${quoted(bad.map((volume) => stringOf(volume["name"])))}`;
  const kinds = `${plural("restricted volume type", "restricted volume types", types.length)} ${quoted(types)}`;
  return { reason: "restricted volume types", detail: `${volumes} ${plural("uses", "use", bad.length)} ${kinds}` };
};

const hostPorts: Check = (subject) => {
  const portsOf = ({ container }: Container) =>
    listOf(container["ports"]).flatMap((port) => {
      const number = Number(valueAt(port, "hostPort") ?? 0);
      return number === 0 ? [] : [String(number)];
    });
  const bad = containersOf(subject).filter((container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = sorted(bad.flatMap(portsOf));
  const use = plural("uses", "use", bad.length);
  const what = plural("hostPort", "hostPorts", ports.length);
  return { reason: "hostPort", detail: `${named(bad)} ${use} ${what} ${ports.join(", ")}` };
};

const hostProbes: Check = (subject) => {
  if (subject.minor < 34) return undefined;
  const hostsOf = ({ container }: Container) =>
    [
      ...["livenessProbe", "readinessProbe", "startupProbe"].map((field) => container[field]),
      ...["postStart", "preStop"].map((field) => valueAt(container["lifecycle"], field)),
    ]
      .flatMap((handler) => ["httpGet", "tcpSocket"].map((way) => stringOf(valueAt(handler, way, "host"))))
      .filter((host) => host !== "");
  const bad = containersOf(subject).filter((container) => hostsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const hosts = sorted(bad.flatMap(hostsOf));
  const use = plural("uses", "use", bad.length);
  const what = plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.length);
  const names = `${plural("container", "containers", bad.length)} ${quoted(sorted(bad.map(({ name }) => name)))}`;
  return { reason: "probe or lifecycle host", detail: `${names} ${use} ${what} ${quoted(hosts)}` };
};

const procMount: Check = (subject) => {
  const typeOf = ({ context }: Container) => stringOf(valueAt(context, "procMount"));
  const bad = containersOf(subject).filter((item) => !["", "Default"].includes(typeOf(item)));
  const types = quoted(sorted(bad.map(typeOf)));
  return bad.length === 0
    ? undefined
    : { reason: "procMount", detail: `${named(bad)} must not set securityContext.procMount to ${types}` };
};

const seLinuxOptions: Check = (subject) => {
  const types = ["", "container_t", "container_init_t", "container_kvm_t"];
  if (subject.minor >= 31) types.push("container_engine_t");
  const optionsOf = (context: Json | undefined, field: string) => stringOf(valueAt(context, "seLinuxOptions", field));
  const isBad = (context: Json | undefined) =>
    !types.includes(optionsOf(context, "type")) ||
    optionsOf(context, "user") !== "" ||
    optionsOf(context, "role") !== "";
  const bad = containersOf(subject).filter(({ context }) => isBad(context));
  const isPodBad = isBad(podContext(subject));
  if (bad.length === 0 && !isPodBad) return undefined;
  const contexts = [podContext(subject), ...bad.map(({ context }) => context)];
  const wrong = sorted(contexts.map((context) => optionsOf(context, "type")).filter((type) => !types.includes(type)));
  const data = [
    ...(wrong.length === 0 ? [] : [`${plural("type", "types", wrong.length)} ${quoted(wrong)}`]),
    ...["user", "role"]
      .filter((field) => contexts.some((context) => optionsOf(context, field) !== ""))
      .map((field) => `${field} may not be set`),
  ];
  const who = setters(isPodBad, bad);
  return {
    reason: "seLinuxOptions",
    detail: `${who} set forbidden securityContext.seLinuxOptions: ${data.join("; ")}`,
  };
};

const profiles = ["RuntimeDefault", "Localhost"];
/** Whose profile is set to what is not allowed. */
function badProfiles(subject: Subject, field: string) {
  const typeOf = (context: Json | undefined) => {
    const profile = valueAt(context, field);
    return isObject(profile) ? stringOf(profile["type"]) : undefined;
  };
  const isBad = (type: string | undefined) => type !== undefined && !profiles.includes(type);
  const podType = typeOf(podContext(subject));
  const containers = containersOf(subject).filter(({ context }) => isBad(typeOf(context)));
  const types = [...(isBad(podType) ? [podType ?? ""] : []), ...containers.map(({ context }) => typeOf(context) ?? "")];
  return { who: setters(isBad(podType), containers), types: sorted(types), podType, typeOf };
}

const seccompBaseline: Check = (subject) => {
  const { who, types } = badProfiles(subject, "seccompProfile");
  return who === ""
    ? undefined
    : {
        reason: "seccompProfile",
        detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(types)}`,
      };
};

const seccompRestricted: Check = (subject) => {
  if (subject.minor >= 25 && isWindows(subject)) return undefined;
  const wrong = seccompBaseline(subject);
  if (wrong !== undefined) return wrong;
  const { podType, typeOf } = badProfiles(subject, "seccompProfile");
  if (podType !== undefined) return undefined;
  const bad = containersOf(subject).filter(({ context }) => typeOf(context) === undefined);
  const wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return bad.length === 0 ? undefined : { reason: "seccompProfile", detail: `pod or ${named(bad)} ${wanted}` };
};

const appArmor: Check = (subject) => {
  const { who, types } = badProfiles(subject, "appArmorProfile");
  const prefix = "container.apparmor.security.beta.kubernetes.io/";
  const annotations = Object.entries(subject.annotations)
    .filter(([key, value]) => key.startsWith(prefix) && !/^($|runtime\/default$|localhost\/)/.test(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const by = [
    ...(who === "" ? [] : [who]),
    ...(annotations.length === 0 ? [] : [plural("annotation", "annotations", annotations.length)]),
  ];
  if (by.length === 0) return undefined;
  const values = [...types, ...annotations];
  return {
    reason: plural("forbidden AppArmor profile", "forbidden AppArmor profiles", values.length),
    // Go joins these values without escaping the quotes inside them.
    detail: `${by.join(" and ")} must not set AppArmor profile type to "${values.join('", "')}"`,
  };
};

const sysctlsSince: readonly (readonly [number, readonly string[]])[] = [
  [
    0,
    [
      ...["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"],
      ...["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"],
    ],
  ],
  [27, ["net.ipv4.ip_local_reserved_ports"]],
  [
    29,
    [
      ...["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl"],
      "net.ipv4.tcp_keepalive_probes",
    ],
  ],
  [32, ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]],
];
const sysctls: Check = (subject) => {
  const allowed = sysctlsSince.flatMap(([since, names]) => (subject.minor >= since ? names : []));
  const set = listOf(valueAt(podContext(subject), "sysctls")).map((item) => stringOf(valueAt(item, "name")));
  const bad = set.filter((name) => !allowed.includes(name));
  return bad.length === 0 ? undefined : { reason: "forbidden sysctls", detail: bad.join(", ") };
};

const windowsHostProcess: Check = (subject) => {
  const isBad = (context: Json | undefined) => valueAt(context, "windowsOptions", "hostProcess") === true;
  const who = setters(
    isBad(podContext(subject)),
    containersOf(subject).filter(({ context }) => isBad(context)),
  );
  return who === ""
    ? undefined
    : { reason: "hostProcess", detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
};

const allowPrivilegeEscalation: Check = (subject) => {
  if (subject.minor >= 25 && isWindows(subject)) return undefined;
  const bad = containersOf(subject).filter(({ context }) => valueAt(context, "allowPrivilegeEscalation") !== false);
  return bad.length === 0
    ? undefined
    : {
        reason: "allowPrivilegeEscalation != false",
        detail: `${named(bad)} must set securityContext.allowPrivilegeEscalation=false`,
      };
};

const runAsNonRoot: Check = (subject) => {
  if (subject.minor >= 35 && usesOwnUsers(subject)) return undefined;
  const reason = "runAsNonRoot != true";
  const ofPod = valueAt(podContext(subject), "runAsNonRoot");
  const all = containersOf(subject);
  const who = setters(
    ofPod === false,
    all.filter(({ context }) => valueAt(context, "runAsNonRoot") === false),
  );
  if (who !== "") return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  const bad = ofPod === true ? [] : all.filter(({ context }) => valueAt(context, "runAsNonRoot") === undefined);
  return bad.length === 0
    ? undefined
    : { reason, detail: `pod or ${named(bad)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (subject) => {
  if (subject.minor < 23 || (subject.minor >= 35 && usesOwnUsers(subject))) return undefined;
  const isRoot = (context: Json | undefined) => valueAt(context, "runAsUser") === 0;
  const who = setters(
    isRoot(podContext(subject)),
    containersOf(subject).filter(({ context }) => isRoot(context)),
  );
  return who === "" ? undefined : { reason: "runAsUser=0", detail: `${who} must not set runAsUser=0` };
};

/** The checks of the level `baseline`, in the order of their findings. */
export const baselineChecks: readonly Check[] = [
  appArmor,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  (subject) => (subject.minor >= 35 && usesOwnUsers(subject) ? undefined : procMount(subject)),
  seLinuxOptions,
  seccompBaseline,
  sysctls,
  windowsHostProcess,
];

/** The checks of `restricted`: those of `baseline` that none of its own replaces, then its own. */
export const restrictedChecks: readonly Check[] = [
  appArmor,
  (subject) => (subject.minor < 22 ? capabilitiesBaseline(subject) : undefined),
  hostNamespaces,
  hostPorts,
  hostProbes,
  privileged,
  (subject) => (subject.minor < 35 ? procMount(subject) : undefined),
  seLinuxOptions,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  (subject) => (subject.minor < 35 ? undefined : procMount(subject)),
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];
