#!/usr/bin/env bash
# Process 1 of a test cluster's node: started by `unshare` in namespaces of its own, it makes the node's file system and
# prints the node's process id on the host. Then it reaps processes and ends when its standard input ends (with a second
# argument: when it is killed); with it the kernel ends every process of the node, and with those all its mounts and links.
#
#   node.sh NAME [outlives]
set -euo pipefail
name=$1
# /proc is still the host's here.
read -r pid _ </proc/self/stat
mapfile -t mounts </proc/self/mountinfo

# Namespaces and mounts of others, copied into this mount namespace, would be kept alive by it.
for line in "${mounts[@]}"; do
  read -r _ _ _ _ point _ <<<"$line"
  case $point in /run/* | /tmp/*) umount --lazy "$point" 2>/dev/null || true ;; esac
done
mount --make-rshared /
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
# What is written into these folders stays in the node.
for folder in /etc /opt /usr /var; do
  mkdir -p "/run/node$folder/upper" "/run/node$folder/work"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=/run/node$folder/upper,workdir=/run/node$folder/work" "$folder"
done
# Empty, whatever the machine has there. (Snapshots of containerd are overlays: their upper folder may not lie in one.)
for folder in /var/lib/containerd /var/lib/kubelet /etc/containerd /etc/cni/net.d; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 tmpfs "$folder"
done

# The control groups of the host, of which this namespace sees the node's part as the whole.
mount -t sysfs sysfs /sys
groups=/sys/fs/cgroup
if grep -q ' - cgroup ' <<<"$(printf '%s\n' "${mounts[@]}")"; then mount -t tmpfs -o mode=755 tmpfs "$groups"; fi
unified=no
for line in "${mounts[@]}"; do
  read -r _ _ _ _ point _ <<<"$line"
  read -r type _ options <<<"${line#* - }"
  case $type in
    cgroup)
      options=${options#rw,}
      [[ $options == name=* ]] && options=none,$options
      mkdir -p "$point"
      mount -t cgroup -o "$options" cgroup "$point"
      ;;
    cgroup2)
      mkdir -p "$point"
      mount -t cgroup2 cgroup2 "$point"
      [[ $point == "$groups" ]] && unified=yes
      ;;
  esac
done
if [[ $unified == yes ]]; then
  for controller in $(<"$groups/cgroup.controllers"); do
    echo "+$controller" >"$groups/cgroup.subtree_control" 2>/dev/null || true
  done
fi

# The kubelet sets these, which belong to the whole machine: here it writes into copies.
for tunable in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  [[ -e /proc/sys/$tunable ]] || continue
  copy=/run/node/${tunable//\//.}
  cat "/proc/sys/$tunable" >"$copy"
  mount --bind "$copy" "/proc/sys/$tunable"
done
hostname "$name"
ip link set lo up
echo "$pid"
exec >/dev/null
if [[ ${2:-} == outlives ]]; then
  while :; do
    sleep 86400 &
    wait
  done
fi
while read -r _; do :; done
