#!/usr/bin/env bash
# Installs Debian packages and nothing else: their servers are neither started nor given data of their own,
# for the system runs private ones.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.d/mayors-mechanism.conf
made=()
trap 'rm -f "${made[@]}"' EXIT

if [[ ! -e $policy ]]; then
  made+=("$policy")
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi

apt-get update
if [[ " $* " == *" postgresql "* ]]; then
  apt-get install -y --no-install-recommends postgresql-common
  mkdir -p "${clusters%/*}"
  made+=("$clusters")
  echo 'create_main_cluster = false' > "$clusters"
fi
apt-get install -y --no-install-recommends "$@"
