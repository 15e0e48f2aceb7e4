#!/usr/bin/env bash
# Prints the path of a kubectl that works, for AKS_SANDBOX_KUBECTL: the one on PATH, else one built from the Go module
# k8s.io/kubernetes (cached; about five minutes of two cores the first time), else Debian's kubernetes-client.
#
#   find.sh [--build]     --build: do not look on PATH
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
works() { "$1" version --client >/dev/null 2>&1; }
log() { echo "$*" >&2; }

if [[ ${1:-} != --build ]]; then
  found=$(command -v kubectl || true)
  if [[ -n $found ]] && works "$found"; then
    echo "$found"
    exit 0
  fi
fi

if command -v go >/dev/null; then
  if folder=$(bash "$here/../build.sh" kubernetes kubectl) && works "$folder/kubectl"; then
    echo "$folder/kubectl"
    exit 0
  fi
  log "the build failed; trying the distribution's package"
fi

if command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
  log "installing Debian's kubernetes-client"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends kubernetes-client; } >&2
  found=$(command -v kubectl)
  works "$found"
  echo "$found"
  exit 0
fi
log "no kubectl on PATH, no Go to build one with, and no way to install a package"
exit 1
