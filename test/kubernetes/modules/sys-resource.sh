# Root without CAP_SYS_RESOURCE (bit 24) may not lower an OOM score, and gVisor's shim gives up where it cannot.
lacks_sys_resource() {
  local mask
  mask=$(sed -n 's/^CapEff:\s*//p' /proc/self/status 2>/dev/null)
  [[ -n $mask ]] && (((16#$mask >> 24 & 1) == 0))
}
