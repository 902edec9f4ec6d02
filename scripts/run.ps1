#requires -Version 5.1
# Without arguments: the desk in training mode. With arguments: reception-app itself.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
& (Join-Path $PSScriptRoot 'setup.ps1')
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

$given = $args
if ($given.Count -eq 0) { $given = '--training', '--data', (Join-Path $root '.training/data') }
& (Join-Path $root '.venv/Scripts/reception-app.exe') @given
exit $LASTEXITCODE
