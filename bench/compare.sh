#!/usr/bin/env bash
# Carries out the benches of bench/baseline.json and compares their figures with it. Ends with 1 when one is worse by more than a fifth.
# On a machine with other work: bench/compare.sh --counts. A new baseline on a machine that does nothing else: bench/compare.sh --record "two cores, 2026-11-30".
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Mhero.Bench.Load -c Release -v quiet
exec dotnet bench/Mhero.Bench.Load/bin/Release/net10.0/Mhero.Bench.Load.dll compare --baseline bench/baseline.json "$@"
