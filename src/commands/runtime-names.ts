import { runtimes } from "../runtimes/index.js";

const installed = runtimes.flatMap(({ id, installer }) => (installer === undefined ? [] : [{ ...installer, id }]));
const byUser = installed.filter(({ appliedBy }) => appliedBy === "user");

/** Ids of the runtimes that texts of the help name, by what they need. */
export const runtimeNames = {
  /** Put on the nodes by the program itself. */
  byRun: installed.filter(({ appliedBy }) => appliedBy === "run").map(({ id }) => id),
  /** Put there by the user. */
  byUser: byUser.map(({ id }) => id),
  /** What the user applies those with. */
  appliedWith: [...new Set(byUser.map(({ appliedWith }) => appliedWith))],
  /** Installed by an image of the user's. */
  withImage: installed.filter(({ needsImage }) => needsImage).map(({ id }) => id),
};
