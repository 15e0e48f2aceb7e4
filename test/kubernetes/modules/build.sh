#!/usr/bin/env bash
# Builds programs from one of the Go modules beside this file into the cache, unless they are there, and prints their folder.
#
#   build.sh kubernetes|containerd|gvisor [PROGRAM ...]     without PROGRAM: every tool of the module's go.mod
#
# go.sum pins every byte that is downloaded. Each program is built beside its place and renamed, so that a build that was
# stopped leaves no half of one; a lock keeps two runs from building the same. Programs come out the same for the same key.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
group=$1
shift
cd "$here/$group"
log() { echo "$*" >&2; }
# shellcheck source=sys-resource.sh
source "$here/sys-resource.sh"

main_module() {
  case $group in
    kubernetes) echo k8s.io/kubernetes ;;
    containerd) echo github.com/containerd/containerd/v2 ;;
    gvisor) echo gvisor.dev/gvisor ;;
  esac
}
version=$(sed -n "s|^\s*$(main_module) \(v[^ ]*\).*|\1|p" go.mod)
key=$(cat go.mod go.sum | sha256sum | cut -c1-12)
variant=''
if [[ $group == gvisor ]] && lacks_sys_resource; then variant=-oom-score-optional; fi
cache=${XDG_CACHE_HOME:-${HOME:-${TMPDIR:-/tmp}}/.cache}/aks-sandbox
folder=$cache/$group-$version-$key$variant

packages=$(sed -n '/^tool (/,/^)/s/^\t//p' go.mod)
package_of() { # PROGRAM
  if [[ $1 == containerd-shim-runsc-v1 ]]; then echo gvisor.dev/gvisor/shim; else grep "/$1\$" <<<"$packages"; fi
}
program_of() { # PACKAGE
  if [[ $1 == */shim ]]; then echo containerd-shim-runsc-v1; else basename "$1"; fi
}
programs=("$@")
if [[ $# == 0 ]]; then for package in $packages; do programs+=("$(program_of "$package")"); done; fi

missing() { for program in "${programs[@]}"; do if [[ ! -x $folder/$program ]]; then echo "$program"; fi; done; }
if [[ -z $(missing) ]]; then
  echo "$folder"
  exit 0
fi
command -v go >/dev/null || { log "$group $version has to be built, and there is no Go on PATH"; exit 1; }
mkdir -p "$folder"
if command -v flock >/dev/null; then
  exec 9>"$folder/.lock"
  flock -n 9 || { log "waiting for another build of $group"; flock 9; }
  # Of builds that were killed: with the lock held, none is another's.
  for old in "$folder"/.build-*; do
    if [[ -e $old ]]; then chmod -R u+w "$old" && rm -rf "$old"; fi
  done
fi

export CGO_ENABLED=0
flags=(-trimpath -buildvcs=false)
ldflags="-s -w"
[[ $group == containerd ]] && flags+=(-tags "no_btrfs no_zfs no_devmapper")
if [[ $group == kubernetes ]]; then
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    ldflags+=" -X $package.gitVersion=$version"
  done
fi

scratch=$(mktemp -d "$folder/.build-XXXXXX")
trap 'chmod -R u+w "$scratch" && rm -rf "$scratch"' EXIT
# A copy of the module with one condition changed: gVisor's shim goes on where it may not set its OOM score.
copy_of_gvisor() {
  local source call='if err := sys.SetOOMScore(cmd.Process.Pid, oomScoreMaxKillable); err != nil {'
  go mod download gvisor.dev/gvisor
  source=$(go list -m -f '{{.Dir}}' gvisor.dev/gvisor)
  cp -r "$source" "$scratch/gvisor"
  chmod -R u+w "$scratch/gvisor"
  cp go.mod go.sum "$scratch/"
  grep -qF "$call" "$scratch/gvisor/pkg/shim/v1/service.go" || { log "gVisor's shim has changed: $call"; return 1; }
  sed -i '/sys\.SetOOMScore(cmd/s/err != nil/err != nil \&\& !os.IsPermission(err)/' "$scratch/gvisor/pkg/shim/v1/service.go"
  cd "$scratch"
  go mod edit -replace=gvisor.dev/gvisor=./gvisor
}
for program in $(missing); do
  log "building $program $version"
  (
    if [[ $program == containerd-shim-runsc-v1 && -n $variant ]]; then copy_of_gvisor; fi
    nice -n 19 go build "${flags[@]}" -ldflags "$ldflags" -o "$scratch/$program" "$(package_of "$program")"
  ) >&2
  mv "$scratch/$program" "$folder/$program"
done
echo "$folder"
