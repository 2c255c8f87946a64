using MayorsMechanism.AppHost.Start;

namespace MayorsMechanism.Fixtures;

/// <summary>A private server, run by the same script as the app host's: on a port that stays the same, killed and started again at will.</summary>
/// <param name="name">Of the script.</param>
/// <param name="folder">Holds its data.</param>
/// <param name="environment">What the script asks for.</param>
/// <param name="settings">Of the server.</param>
sealed class ServerScript(string name, string folder, IReadOnlyDictionary<string, string?> environment, params string[] settings)
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    readonly List<string> _output = [];
    ChildProcess? _process;

    public int Port { get; } = Ports.Free();

    /// <summary>Starts it, and waits until a connection succeeds.</summary>
    public async Task StartAsync(Func<Task> connect)
    {
        var script = Path.Combine(Source.Root, "MayorsMechanism.AppHost", "Servers", name);
        _process = await ChildProcess.StartAsync(new Command("/bin/bash", [script, "run", folder, $"{Port}", .. settings]) { Environment = environment, OnParentDeath = Signal.Term }, Receive);
        for (var deadline = DateTime.UtcNow + Longest; ;)
        {
            try
            {
                await connect();
                return;
            }
            catch (Exception) when (!_process.Exit.IsCompleted && DateTime.UtcNow < deadline)
            {
                await Task.Delay(50);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{name} does not start:\n{string.Join('\n', _output)}", failure);
            }
        }
    }

    public Task StopAsync() => _process?.StopAsync(TimeSpan.FromSeconds(60)) ?? Task.CompletedTask;

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => _process?.Kill();

    void Receive(string line)
    {
        lock (_output) _output.Add(line);
    }
}
