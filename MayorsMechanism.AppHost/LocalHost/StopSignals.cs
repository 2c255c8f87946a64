using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Ctrl-C, a service manager's SIGTERM and a closed terminal all ask for a clean stop; a second Ctrl-C does not wait for it.</summary>
sealed class StopSignals : IDisposable
{
    // One Ctrl-C may arrive twice: a wrapper such as timeout or make passes on what the terminal sent already.
    static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(0.5);

    readonly CancellationTokenSource _requested = new();
    readonly PosixSignalRegistration[] _registrations;
    readonly Stopwatch _sinceFirst = new();

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    public CancellationToken Requested => _requested.Token;

    public Action OnImpatience { get; set; } = () => { };

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && _sinceFirst.Elapsed > SameSignal)
        {
            OnImpatience();
            Environment.Exit(130);
        }
        _sinceFirst.Start();
        // Not on the signal's thread: whoever waits for the token would run there.
        _ = _requested.CancelAsync();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _requested.Dispose();
    }
}
