#!/usr/bin/env bash
# Installs what a test cluster takes from Debian (or Ubuntu) and this machine lacks: etcd, runc, CNI plugins, a static
# busybox, ip. Needs root; installs nothing where all is there.
#
#   packages.sh PACKAGE ...
set -euo pipefail
if ! command -v apt-get >/dev/null || [[ $(id -u) != 0 ]]; then
  echo "missing: $*; without apt-get and root they cannot be installed here" >&2
  exit 1
fi
echo "installing $*" >&2
# Nothing that a package starts is wanted: the cluster has an etcd of its own.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi
# A machine that has just started may be updating itself: its lock is waited for.
{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
  -o DPkg::Lock::Timeout=300 "$@"; } >&2
