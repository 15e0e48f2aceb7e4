#!/usr/bin/env bash
# Builds every program of a test cluster that is neither there already (as cluster/binaries.ts looks) nor in the cache (10 to 13
# minutes of two cores; build.sh): kubectl first, which more tests need than these, then the least.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=sys-resource.sh
source "$here/sys-resource.sh"
IFS=: read -ra folders <<<"${KUBEBUILDER_ASSETS:-}:$PATH:/usr/sbin:/sbin"

# fit PATTERN ARGUMENTS PROGRAM ...: one folder has them all, and the first prints such a version.
fit() {
  local pattern=$1 arguments=$2 folder program
  shift 2
  for folder in "${folders[@]}"; do
    for program; do [[ -n $folder && -x $folder/$program ]] || continue 2; done
    # shellcheck disable=SC2086
    if grep -Eq "$pattern" <<<"$(timeout 20 "$folder/$1" $arguments 2>&1)"; then return 0; fi
  done
  return 1
}

build() { # GROUP PROGRAM ...
  local began=$SECONDS
  bash "$here/build.sh" "$@"
  echo "$*: $((SECONDS - began)) s"
}

fit 'v1\.35\.' 'version --client' kubectl || build kubernetes kubectl
gvisor=(runsc containerd-shim-runsc-v1)
if lacks_sys_resource || ! fit runsc --version "${gvisor[@]}"; then build gvisor "${gvisor[@]}"; fi
containerd=(containerd containerd-shim-runc-v2 ctr)
fit '(^|[^[:alnum:]_])v?2\.[0-9]+\.[0-9]+' --version "${containerd[@]}" || build containerd "${containerd[@]}"
for program in kube-apiserver kube-controller-manager kube-scheduler kubelet; do
  fit 'v1\.35\.' --version "$program" || build kubernetes "$program"
done
