/**
 * A text of a cluster for a line of ours: no line breaks or control characters, with which it could pass for lines of
 * its own, steer the terminal, or command a CI system (GitHub's begin a line, Azure Pipelines' `##vso[` may stand anywhere).
 */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll("##vso[", "## vso[")
    .replaceAll("##[", "## [");
}
