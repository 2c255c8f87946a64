using System.Runtime.InteropServices;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Ctrl-C, a service manager's SIGTERM and a closed terminal all ask for a clean stop; a second Ctrl-C does not wait for it.</summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _requested = new();
    readonly PosixSignalRegistration[] _registrations;
    int _interrupts;

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
        if (context.Signal == PosixSignal.SIGINT && Interlocked.Increment(ref _interrupts) > 1)
        {
            OnImpatience();
            Environment.Exit(130);
        }
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
