#requires -Version 5.1
# Makes .venv from the hashed locks. Says nothing when all is there.
# $env:PYTHON = 'C:\path\to\python.exe' chooses the interpreter of a new .venv.
# ASCII only: Windows PowerShell reads a file without a mark in the code page of the machine.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
$venv = Join-Path $root '.venv'
$stamp = Join-Path $venv '.setup-stamp'
$bin = Join-Path $venv 'Scripts'
$inputs = 'requirements-uv.lock', 'build-constraints.txt', 'requirements.lock', 'pyproject.toml', 'scripts/setup.ps1'

# What would move or widen the installation; mirrors and certificates of the user's settings stay.
$wanted = @{
    PYTHONPATH = $null; PYTHONHOME = $null
    PIP_USER = '0'; PIP_DISABLE_PIP_VERSION_CHECK = '1'
    PIP_TARGET = $null; PIP_PREFIX = $null; PIP_ROOT = $null; PIP_CONSTRAINT = $null; PIP_NO_BINARY = $null
}

function Set-Variables([hashtable] $values) { # in the environment; $null takes one away
    foreach ($name in $values.Keys) {
        if ($null -eq $values[$name]) { Remove-Item -Path "Env:$name" -ErrorAction SilentlyContinue }
        else { Set-Item -Path "Env:$name" -Value $values[$name] }
    }
}

function Say([string[]] $lines) { foreach ($line in $lines) { [Console]::Error.WriteLine($line) } }

function Invoke-Checked([string] $program, [string[]] $arguments) {
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { throw "$program ended with exit status $LASTEXITCODE" }
}

# -- the interpreter ----------------------------------------------------------------------------
$fits = 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

function Test-Runs([string[]] $command, [string[]] $arguments) { # whether it is there and ends with 0
    $ErrorActionPreference = 'Continue' # what a program says on stderr would end us otherwise
    if (-not (Get-Command $command[0] -ErrorAction SilentlyContinue)) { return $false }
    $options = @($command | Select-Object -Skip 1)
    try { & $command[0] @options @arguments 2>$null | Out-Null } catch { return $false }
    return $LASTEXITCODE -eq 0
}

function Find-Python {
    $candidates = @('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('python')
    if ($env:PYTHON) { $candidates = @(, @($env:PYTHON)) + $candidates }
    foreach ($candidate in $candidates) {
        if (Test-Runs $candidate @('-I', '-c', $fits)) { return , $candidate }
    }
    throw "reception-app needs Python 3.11, 3.12 or 3.13; none was found. " +
        "Install one from python.org, or name it: `$env:PYTHON = 'C:\path\to\python.exe'"
}

# -- the environment ----------------------------------------------------------------------------
function Get-Fingerprint { # an environment does not survive a move, so its place belongs to it
    $python = Join-Path $bin 'python.exe'
    $version = & $python -I -c 'import sys; print(sys.implementation.cache_tag, sys.platform)'
    $hashes = foreach ($name in $inputs) { (Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $root $name)).Hash }
    return (@($root, $version) + $hashes) -join "`n"
}

function Test-Ready {
    if (-not (Test-Path -LiteralPath $stamp)) { return $false }
    if (-not (Test-Path -LiteralPath (Join-Path $bin 'reception-app.exe'))) { return $false }
    if (-not (Test-Runs @((Join-Path $bin 'python.exe')) @('-I', '-c', 'pass'))) { return $false }
    return [IO.File]::ReadAllText($stamp) -eq (Get-Fingerprint)
}

function Test-Usable { # whole, ours, here: then it only needs to be brought up to date
    $activate = Join-Path $bin 'activate.bat'
    if (-not (Test-Path -LiteralPath $activate)) { return $false }
    if ([IO.File]::ReadAllText($activate).IndexOf($venv, [StringComparison]::OrdinalIgnoreCase) -lt 0) { return $false }
    $python = @((Join-Path $bin 'python.exe'))
    return (Test-Runs $python @('-I', '-c', $fits)) -and (Test-Runs $python @('-I', '-m', 'pip', '--version'))
}

function New-Environment([string[]] $python) {
    Say 'Setting up .venv; the first time takes a minute or two.'
    if (Test-Path -LiteralPath $stamp) { Remove-Item -LiteralPath $stamp }
    if ($env:PYTHON -or -not (Test-Usable)) {
        if (Test-Path -LiteralPath $venv) { Remove-Item -LiteralPath $venv -Recurse -Force }
        $options = @($python | Select-Object -Skip 1)
        Invoke-Checked $python[0] ($options + @('-I', '-m', 'venv', $venv))
    }
    $here, $uv = (Join-Path $bin 'python.exe'), (Join-Path $bin 'uv.exe')
    Invoke-Checked $here @('-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', 'requirements-uv.lock')
    Invoke-Checked $uv @('--quiet', 'pip', 'sync', '--python', $here, '--require-hashes', '--compile-bytecode',
        '--build-constraints', 'build-constraints.txt', 'requirements.lock')
    # After the sync, which takes away whatever is not in the lock.
    Invoke-Checked $uv @('--quiet', 'pip', 'install', '--python', $here, '--no-deps', '--no-build-isolation', '-e', '.')
    [IO.File]::WriteAllText("$stamp.new", (Get-Fingerprint))
    Move-Item -LiteralPath "$stamp.new" -Destination $stamp -Force
}

# -- sentences of the windows -------------------------------------------------------------------
function New-Words { # what the program loads is made here and not committed
    $folder = Join-Path $root 'src/reception_app/resources/i18n'
    foreach ($ts in Get-ChildItem -Path (Join-Path $root 'resources/i18n') -Filter '*.ts') {
        $qm = Join-Path $folder ($ts.BaseName + '.qm')
        if ((Test-Path -LiteralPath $qm) -and $ts.LastWriteTimeUtc -le (Get-Item -LiteralPath $qm).LastWriteTimeUtc) { continue }
        New-Item -ItemType Directory -Force -Path $folder | Out-Null
        Invoke-Checked (Join-Path $bin 'pyside6-lrelease.exe') @('-silent', $ts.FullName, '-qm', "$qm.$PID")
        Move-Item -LiteralPath "$qm.$PID" -Destination $qm -Force
    }
}

$before = @{}
foreach ($name in $wanted.Keys) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
Set-Variables $wanted
$turn = New-Object Threading.Mutex $false, 'Local\reception-app-setup'
$isOurs = $false
Push-Location -LiteralPath $root
try {
    if (-not (Test-Ready)) {
        try { $isOurs = $turn.WaitOne() } catch [Threading.AbandonedMutexException] { $isOurs = $true }
        if (-not (Test-Ready)) { New-Environment (Find-Python) } # else somebody else has just made it
    }
    New-Words
}
catch {
    Say $_.Exception.Message
    exit 1
}
finally {
    Pop-Location
    if ($isOurs) { $turn.ReleaseMutex() }
    $turn.Dispose()
    Set-Variables $before
}
exit 0
