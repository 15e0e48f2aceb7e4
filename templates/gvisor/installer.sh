#!/bin/sh
# Puts gVisor on the node that this runs on, or takes it off again. Runs in the installer's container (busybox sh), as
# the DaemonSet of installer.yaml starts it:
#
#   installer.sh install     install, wait until the kubelet reports the handler, mark the node as ready, stay
#   installer.sh uninstall   unmark the node, wait until no gVisor pod is left, put everything back, stay
#
# What it changes on the node, and nothing else:
#   1. $FOLDER/RELEASE/ : runsc, containerd-shim-runsc-v1, runsc.toml (RELEASE is a part of their checksums' checksum)
#   2. $CONFIG          : a marked block at its end; or, where that file imports a folder, one file in that folder
#   3. containerd       : restarted by $RESTART, only after one of the two changed
#   4. the Node object  : the label $READY_LABEL, and the removal of the taint $INIT_TAINT
# Before a change of containerd's configuration counts, containerd itself reads it (`containerd config dump`); what it
# does not take is not written, or taken back. A run that finds everything in place changes and restarts nothing.
set -eu

# From the DaemonSet; the defaults are those of AKS nodes.
NODE_NAME=${NODE_NAME:-}
FOLDER=${FOLDER:-/opt/aks-sandbox-gvisor}
CONFIG=${CONFIG:-/etc/containerd/config.toml}
CONTAINERD=${CONTAINERD:-nsenter -t 1 -m -- containerd}
RESTART=${RESTART:-nsenter -t 1 -m -u -i -n -- systemctl restart containerd}
RUNSC_FLAGS=${RUNSC_FLAGS:-platform=systrap}
READY_LABEL=${READY_LABEL:-aks-sandbox/ready=gvisor}
INIT_TAINT=${INIT_TAINT:-aks-sandbox/installing=gvisor:NoSchedule}
# Where things are in the image; the tests name other places.
PAYLOAD=${PAYLOAD:-/payload}
KUBECTL=${KUBECTL:-kubectl}
READY_FILE=${READY_FILE:-/tmp/ready}
PROC=${PROC:-/proc}
PAUSE=${PAUSE:-5}
# How long the kubelet may report no handler after containerd came back (assumed; where it was tried, it took seconds).
HANDLER_SECONDS=${HANDLER_SECONDS:-180}

HANDLER=runsc
BEGIN="# BEGIN aks-sandbox gvisor"
END="# END aks-sandbox gvisor"
DROP_IN=aks-sandbox-gvisor.toml
PENDING=$FOLDER/restart-pending

say() { echo "$(date -u +%H:%M:%S) $*"; }
fail() {
  say "ERROR: $*" >&2
  exit 1
}

# --- the node's containerd -------------------------------------------------------------------------------------------

# What containerd makes of a configuration file, as TOML. Fails where containerd does.
dump() { sh -c "$CONTAINERD --config \"\$1\" config dump" sh "$1"; }

# Whether a dump has our runtime with our shim. A dump names what counts by its new name, whatever the files say.
has_runtime() {
  printf '%s\n' "$1" | awk -v shim="$SHIM" '
    /^[ \t]*\[/ { here = ($0 ~ /\[plugins\..io\.containerd\.cri\.v1\.runtime.\.containerd\.runtimes\.runsc\]/) }
    here && $1 == "runtime_path" && index($0, shim) { found = 1 }
    END { exit !found }'
}

# What a dump says of everything but our runtime: one line a setting, with its table.
others() {
  printf '%s\n' "$1" | awk '
    /^[ \t]*\[/ {
      ours = ($0 ~ /\[plugins\..io\.containerd\.cri\.v1\.runtime.\.containerd\.runtimes\.runsc[].]/)
      table = $1
      next
    }
    NF && !ours { print table, $0 }' | sort
}

# Whether containerd, with this file, has our runtime, and everything else as it is now.
is_taken() {
  after=$(dump "$1") && has_runtime "$after" && [ "$(others "$after")" = "$(others "$CURRENT")" ]
}

# The names of the table of CRI's runtimes, the likelier one first. containerd 2 gave it a new name. Where files and
# drop-ins end up as version 2 it also takes what stands under the old one, but the runtimes only as long as nobody
# names runtimes under the new one: ours would then be the only ones (migrateConfig, containerd 2.2.9). So both are
# tried, and containerd says which one changes nothing else.
tables() {
  folder=$(import_folder)
  if sed 's/#.*//' "$CONFIG" ${folder:+"$folder"/*.toml} 2>/dev/null | grep -q 'io\.containerd\.grpc\.v1\.cri'; then
    echo 'io.containerd.grpc.v1.cri io.containerd.cri.v1.runtime'
  else
    echo 'io.containerd.cri.v1.runtime io.containerd.grpc.v1.cri'
  fi
}

runtime_tables() {
  cat <<TOML
[plugins."$1".containerd.runtimes.$HANDLER]
  runtime_type = "io.containerd.runsc.v1"
  runtime_path = "$SHIM"
[plugins."$1".containerd.runtimes.$HANDLER.options]
  TypeUrl = "io.containerd.runsc.v1.options"
  ConfigPath = "$RELEASE_FOLDER/runsc.toml"
TOML
}

# The first folder below the root file's own of which that file imports every .toml file; empty where there is none. (The
# container has that one folder of the node.) In the file's text `imports` may span lines; a relative path starts at the
# file's own folder.
import_folder() {
  sed 's/#.*//' "$CONFIG" | tr '\n' ' ' | sed -n 's/.*\bimports *= *\[\([^]]*\)\].*/\1/p' | tr ',' '\n' |
    sed -n "s/^ *[\"']\(.*\)\/\*\.toml[\"'] *\$/\1/p" | sed "s|^\([^/]\)|$(dirname "$CONFIG")/\1|" |
    grep "^$(dirname "$CONFIG")/" | head -n 1
}

# `containerd 2` at least: an older one does not tell the kubelet its handlers, so that nobody could see whether the
# node is ready. Its configuration has to be a plain file that containerd reads without an error.
check_node() {
  [ -n "$NODE_NAME" ] || fail "NODE_NAME is not set"
  version=$(sh -c "$CONTAINERD --version") || fail "containerd cannot be asked for its version: $CONTAINERD --version"
  major=$(printf '%s\n' "$version" | sed -n 's/^containerd [^ ]* v\{0,1\}\([0-9][0-9]*\)\..*/\1/p')
  [ -n "$major" ] || fail "not understood: $version"
  [ "$major" -ge 2 ] || fail "$version: containerd 2 or later is needed, which tells the kubelet its handlers"
  [ ! -L "$CONFIG" ] || fail "$CONFIG is a link; nothing was changed"
  [ -f "$CONFIG" ] || fail "$CONFIG does not exist; nothing was changed"
  ROOT_VERSION=$(sed -n 's/^version *= *\([0-9][0-9]*\).*/\1/p' "$CONFIG" | head -n 1)
  case $ROOT_VERSION in
    '' | 0 | 1) fail "$CONFIG: version ${ROOT_VERSION:-1} of the format is not supported; nothing was changed" ;;
  esac
  CURRENT=$(dump "$CONFIG") || fail "containerd does not read $CONFIG as it is; nothing was changed"
  folder=$(import_folder)
  installed=$(installed_folder "$CONFIG" ${folder:+"$folder/$DROP_IN"})
  [ -z "$installed" ] || [ "$installed" = "$FOLDER" ] ||
    fail "gVisor is installed in $installed, not in $FOLDER; nothing was changed. Uninstall it with folder=$installed first"
}

# The folder that our lines in these files name; empty where there are none.
installed_folder() {
  for file; do
    [ ! -f "$file" ] ||
      sed -n '/^# \(BEGIN\|Written by\) aks-sandbox/,/^# END aks-sandbox/s|^ *ConfigPath = "\(.*\)/[^/]*/runsc\.toml"$|\1|p' "$file"
  done | head -n 1
}

restart_containerd() {
  say "restart containerd: $RESTART"
  sh -c "$RESTART" || return 1
  rm -f "$PENDING"
}

# --- files -----------------------------------------------------------------------------------------------------------

# Copies one file of the image: beside its place, then checked, then renamed.
put() {
  name=$1 mode=$2
  want=$(awk -v name="$name" '$2 == name { print $1 }' "$PAYLOAD/SHA256SUMS")
  [ -n "$want" ] || fail "the image's SHA256SUMS does not name $name"
  [ "$(checksum "$RELEASE_FOLDER/$name")" != "$want" ] || return 0
  mkdir -p "$RELEASE_FOLDER"
  cp "$PAYLOAD/$name" "$RELEASE_FOLDER/.$name.new"
  [ "$(checksum "$RELEASE_FOLDER/.$name.new")" = "$want" ] || {
    rm -f "$RELEASE_FOLDER/.$name.new"
    fail "$name of the image is not what its SHA256SUMS says; it was not put in place"
  }
  chmod "$mode" "$RELEASE_FOLDER/.$name.new"
  mv -f "$RELEASE_FOLDER/.$name.new" "$RELEASE_FOLDER/$name"
  say "wrote $RELEASE_FOLDER/$name"
}

checksum() { [ ! -f "$1" ] || sha256sum "$1" | cut -d ' ' -f 1; }

# The shim's settings. They name the binary by its path, so that nothing is looked for in PATH.
put_settings() {
  new=$RELEASE_FOLDER/.runsc.toml.new
  {
    echo "binary_name = \"$RELEASE_FOLDER/runsc\""
    echo "[runsc_config]"
    for flag in $RUNSC_FLAGS; do echo "  ${flag%%=*} = \"${flag#*=}\""; done
  } >"$new"
  if cmp -s "$new" "$RELEASE_FOLDER/runsc.toml"; then
    rm -f "$new"
    return 0
  fi
  mv -f "$new" "$RELEASE_FOLDER/runsc.toml"
  say "wrote $RELEASE_FOLDER/runsc.toml"
}

# The configuration as it was without our block, byte for byte: the block's first line says how long the file was.
without_block() {
  first=$(grep -n "^$BEGIN" "$1" | head -n 1) || {
    cat "$1"
    return 0
  }
  size=$(printf '%s\n' "$first" | sed -n 's/.*: \([0-9]*\) bytes with sha256 \([0-9a-f]*\) .*/\1/p')
  want=$(printf '%s\n' "$first" | sed -n 's/.*: \([0-9]*\) bytes with sha256 \([0-9a-f]*\) .*/\2/p')
  if [ -n "$size" ] && [ "$(head -c "$size" "$1" | sha256sum | cut -d ' ' -f 1)" = "$want" ] &&
    [ "$(tail -n 1 "$1")" = "$END" ]; then
    head -c "$size" "$1"
  else
    # Somebody else has changed the file since: only our lines go.
    sed "/^$BEGIN/,/^$END/d" "$1"
  fi
}

# --- the configuration -----------------------------------------------------------------------------------------------

configure() {
  if has_runtime "$CURRENT"; then
    say "containerd is configured already"
    return 0
  fi
  folder=$(import_folder)
  if ! ours && printf '%s\n' "$CURRENT" | grep -q "containerd\.runtimes\.$HANDLER\]"; then
    fail "containerd has a handler $HANDLER that is not ours; nothing was changed in $CONFIG"
  fi
  : >"$PENDING"
  for id in $(tables); do
    if [ -n "$folder" ]; then
      ! configure_by_drop_in "$id" "$folder" || return 0
    else
      ! configure_by_block "$id" || return 0
    fi
  done
  rm -f "$PENDING"
  fail "containerd takes our runtime under neither name of its table without a change to something else; nothing was changed in $CONFIG"
}

# Whether what is configured is an earlier release of ours.
ours() {
  grep -q "^$BEGIN" "$CONFIG" && return 0
  folder=$(import_folder)
  [ -n "$folder" ] && [ -f "$folder/$DROP_IN" ]
}

# The drop-in has the root file's version: containerd ends at its start where a drop-in's is higher than it knows.
configure_by_drop_in() {
  mkdir -p "$2"
  [ ! -f "$2/$DROP_IN" ] || cp -p "$2/$DROP_IN" "$2/.$DROP_IN.old"
  {
    echo "# Written by aks-sandbox for the runtime gvisor."
    echo "version = $ROOT_VERSION"
    runtime_tables "$1"
  } >"$2/.$DROP_IN.new"
  mv -f "$2/.$DROP_IN.new" "$2/$DROP_IN"
  if is_taken "$CONFIG"; then
    rm -f "$2/.$DROP_IN.old"
    say "wrote $2/$DROP_IN (table $1)"
    return 0
  fi
  if [ -f "$2/.$DROP_IN.old" ]; then mv -f "$2/.$DROP_IN.old" "$2/$DROP_IN"; else rm -f "$2/$DROP_IN"; fi
  say "not with the table $1: the drop-in was taken back"
  return 1
}

configure_by_block() {
  without_block "$CONFIG" >"$CONFIG.aks-sandbox-base"
  base=$CONFIG.aks-sandbox-base new=$CONFIG.aks-sandbox-new
  # A copy first, for the owner and the mode.
  cp -p "$CONFIG" "$new"
  cat "$base" >"$new"
  {
    echo
    echo "$BEGIN: $(wc -c <"$base" | tr -d ' ') bytes with sha256 $(checksum "$base") stood before this block"
    runtime_tables "$1"
    echo "$END"
  } >>"$new"
  rm -f "$base"
  if is_taken "$new"; then
    mv -f "$new" "$CONFIG"
    say "wrote our block at the end of $CONFIG (table $1)"
    return 0
  fi
  rm -f "$new"
  say "not with the table $1: $CONFIG was not changed"
  return 1
}

# Takes the configuration back. Does nothing where it is not ours.
unconfigure() {
  folder=$(import_folder)
  if [ -n "$folder" ] && [ -f "$folder/$DROP_IN" ]; then
    : >"$PENDING"
    rm -f "$folder/$DROP_IN"
    say "removed $folder/$DROP_IN"
  fi
  if grep -q "^$BEGIN" "$CONFIG"; then
    : >"$PENDING"
    cp -p "$CONFIG" "$CONFIG.aks-sandbox-new"
    without_block "$CONFIG" >"$CONFIG.aks-sandbox-new"
    dump "$CONFIG.aks-sandbox-new" >/dev/null || {
      rm -f "$CONFIG.aks-sandbox-new"
      fail "containerd does not read $CONFIG without our block; it was not changed"
    }
    mv -f "$CONFIG.aks-sandbox-new" "$CONFIG"
    say "took our block out of $CONFIG"
  fi
}

# --- the Node object -------------------------------------------------------------------------------------------------

node() { $KUBECTL get node "$NODE_NAME" -o jsonpath="$1"; }

label_key() { echo "${READY_LABEL%%=*}"; }

is_marked() {
  [ "$(node "{.metadata.labels['$(label_key | sed 's/\./\\./g')']}")" = "${READY_LABEL#*=}" ]
}

unmark() {
  if is_marked; then
    $KUBECTL label node "$NODE_NAME" "$(label_key)-"
  fi
}

# Fails with 1 where the kubelet does not report the handler, with 2 where the API server does not answer.
has_handler() {
  handlers=$(node '{.status.runtimeHandlers[*].name}') || return 2
  case " $handlers " in *" $HANDLER "*) return 0 ;; *) return 1 ;; esac
}

# Fails where the kubelet goes on without the handler for $HANDLER_SECONDS. Time without an answer of the API server
# does not count: it says nothing of this node.
wait_for_handler() {
  since=
  while true; do
    state=0
    has_handler || state=$?
    now=$(date +%s)
    case $state in
      0) return 0 ;;
      1) [ $((now - ${since:=$now})) -lt "$HANDLER_SECONDS" ] || return 1 ;;
      *) since= ;;
    esac
    say "wait for the kubelet to report the handler $HANDLER"
    sleep "$PAUSE"
  done
}

# The label and the taint come last: until then no pod of the class lands here.
mark() {
  is_marked || $KUBECTL label --overwrite node "$NODE_NAME" "$READY_LABEL"
  taint=${INIT_TAINT%%[=:]*}
  case " $(node '{.spec.taints[*].key}') " in
    *" $taint "*) $KUBECTL taint node "$NODE_NAME" "$taint-" ;;
  esac
}

# --- the two jobs ----------------------------------------------------------------------------------------------------

# Ends with an error, and with containerd as it was without us.
take_back() {
  say "$1: the configuration is taken back" >&2
  unmark || say "the label could not be removed" >&2
  unconfigure
  restart_containerd || say "the restart failed again" >&2
  fail "$1"
}

install() {
  check_node
  put runsc 0755
  put containerd-shim-runsc-v1 0755
  put_settings
  # A node that was made anew under its old name may still have the label.
  if ! has_runtime "$CURRENT" || [ -e "$PENDING" ]; then unmark; fi
  configure
  if [ -e "$PENDING" ] && ! restart_containerd; then
    take_back "containerd did not start with our configuration"
  fi
  # A containerd that starts may still have no CRI: the node would stay NotReady.
  wait_for_handler ||
    take_back "the kubelet did not report the handler $HANDLER within $HANDLER_SECONDS seconds"
  mark
  say "node $NODE_NAME is ready for gVisor pods"
}

# Programs of ours that run on the node: every gVisor pod has a shim.
programs() {
  for link in "$PROC"/[0-9]*/exe; do readlink "$link" 2>/dev/null || true; done | grep -c "^$FOLDER/" || true
}

uninstall() {
  check_node
  unmark
  while left=$(programs) && [ "$left" -gt 0 ]; do
    say "wait for the gVisor pods of this node to go: $left programs run"
    sleep "$PAUSE"
  done
  unconfigure
  if [ -e "$PENDING" ]; then restart_containerd || fail "containerd did not start without our configuration"; fi
  # The folder itself stays: it is the mount, which the kubelet made.
  for release in "$FOLDER"/*/; do [ ! -e "$release/runsc.toml" ] || rm -rf "$release"; done
  say "gVisor is off node $NODE_NAME"
}

RELEASE_FOLDER=$FOLDER/$(sha256sum <"$PAYLOAD/SHA256SUMS" | cut -c 1-12)
SHIM=$RELEASE_FOLDER/containerd-shim-runsc-v1

rm -f "$READY_FILE"
case ${1:-} in
  install) install ;;
  uninstall) uninstall ;;
  *) fail "usage: installer.sh install|uninstall" ;;
esac
: >"$READY_FILE"

# The pod's readiness tells that the work is done; the pod stays, so that a new node gets one, and only one.
trap 'exit 0' TERM INT
while [ "${STAY:-yes}" = yes ]; do
  sleep 3600 &
  wait $!
done
