#!/usr/bin/env bash
# Prints the path of a kubectl that works, for AKS_SANDBOX_KUBECTL: the one on PATH, else one built here from the Go
# module k8s.io/kubernetes (cached; about five minutes of two cores the first time), else Debian's kubernetes-client.
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
  version=$(sed -n 's/^\s*k8s\.io\/kubernetes \(v[^ ]*\).*/\1/p' "$here/go.mod")
  key=$(cat "$here/go.mod" "$here/go.sum" | sha256sum | cut -c1-12)
  cache=${XDG_CACHE_HOME:-${HOME:-${TMPDIR:-/tmp}}/.cache}/aks-sandbox
  kubectl=$cache/kubectl-$version-$key
  if [[ -x $kubectl ]] && works "$kubectl"; then
    echo "$kubectl"
    exit 0
  fi
  mkdir -p "$cache"
  log "building kubectl $version"
  # Built beside its place and renamed, so that a run that was stopped leaves no half of a program.
  if (cd "$here" && CGO_ENABLED=0 nice -n 19 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version -X k8s.io/client-go/pkg/version.gitVersion=$version" \
    -o "$kubectl.$$" k8s.io/kubernetes/cmd/kubectl) >&2; then
    mv "$kubectl.$$" "$kubectl"
    echo "$kubectl"
    exit 0
  fi
  rm -f "$kubectl.$$"
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
