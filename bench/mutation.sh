#!/usr/bin/env bash
# Changes the code of Core in small ways, one after the other, and counts which changes a unit test notices.
# bench/mutation.sh [<folder of Mhero.Core> …]; without folders: Mapping, Extraction, Messaging, Lookup and Sync. Ends with 1 when a score is below the floor.
# A folder may be deeper: Sync/Contacts/Batches. MUTATION_FLOOR=85 sets the floor, MUTATION_PROCESSES=2 how many tests run at once.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
version=5.1.0
floor=${MUTATION_FLOOR:-85}
processes=${MUTATION_PROCESSES:-2}
[ $# -gt 0 ] || set -- Mapping Extraction Messaging Lookup Sync

tools=$PWD/bench/out/tools reports=$PWD/bench/out/mutation
[ -x "$tools/dotnet-stryker" ] || dotnet tool install dotnet-stryker --version "$version" --tool-path "$tools"

failed=0
for folder in "$@"; do
  folder=${folder%/}
  [ -d "Mhero.Core/$folder" ] || { echo "no such folder: Mhero.Core/$folder"; exit 2; }
  mkdir -p "$reports/$folder"
  cat > "$reports/$folder/settings.json" <<JSON
{
  "stryker-config": {
    "project": "Mhero.Core.csproj",
    "concurrency": $processes,
    "reporters": ["json"],
    "mutate": ["**/Mhero.Core/$folder/**/*.cs"],
    "ignore-mutations": ["string"],
    "ignore-methods": ["*Log*", "ConfigureAwait", "*Exception.ctor", "ArgumentNullException.ThrowIfNull"],
    "test-case-filter": "FullyQualifiedName~Mhero.Core.Tests.${folder%%/*}",
    "additional-timeout": 10000
  }
}
JSON
  (cd tests/Mhero.Core.Tests && "$tools/dotnet-stryker" --config-file "$reports/$folder/settings.json" --output "$reports/$folder" --skip-version-check > "$reports/$folder/log.txt" 2>&1) \
    || { tail -20 "$reports/$folder/log.txt"; echo "the log is $reports/$folder/log.txt"; exit 1; }
  node bench/mutation.mjs "$reports/$folder/reports/mutation-report.json" "$folder" "$floor" || failed=1
done
exit $failed
