#requires -Version 5.1
# Prints the figures of the project as a table; ratios are taken within one run.
# The same words as for scripts/bench; without arguments: all of them.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
& (Join-Path $PSScriptRoot 'setup.ps1')
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

Push-Location -LiteralPath $root
try { & '.venv/Scripts/python.exe' scripts/bench.py @args } finally { Pop-Location }
exit $LASTEXITCODE
