import { jsonAt, stringAt, textsOf } from "../json.js";
import type { ArmClient } from "./arm-client.js";
import type { Authorization } from "./azure.js";
import { listAllPages } from "./pages.js";

/** The api-versions of @azure/arm-authorization's and @azure/arm-locks' newest stable clients. */
const permissionsVersion = "2022-04-01";
const locksVersion = "2020-05-01";

/** `scope`: an ARM id, e.g. of a resource group. */
export function createAuthorization(arm: ArmClient): Authorization {
  return {
    async permissions(scope, signal) {
      const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=${permissionsVersion}`;
      return (await listAllPages(arm, path, signal)).map((permission) => ({
        actions: textsOf(jsonAt(permission, "actions")),
        notActions: textsOf(jsonAt(permission, "notActions")),
      }));
    },
    async locks(scope, signal) {
      const path = `${scope}/providers/Microsoft.Authorization/locks?api-version=${locksVersion}`;
      return (await listAllPages(arm, path, signal)).map((lock) => ({
        name: stringAt(lock, "name") ?? "",
        level: stringAt(lock, "properties", "level") ?? "",
        id: stringAt(lock, "id") ?? "",
        scope: lockedScope(stringAt(lock, "id") ?? ""),
      }));
    },
  };
}

/** A lock's id is that of what it locks, and its own name (Azure's documentation of locks). */
function lockedScope(id: string): string {
  const end = id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/locks/");
  return end === -1 ? "" : id.slice(0, end);
}
