#requires -Version 5.1
# Without arguments: linters, types, contracts, all tests; cheapest first, stops at the first fault.
# With arguments: pytest with these arguments.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
& (Join-Path $PSScriptRoot 'setup.ps1')
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$bin = Join-Path $root '.venv/Scripts'

function Step([string] $name) { Write-Output "`n-- $name" }

function Invoke-Checked([string] $program, [string[]] $arguments) {
    & (Join-Path $bin "$program.exe") @arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

Push-Location -LiteralPath $root
try {
    if ($args.Count -gt 0) {
        Invoke-Checked 'pytest' $args
        exit 0
    }

    Step 'ruff'
    Invoke-Checked 'ruff' @('format', '--check', '.')
    Invoke-Checked 'ruff' @('check', '.')

    Step 'mypy'
    Invoke-Checked 'mypy' @('--platform', 'linux') # some tests are for Linux alone
    Invoke-Checked 'mypy' @('--platform', 'win32', 'src')

    Step 'pyright'
    # Node and pyright come from the lock: nothing is fetched, and no news of other versions either.
    foreach ($name in 'FORCE_VERSION', 'PYLANCE_VERSION', 'NODE_VERSION') {
        Remove-Item -Path "Env:PYRIGHT_PYTHON_$name" -ErrorAction SilentlyContinue
    }
    $env:PYRIGHT_PYTHON_GLOBAL_NODE = '0'
    $env:PYRIGHT_PYTHON_IGNORE_WARNINGS = '1'
    Invoke-Checked 'pyright' @()

    Step 'import contracts'
    Invoke-Checked 'lint-imports' @()

    Step 'tests'
    Write-Output 'Left out: tests/e2e (a pcscd of its own, signals) and tests/accessibility (AT-SPI): there on Linux only.'
    Invoke-Checked 'pytest' @('--ignore=tests/e2e', '--ignore=tests/pcscd', '--ignore=tests/accessibility', '-n', 'auto', '--dist', 'loadfile', '--no-loadscope-reorder', '--cov', '--cov-report=')

    Step 'branch coverage of the pure packages'
    $pure = 'domain', 'card', 'messages', 'application' | ForEach-Object { "src/reception_app/$_/*" }
    Invoke-Checked 'coverage' @('report', '--skip-covered', '--show-missing', '--fail-under=100', "--include=$($pure -join ',')")

    Step 'tests with a real pcscd'
    Write-Output 'Left out: Windows has a smart card service of its own; pcscd and its vpcd driver are there on Linux only.'
}
finally {
    Pop-Location
}
exit 0
