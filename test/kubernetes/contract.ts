import assert from "node:assert/strict";
import { jsonAt } from "../../src/json.js";
import { runtimeClass } from "./runtime-class.js";

/** One exchange with an API server as an administrator; `body` of the answer is parsed JSON. */
export type CallApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: unknown }>;

export interface ContractCase {
  readonly title: string;
  readonly run: (call: CallApi) => Promise<void>;
}

const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const pods = "/api/v1/namespaces/default/pods";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const policies = "/apis/admissionregistration.k8s.io/v1";
const onConfigMaps = {
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE", "UPDATE"],
  resources: ["configmaps"],
};
const applyHeaders = { "content-type": "application/apply-patch+yaml" };
const mergeHeaders = { "content-type": "application/merge-patch+json" };

const pod = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { automountServiceAccountToken: false, containers: [{ name: "c", image: "example.test/i:1" }], ...spec },
});
const apply = (call: CallApi, name: string, manager: string, body: unknown, query = "") =>
  call("PATCH", `${classes}/${name}?fieldManager=${manager}${query}`, body, applyHeaders);

const as = (user: string, more: Readonly<Record<string, string>> = {}) => ({ "impersonate-user": user, ...more });

/** Asks again until the answer is as wanted; a real server learns of new roles and policies a moment later. */
async function eventually(
  send: () => ReturnType<CallApi>,
  isWanted: (answer: Awaited<ReturnType<CallApi>>) => boolean,
): ReturnType<CallApi> {
  for (let tries = 0; ; tries += 1) {
    const answer = await send();
    if (isWanted(answer) || tries > 60) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Status without what differs by object. */
function statusOf(answer: { readonly status: number; readonly body: unknown }) {
  return { status: answer.status, reason: jsonAt(answer.body, "reason"), message: jsonAt(answer.body, "message") };
}

const refusal = (title: string, send: (call: CallApi) => ReturnType<CallApi>, expected: object): ContractCase => ({
  title,
  run: async (call) => {
    assert.deepEqual(statusOf(await send(call)), expected);
  },
});

/** What the simulator must answer as a real API server does; each case leaves nothing behind that another one reads. */
export const contract: readonly ContractCase[] = [
  refusal("an unknown field selector", (call) => call("GET", `${classes}?fieldSelector=foo=bar`), {
    status: 400,
    reason: "BadRequest",
    message: '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  }),
  refusal("a limit that is no number", (call) => call("GET", `${classes}?limit=x`), {
    status: 400,
    reason: "BadRequest",
    message: 'strconv.ParseInt: parsing "x": invalid syntax',
  }),
  refusal("a missing RuntimeClass", (call) => call("GET", `${classes}/contract-none`), {
    status: 404,
    reason: "NotFound",
    message: 'runtimeclasses.node.k8s.io "contract-none" not found',
  }),
  refusal("a path that no resource has", (call) => call("GET", "/apis/node.k8s.io/v1/nothings"), {
    status: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  }),
  refusal(
    "a pod of a class that does not exist",
    (call) => call("POST", pods, pod("p", { runtimeClassName: "nope" })),
    {
      status: 403,
      reason: "Forbidden",
      message: 'pods "p" is forbidden: pod rejected: RuntimeClass "nope" not found',
    },
  ),
  refusal("a bad name", (call) => call("POST", classes, runtimeClass("Bad_Name")), {
    status: 422,
    reason: "Invalid",
    message:
      "RuntimeClass.node.k8s.io \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  }),
  refusal(
    "an unknown field on strict validation",
    (call) => call("POST", `${pods}?fieldValidation=Strict`, pod("p", { foo: 1 })),
    {
      status: 400,
      reason: "BadRequest",
      message: 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"',
    },
  ),
  refusal("a field of the wrong type", (call) => call("POST", pods, pod("p", { activeDeadlineSeconds: "x" })), {
    status: 400,
    reason: "BadRequest",
    message:
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64',
  }),
  refusal("a pod without containers", (call) => call("POST", pods, pod("p", { containers: [] })), {
    status: 422,
    reason: "Invalid",
    message: 'Pod "p" is invalid: spec.containers: Required value',
  }),
  refusal("a namespace that does not exist", (call) => call("POST", "/api/v1/namespaces/none/pods", pod("p")), {
    status: 404,
    reason: "NotFound",
    message: 'namespaces "none" not found',
  }),
  refusal(
    "a key of a ConfigMap",
    (call) => call("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name: "x" }, data: { "a b": "c" } }),
    {
      status: 422,
      reason: "Invalid",
      message:
        "ConfigMap \"x\" is invalid: data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    },
  ),
  refusal(
    "data of a Secret that is not base64",
    (call) => call("POST", "/api/v1/namespaces/default/secrets", { metadata: { name: "x" }, data: { a: "??" } }),
    {
      status: 400,
      reason: "BadRequest",
      message: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
    },
  ),
  refusal(
    "a Secret of a type without its keys",
    (call) =>
      call("POST", "/api/v1/namespaces/default/secrets", { metadata: { name: "x" }, type: "kubernetes.io/tls" }),
    {
      status: 422,
      reason: "Invalid",
      message: 'Secret "x" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]',
    },
  ),
  refusal(
    "a role without verbs",
    (call) => call("POST", `${rbac}/namespaces/default/roles`, { metadata: { name: "x" }, rules: [{ verbs: [] }] }),
    {
      status: 422,
      reason: "Invalid",
      message:
        'Role.rbac.authorization.k8s.io "x" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource]',
    },
  ),
  refusal(
    "a binding to what is no role",
    (call) =>
      call("POST", `${rbac}/namespaces/default/rolebindings`, {
        metadata: { name: "x" },
        roleRef: { kind: "Foo", name: "a/b" },
        subjects: [{ kind: "User" }, { kind: "X", name: "y" }],
      }),
    {
      status: 422,
      reason: "Invalid",
      message:
        'RoleBinding.rbac.authorization.k8s.io "x" is invalid: [roleRef.kind: Unsupported value: "Foo": supported values: "Role", "ClusterRole", roleRef.name: Invalid value: "a/b": may not contain \'/\', subjects[0].name: Required value, subjects[1].kind: Unsupported value: "X": supported values: "ServiceAccount", "User", "Group"]',
    },
  ),
  refusal("a list that nobody allowed", (call) => call("GET", "/api/v1/pods", undefined, as("contract-jane")), {
    status: 403,
    reason: "Forbidden",
    message: 'pods is forbidden: User "contract-jane" cannot list resource "pods" in API group "" at the cluster scope',
  }),
  refusal(
    "a subresource in a namespace that nobody allowed",
    (call) => call("GET", `${pods}/p/log`, undefined, as("contract-jane")),
    {
      status: 403,
      reason: "Forbidden",
      message:
        'pods "p" is forbidden: User "contract-jane" cannot get resource "pods/log" in API group "" in the namespace "default"',
    },
  ),
  refusal("a path that nobody allowed", (call) => call("GET", "/metrics", undefined, as("contract-jane")), {
    status: 403,
    reason: "Forbidden",
    message: 'forbidden: User "contract-jane" cannot get path "/metrics"',
  }),
  {
    title: "roles: what a binding gives, where it gives it, and why",
    run: async (call) => {
      const own = `${rbac}/namespaces/default`;
      const rules = [{ apiGroups: [""], resources: ["configmaps", "pods/log"], verbs: ["get", "list"] }];
      await call("POST", `${own}/roles`, { metadata: { name: "contract-reader" }, rules });
      await call("POST", `${own}/rolebindings`, {
        metadata: { name: "contract-reader" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "contract-reader" },
        subjects: [{ kind: "Group", name: "contract-readers", apiGroup: "rbac.authorization.k8s.io" }],
      });
      const reader = as("contract-jane", { "impersonate-group": "contract-readers" });
      const status = async (path: string, wanted: number) => {
        const send = () => call("GET", path, undefined, reader);
        return (await eventually(send, (answer) => answer.status === wanted)).status;
      };
      assert.equal(await status("/api/v1/namespaces/default/configmaps", 200), 200);
      assert.equal(await status("/api/v1/configmaps", 403), 403);
      assert.equal(await status("/api/v1/namespaces/default/pods", 403), 403);
      const review = await call(
        "POST",
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        { spec: { resourceAttributes: { namespace: "default", verb: "get", resource: "pods", subresource: "log" } } },
        reader,
      );
      assert.deepEqual(jsonAt(review.body, "status"), {
        allowed: true,
        reason:
          'RBAC: allowed by RoleBinding "contract-reader/default" of Role "contract-reader" to Group "contract-readers"',
      });
      await call("DELETE", `${own}/rolebindings/contract-reader`);
      await call("DELETE", `${own}/roles/contract-reader`);
    },
  },
  {
    title: "nobody grants what he has not got",
    run: async (call) => {
      const own = `${rbac}/clusterroles`;
      const rules = [{ apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles"], verbs: ["create"] }];
      await call("POST", own, { metadata: { name: "contract-maker" }, rules });
      const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "contract-maker" };
      const subjects = [{ kind: "User", name: "contract-maker", apiGroup: "rbac.authorization.k8s.io" }];
      await call("POST", `${own.slice(0, -1)}bindings`, { metadata: { name: "contract-maker" }, roleRef, subjects });
      const wanted = [{ apiGroups: ["", "apps"], resources: ["pods"], verbs: ["get", "list"] }];
      const body = { metadata: { name: "contract-made" }, rules: wanted };
      const send = () => call("POST", `${rbac}/namespaces/default/roles`, body, as("contract-maker"));
      const refused = await eventually(
        send,
        (answer) => !String(jsonAt(answer.body, "message")).includes("cannot create"),
      );
      assert.deepEqual(statusOf(refused), {
        status: 403,
        reason: "Forbidden",
        message:
          'roles.rbac.authorization.k8s.io "contract-made" is forbidden: user "contract-maker" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}\n{APIGroups:["apps"], Resources:["pods"], Verbs:["get" "list"]}',
      });
      await call("DELETE", `${own.slice(0, -1)}bindings/contract-maker`);
      await call("DELETE", `${own}/contract-maker`);
    },
  },
  {
    title: "tokens of service accounts: shape, who they are, too short a life",
    run: async (call) => {
      const accounts = "/api/v1/namespaces/default/serviceaccounts";
      await call("POST", accounts, { metadata: { name: "contract-robot" } });
      const short = await call("POST", `${accounts}/contract-robot/token`, { spec: { expirationSeconds: 7 } });
      assert.deepEqual(statusOf(short), {
        status: 422,
        reason: "Invalid",
        message:
          'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 7: may not specify a duration less than 10 minutes',
      });
      const made = await call("POST", `${accounts}/contract-robot/token`, { spec: {} });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.equal(jsonAt(made.body, "spec", "expirationSeconds"), 3600);
      const token = jsonAt(made.body, "status", "token");
      const headers = { authorization: `Bearer ${String(token)}` };
      const review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const who = await call("POST", review, {}, headers);
      const info = jsonAt(who.body, "status", "userInfo");
      assert.deepEqual(
        [jsonAt(info, "username"), jsonAt(info, "groups")],
        [
          "system:serviceaccount:default:contract-robot",
          ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
        ],
      );
      const checked = await call("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "abc" } });
      assert.deepEqual(jsonAt(checked.body, "status"), { user: {}, error: "invalid bearer token" });
      await call("DELETE", `${accounts}/contract-robot`);
      const after = await call("POST", review, {}, headers);
      // A real server may remember the token for some seconds.
      assert.equal([401, 201].includes(after.status), true);
    },
  },
  refusal(
    "an access review of nothing",
    (call) => call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", { spec: {} }),
    {
      status: 422,
      reason: "Invalid",
      message:
        '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    },
  ),
  {
    title: "Pod Security: levels by the labels of the namespace",
    run: async (call) => {
      const namespaces = "/api/v1/namespaces";
      // A real server without its controllers keeps a deleted namespace.
      const own = `contract-${Math.random().toString(36).slice(2, 10)}`;
      const make = async (name: string, labels: object) => {
        await call("POST", namespaces, { metadata: { name, labels } });
        await call("POST", `${namespaces}/${name}/serviceaccounts`, { metadata: { name: "default" } });
      };
      await make(`${own}-restricted`, { "pod-security.kubernetes.io/enforce": "restricted" });
      await make(`${own}-baseline`, { "pod-security.kubernetes.io/enforce": "baseline" });
      const send = (namespace: string, body: object) =>
        call("POST", `${namespaces}/${namespace}/pods?dryRun=All`, body);
      assert.deepEqual(statusOf(await send(`${own}-restricted`, pod("p"))), {
        status: 403,
        reason: "Forbidden",
        message:
          'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
      });
      const good = pod("p", {
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "c",
            image: "example.test/i:1",
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      });
      assert.equal((await send(`${own}-restricted`, good)).status, 201);
      assert.equal((await send(`${own}-baseline`, pod("p"))).status, 201);
      const bad = pod("p", {
        hostPID: true,
        hostNetwork: true,
        securityContext: {
          runAsNonRoot: false,
          seccompProfile: { type: "Unconfined" },
          appArmorProfile: { type: "Unconfined" },
          sysctls: [{ name: "kernel.msgmax", value: "1" }],
          seLinuxOptions: { type: "spc_t", user: "u" },
        },
        volumes: [
          { name: "h", hostPath: { path: "/" } },
          { name: "n", nfs: { server: "s", path: "/" } },
        ],
        initContainers: [{ name: "i", image: "i:1", securityContext: { privileged: true, runAsUser: 0 } }],
        containers: [
          {
            name: "c",
            image: "i:1",
            ports: [{ containerPort: 80, hostPort: 80 }],
            livenessProbe: { httpGet: { port: 80, host: "example.test" } },
            securityContext: { capabilities: { add: ["SYS_ADMIN", "NET_RAW"] } },
          },
        ],
      });
      const shared =
        'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined"), HOLE1host namespaces (hostNetwork=true, hostPID=true), HOLE2hostPort (container "c" uses hostPort 80), probe or lifecycle host (container "c" uses probe or lifecycle host "example.test"), privileged (container "i" must not set securityContext.privileged=true), seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set), HOLE3forbidden sysctls (kernel.msgmax)';
      const fill = (...holes: readonly string[]) =>
        holes.reduce((text, hole, index) => text.replace(`HOLE${index + 1}`, hole), shared);
      const baseline = fill(
        'non-default capabilities (container "c" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add), ',
        'hostPath volumes (volume "h"), ',
        'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined"), ',
      );
      assert.equal(
        jsonAt((await send(`${own}-baseline`, bad)).body, "message"),
        `pods "p" is forbidden: violates PodSecurity "baseline:latest": ${baseline}`,
      );
      const restricted = `${fill("", "", "")}, allowPrivilegeEscalation != false (containers "i", "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers "i", "c" must set securityContext.capabilities.drop=["ALL"]; container "c" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add), restricted volume types (volumes "h", "n" use restricted volume types "hostPath", "nfs"), runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (container "i" must not set runAsUser=0), seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")`;
      assert.equal(
        jsonAt((await send(`${own}-restricted`, bad)).body, "message"),
        `pods "p" is forbidden: violates PodSecurity "restricted:latest": ${restricted}`,
      );
      const wrong = { metadata: { name: "contract-x", labels: { "pod-security.kubernetes.io/enforce": "strict" } } };
      assert.deepEqual(statusOf(await call("POST", namespaces, wrong)), {
        status: 422,
        reason: "Invalid",
        message:
          'Namespace "contract-x" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
      });
      await call("DELETE", `${namespaces}/${own}-restricted`);
      await call("DELETE", `${namespaces}/${own}-baseline`);
    },
  },
  refusal(
    "policies whose expressions name nothing, or have the wrong type",
    (call) =>
      call("POST", `${policies}/validatingadmissionpolicies`, {
        metadata: { name: "contract-wrong" },
        spec: {
          matchConstraints: { resourceRules: [onConfigMaps] },
          variables: [{ name: "a", expression: "b" }],
          validations: [
            { expression: "foo == 1" },
            { expression: "1 + 1" },
            { expression: "object.x", messageExpression: "1" },
          ],
        },
      }),
    {
      status: 422,
      reason: "Invalid",
      message:
        'ValidatingAdmissionPolicy.admissionregistration.k8s.io "contract-wrong" is invalid: [spec.variables[0].expression: Invalid value: "b": compilation failed: ERROR: <input>:1:1: undeclared reference to \'b\' (in container \'\')\n | b\n | ^, spec.validations[0].expression: Invalid value: "foo == 1": compilation failed: ERROR: <input>:1:1: undeclared reference to \'foo\' (in container \'\')\n | foo == 1\n | ^, spec.validations[1].expression: Invalid value: "1 + 1": must evaluate to bool but got int, spec.validations[2].expression: Invalid value: "object.x": must evaluate to bool but got dyn, spec.validations[2].messageExpression: Invalid value: "1": must evaluate to string but got int]',
    },
  ),
  refusal(
    "an empty binding of a policy",
    (call) =>
      call("POST", `${policies}/validatingadmissionpolicybindings`, { metadata: { name: "contract-wrong" }, spec: {} }),
    {
      status: 422,
      reason: "Invalid",
      message:
        'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io "contract-wrong" is invalid: [spec.policyName: Required value, spec.validationActions: Required value: at least one validation action is required]',
    },
  ),
  {
    title: "admission policies: messages, reasons, conditions, variables, errors, warnings",
    run: async (call) => {
      const maps = "/api/v1/namespaces/default/configmaps";
      const name = "contract-policy";
      await call("POST", `${policies}/validatingadmissionpolicies`, {
        metadata: { name },
        spec: {
          matchConstraints: { resourceRules: [onConfigMaps] },
          matchConditions: [{ name: "ours", expression: "object.metadata.name.startsWith('contract-p-')" }],
          variables: [
            { name: "keys", expression: "has(object.data) ? object.data.map(k, k) : []" },
            { name: "count", expression: "variables.keys.size()" },
          ],
          validations: [
            { expression: "!('bad' in variables.keys)", message: "no bad keys" },
            { expression: "object.metadata.name != 'contract-p-error' || object.foo.bar == 1" },
            {
              expression: "variables.count <= 2",
              messageExpression: "'at most 2, not ' + string(variables.count)",
              reason: "Forbidden",
            },
            { expression: "request.operation != 'UPDATE' || object.data == oldObject.data" },
            { expression: "request.userInfo.username != 'contract-nobody' && request.dryRun == true", message: "" },
          ],
        },
      });
      await call("POST", `${policies}/validatingadmissionpolicybindings`, {
        metadata: { name },
        spec: { policyName: name, validationActions: ["Deny"] },
      });
      const make = (own: string, data: object = {}) =>
        call("POST", `${maps}?dryRun=All`, { metadata: { name: `contract-p-${own}` }, data });
      const denied = `ValidatingAdmissionPolicy '${name}' with binding '${name}' denied request: `;
      const refused = await eventually(
        () => make("x", { bad: "1" }),
        (answer) => answer.status !== 201,
      );
      assert.deepEqual(
        { ...statusOf(refused), details: jsonAt(refused.body, "details") },
        {
          status: 422,
          reason: "Invalid",
          message: `configmaps "contract-p-x" is forbidden: ${denied}no bad keys`,
          details: { name: "contract-p-x", kind: "configmaps", causes: [{ message: `${denied}no bad keys` }] },
        },
      );
      assert.equal((await make("fine", { a: "1" })).status, 201);
      assert.deepEqual(statusOf(await make("error")), {
        status: 422,
        reason: "Invalid",
        message: `configmaps "contract-p-error" is forbidden: ${denied}expression 'object.metadata.name != 'contract-p-error' || object.foo.bar == 1' resulted in error: no such key: foo`,
      });
      assert.deepEqual(statusOf(await make("many", { a: "", b: "", c: "" })), {
        status: 403,
        reason: "Forbidden",
        message: `configmaps "contract-p-many" is forbidden: ${denied}at most 2, not 3`,
      });
      const wet = await call("POST", maps, { metadata: { name: "contract-p-wet" } });
      assert.equal(
        jsonAt(wet.body, "message"),
        `configmaps "contract-p-wet" is forbidden: ${denied}failed expression: request.userInfo.username != 'contract-nobody' && request.dryRun == true`,
      );
      const other = await call("POST", `${maps}?dryRun=All`, {
        metadata: { name: "contract-other" },
        data: { bad: "1" },
      });
      assert.equal(other.status, 201);
      await call("DELETE", `${policies}/validatingadmissionpolicybindings/${name}`);
      await call("DELETE", `${policies}/validatingadmissionpolicies/${name}`);
      const after = await eventually(
        () => make("x", { bad: "1" }),
        (answer) => answer.status === 201,
      );
      assert.equal(after.status, 201);
    },
  },
  refusal(
    "a LimitRange that contradicts itself",
    (call) =>
      call("POST", "/api/v1/namespaces/default/limitranges", {
        metadata: { name: "x" },
        spec: {
          limits: [
            { type: "Container", min: { memory: "2Gi" }, max: { memory: "1Gi" } },
            { type: "Pod", default: { cpu: "1" } },
          ],
        },
      }),
    {
      status: 422,
      reason: "Invalid",
      message:
        'LimitRange "x" is invalid: [spec.limits[0].min[memory]: Invalid value: "2Gi": min value 2Gi is greater than max value 1Gi, spec.limits[0].defaultRequest[memory]: Invalid value: "1Gi": min value 2Gi is greater than default request value 1Gi, spec.limits[0].default[memory]: Invalid value: "2Gi": min value 2Gi is greater than default value 1Gi, spec.limits[1].default: Forbidden: may not be specified when `type` is \'Pod\']',
    },
  ),
  {
    title: "LimitRanges: defaults of containers, bounds of containers and pods",
    run: async (call) => {
      const own = `/api/v1/namespaces/contract-${Math.random().toString(36).slice(2, 10)}`;
      await call("POST", "/api/v1/namespaces", { metadata: { name: own.split("/").at(-1) } });
      await call("POST", `${own}/serviceaccounts`, { metadata: { name: "default" } });
      const limits = [
        {
          type: "Container",
          default: { memory: "256Mi" },
          min: { memory: "64Mi", cpu: "10m" },
          max: { memory: "1Gi" },
        },
        { type: "Pod", max: { memory: "1Gi" } },
      ];
      const made = await call("POST", `${own}/limitranges`, { metadata: { name: "l" }, spec: { limits } });
      assert.deepEqual(jsonAt(made.body, "spec", "limits"), [
        { ...limits[0], defaultRequest: { cpu: "10m", memory: "256Mi" } },
        limits[1],
      ]);
      const send = (resources: object) =>
        call("POST", `${own}/pods?dryRun=All`, pod("p", { containers: [{ name: "c", image: "i:1", resources }] }));
      const filled = await eventually(
        () => send({}),
        (answer) => jsonAt(answer.body, "metadata", "annotations") !== undefined,
      );
      assert.deepEqual(
        [jsonAt(filled.body, "metadata", "annotations"), jsonAt(filled.body, "status", "qosClass")],
        [
          {
            "kubernetes.io/limit-ranger":
              "LimitRanger plugin set: cpu, memory request for container c; memory limit for container c",
          },
          "Burstable",
        ],
      );
      const containers = jsonAt(filled.body, "spec", "containers");
      assert.deepEqual(Array.isArray(containers) && jsonAt(containers[0], "resources"), {
        limits: { memory: "256Mi" },
        requests: { cpu: "10m", memory: "256Mi" },
      });
      assert.equal(
        jsonAt((await send({ limits: { memory: "2Gi" }, requests: { memory: "32Mi" } })).body, "message"),
        'pods "p" is forbidden: [minimum memory usage per Container is 64Mi, but request is 32Mi, maximum memory usage per Container is 1Gi, but limit is 2Gi, maximum memory usage per Pod is 1Gi, but limit is 2Gi]',
      );
      await call("DELETE", own);
    },
  },
  {
    title: "options of lists and watches that contradict themselves",
    run: async (call) => {
      const invalid = (text: string) => `ListOptions.meta.k8s.io "" is invalid: ${text}`;
      const forbiddenMatch = (text: string) => invalid(`resourceVersionMatch: Forbidden: ${text}`);
      const cases = [
        [
          "resourceVersion=abc",
          400,
          'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
        ],
        [
          "resourceVersionMatch=Exact",
          422,
          forbiddenMatch("resourceVersionMatch is forbidden unless resourceVersion is provided"),
        ],
        [
          "resourceVersion=1&resourceVersionMatch=Foo",
          422,
          invalid('resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""'),
        ],
        [
          "resourceVersion=0&resourceVersionMatch=Exact",
          422,
          forbiddenMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
        ],
        [
          "sendInitialEvents=true",
          422,
          invalid("sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        ],
        [
          "watch=true&sendInitialEvents=true",
          422,
          forbiddenMatch("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        ],
        [
          "watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=5",
          422,
          forbiddenMatch("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
        ],
        ["watch=true&timeoutSeconds=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
        [
          "watch=true&resourceVersion=abc",
          500,
          'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
        ],
      ] as const;
      for (const [query, status, message] of cases) {
        const answer = await call("GET", `${classes}?${query}`);
        assert.deepEqual([answer.status, jsonAt(answer.body, "message")], [status, message], query);
      }
    },
  },
  {
    title: "a list of exactly a version is what was there then; pages keep to the version of the first",
    run: async (call) => {
      const maps = "/api/v1/namespaces/default/configmaps";
      const label = "labelSelector=contract=pages";
      const make = (name: string) =>
        call("POST", maps, { metadata: { name: `contract-page-${name}`, labels: { contract: "pages" } } });
      const namesOf = (body: unknown) => {
        const items = jsonAt(body, "items");
        return (Array.isArray(items) ? items : []).map((item) => jsonAt(item, "metadata", "name"));
      };
      await make("a");
      await make("c");
      const first = await call("GET", `${maps}?${label}&limit=1`);
      const version = String(jsonAt(first.body, "metadata", "resourceVersion"));
      await make("b");
      await call("DELETE", `${maps}/contract-page-c`);
      const token = encodeURIComponent(String(jsonAt(first.body, "metadata", "continue")));
      const second = await call("GET", `${maps}?${label}&limit=5&continue=${token}`);
      assert.deepEqual([namesOf(first.body), namesOf(second.body)], [["contract-page-a"], ["contract-page-c"]]);
      const then = await call("GET", `${maps}?${label}&resourceVersion=${version}&resourceVersionMatch=Exact`);
      assert.deepEqual(
        [namesOf(then.body), jsonAt(then.body, "metadata", "resourceVersion")],
        [["contract-page-a", "contract-page-c"], version],
      );
      const newer = `resourceVersion=${version}&resourceVersionMatch=NotOlderThan`;
      assert.deepEqual(namesOf((await call("GET", `${maps}?${label}&${newer}`)).body), [
        "contract-page-a",
        "contract-page-b",
      ]);
      await call("DELETE", `${maps}/contract-page-a`);
      await call("DELETE", `${maps}/contract-page-b`);
    },
  },
  refusal("the namespaces that stay", (call) => call("DELETE", "/api/v1/namespaces/kube-system"), {
    status: 403,
    reason: "Forbidden",
    message: 'namespaces "kube-system" is forbidden: this namespace may not be deleted',
  }),
  {
    title: "a namespace ends when both kinds of its finalizers are gone",
    run: async (call) => {
      const name = `contract-${Math.random().toString(36).slice(2, 10)}`;
      const own = `/api/v1/namespaces/${name}`;
      await call("POST", "/api/v1/namespaces", { metadata: { name, finalizers: ["example.test/held"] } });
      const ending = await call("DELETE", own);
      assert.deepEqual(
        [ending.status, jsonAt(ending.body, "status", "phase"), jsonAt(ending.body, "spec", "finalizers")],
        [200, "Terminating", ["kubernetes"]],
      );
      assert.equal(jsonAt(ending.body, "metadata", "deletionGracePeriodSeconds"), undefined);
      const refused = await call("POST", `${own}/configmaps`, { metadata: { name: "x" } });
      assert.deepEqual(
        { ...statusOf(refused), causes: jsonAt(refused.body, "details", "causes") },
        {
          status: 403,
          reason: "Forbidden",
          message: `configmaps "x" is forbidden: unable to create new content in namespace ${name} because it is being terminated`,
          causes: [
            {
              reason: "NamespaceTerminating",
              message: `namespace ${name} is being terminated`,
              field: "metadata.namespace",
            },
          ],
        },
      );
      await call("PATCH", own, { spec: { finalizers: null } }, mergeHeaders);
      assert.equal((await call("GET", own)).status, 200);
      await call("PUT", `${own}/finalize`, { metadata: { name, finalizers: ["example.test/held"] }, spec: {} });
      assert.equal((await call("GET", own)).status, 200);
      await call("PATCH", own, { metadata: { finalizers: null } }, mergeHeaders);
      assert.equal((await call("GET", own)).status, 404);
    },
  },
  {
    title: "an immutable ConfigMap",
    run: async (call) => {
      const maps = "/api/v1/namespaces/default/configmaps";
      const made = { metadata: { name: "contract-immutable" }, data: { a: "b" }, immutable: true };
      assert.equal((await call("POST", maps, made)).status, 201);
      const changed = await call("PUT", `${maps}/contract-immutable`, { ...made, data: { a: "c" }, immutable: false });
      assert.deepEqual(statusOf(changed), {
        status: 422,
        reason: "Invalid",
        message:
          'ConfigMap "contract-immutable" is invalid: [immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]',
      });
      await call("DELETE", `${maps}/contract-immutable`);
    },
  },
  {
    title: "apply: who owns what, conflict, force",
    run: async (call) => {
      const made = await apply(call, "contract-apply", "one", runtimeClass("contract-apply"));
      assert.equal(made.status, 201);
      const entries = jsonAt(made.body, "metadata", "managedFields");
      assert.deepEqual(Array.isArray(entries) && jsonAt(entries[0], "fieldsV1"), {
        "f:handler": {},
        "f:overhead": { "f:podFixed": { "f:memory": {} } },
        "f:scheduling": { "f:nodeSelector": {}, "f:tolerations": {} },
      });
      const other = runtimeClass("contract-apply", { overhead: { podFixed: { memory: "256Mi" } } });
      const refused = await apply(call, "contract-apply", "two", other);
      assert.deepEqual(statusOf(refused), {
        status: 409,
        reason: "Conflict",
        message: 'Apply failed with 1 conflict: conflict with "one": .overhead.podFixed.memory',
      });
      const forced = await apply(call, "contract-apply", "two", other, "&force=true");
      assert.equal(jsonAt(forced.body, "overhead", "podFixed", "memory"), "256Mi");
      const changed = await apply(
        call,
        "contract-apply",
        "one",
        runtimeClass("contract-apply", { handler: "runc" }),
        "&force=true",
      );
      assert.deepEqual(statusOf(changed), {
        status: 422,
        reason: "Invalid",
        message:
          'RuntimeClass.node.k8s.io "contract-apply" is invalid: handler: Invalid value: "runc": field is immutable',
      });
      assert.equal((await call("DELETE", `${classes}/contract-apply`)).status, 200);
    },
  },
  {
    title: "a created object's fields belong to its creator; a field dropped from an apply goes",
    run: async (call) => {
      const labels = { a: "1" };
      const path = `${classes}?fieldManager=maker`;
      const made = await call(
        "POST",
        path,
        runtimeClass("contract-fields", { metadata: { name: "contract-fields", labels } }),
      );
      const entries = jsonAt(made.body, "metadata", "managedFields");
      assert.deepEqual(Array.isArray(entries) && jsonAt(entries[0], "fieldsV1"), {
        "f:handler": {},
        "f:metadata": { "f:labels": { ".": {}, "f:a": {} } },
        "f:overhead": { ".": {}, "f:podFixed": { ".": {}, "f:memory": {} } },
        "f:scheduling": { ".": {}, "f:nodeSelector": {}, "f:tolerations": {} },
      });
      const more = (own: object) => ({
        ...runtimeClass("contract-fields"),
        metadata: { name: "contract-fields", labels: own },
      });
      await apply(call, "contract-fields", "other", more({ b: "2", c: "3" }));
      const left = await apply(call, "contract-fields", "other", more({ b: "2" }));
      assert.deepEqual(jsonAt(left.body, "metadata", "labels"), { a: "1", b: "2" });
      await call("DELETE", `${classes}/contract-fields`);
    },
  },
  {
    title: "RuntimeClass admission: overhead, selector and tolerations become the pod's; a contradiction is refused",
    run: async (call) => {
      await call("POST", classes, runtimeClass("contract-admission"));
      const spec = { runtimeClassName: "contract-admission" };
      const made = await call("POST", `${pods}?dryRun=All`, pod("p", spec));
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.deepEqual(jsonAt(made.body, "spec", "overhead"), { memory: "128Mi" });
      assert.deepEqual(jsonAt(made.body, "spec", "nodeSelector"), { a: "b" });
      assert.deepEqual(jsonAt(made.body, "spec", "tolerations"), [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "k", operator: "Exists", effect: "NoSchedule" },
      ]);
      const refused = await call("POST", pods, pod("p", { ...spec, nodeSelector: { a: "c" } }));
      assert.deepEqual(statusOf(refused), {
        status: 403,
        reason: "Forbidden",
        message:
          'pods "p" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[a] = b; pod.spec.nodeSelector[a] = c',
      });
      await call("DELETE", `${classes}/contract-admission`);
    },
  },
  {
    title: "versions and preconditions",
    run: async (call) => {
      const made = await call("POST", classes, runtimeClass("contract-versions"));
      const path = `${classes}/contract-versions`;
      await call("PATCH", path, { metadata: { labels: { x: "y" } } }, mergeHeaders);
      assert.deepEqual(statusOf(await call("PUT", path, made.body)), {
        status: 409,
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on runtimeclasses.node.k8s.io "contract-versions": the object has been modified; please apply your changes to the latest version and try again',
      });
      const guarded = await call("DELETE", path, { preconditions: { uid: "other" } });
      assert.deepEqual([guarded.status, jsonAt(guarded.body, "reason")], [409, "Conflict"]);
      const gone = await call("DELETE", path);
      assert.deepEqual(
        { status: jsonAt(gone.body, "status"), kind: jsonAt(gone.body, "details", "kind") },
        { status: "Success", kind: "runtimeclasses" },
      );
    },
  },
];
