#!/usr/bin/env bash
# Prints the path of a Python that runs the Azure CLI as `PYTHON -m azure.cli`, for AKS_SANDBOX_AZ: a virtual environment
# in the cache, made the first time (733 MB from the Python package index; about a minute) and then used again.
set -euo pipefail
version=2.91.0
cache=${XDG_CACHE_HOME:-${HOME:-${TMPDIR:-/tmp}}/.cache}/aks-sandbox
folder=$cache/azure-cli-$version
python=$folder/bin/python
works() { [[ $("$python" -m azure.cli version --query '"azure-cli"' --output tsv 2>/dev/null) == "$version" ]]; }
log() { echo "$*" >&2; }

# az writes its settings where it runs, also for `version`.
AZURE_CONFIG_DIR=$(mktemp -d)
export AZURE_CONFIG_DIR AZURE_CORE_COLLECT_TELEMETRY=false
trap 'rm -rf "$AZURE_CONFIG_DIR"' EXIT

if works; then
  echo "$python"
  exit 0
fi
if ! python3 -c 'import ensurepip' 2>/dev/null; then
  log "installing Debian's python3-venv"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3 python3-venv; } >&2
fi
log "installing azure-cli $version"
# A virtual environment cannot be moved, so one that was not finished is made anew.
rm -rf "$folder"
mkdir -p "$cache"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check "azure-cli==$version" >&2
works || { log "azure-cli $version is installed in the cache, but does not run"; exit 1; }
echo "$python"
