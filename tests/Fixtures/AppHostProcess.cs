using System.Globalization;
using MayorsMechanism.AppHost.Start;

namespace MayorsMechanism.Fixtures;

/// <summary>The whole system, started as a person starts it: one process, known by what it prints.</summary>
public sealed class AppHostProcess : IAsyncDisposable
{
    const string Mark = "STARTED_FOR_TEST_ON";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);

    readonly List<string> _output = [];
    readonly string _data;
    ChildProcess _process = null!;

    AppHostProcess(string data) => _data = data;

    /// <summary>
    /// Starts the AppHost built beside the calling test; without demonstration, dashboard and containers, unless the options ask for them.
    /// </summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="options">More of its options, such as <c>--port</c>.</param>
    /// <param name="environment">Set on top of the inherited environment.</param>
    public static Task<AppHostProcess> StartAsync(string data, string[] options, IReadOnlyDictionary<string, string?>? environment = null) =>
        LaunchAsync(data, [Built.Dotnet, Built.Program("MayorsMechanism.AppHost"), "--data", data, "--demonstration", "false", "--dashboard", "false", "--containers", "false", .. options], environment ?? new Dictionary<string, string?>());

    /// <summary>Starts it by the script that people use, which builds first what is not built.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="options">More of the script's options.</param>
    public static Task<AppHostProcess> StartByScriptAsync(string data, string[] options) =>
        LaunchAsync(data, [Path.Combine(Source.Root, "run"), "--data", data, "--no-containers", .. options], new Dictionary<string, string?>());

    static async Task<AppHostProcess> LaunchAsync(string data, string[] line, IReadOnlyDictionary<string, string?> environment)
    {
        var host = new AppHostProcess(data);
        // A test run in the background inherits an ignored Ctrl-C, which would pass on to the system.
        var command = new Command("/usr/bin/env", ["--default-signal=INT", .. line])
        {
            WorkingDirectory = Path.GetTempPath(),
            // Every process that descends from it inherits the mark, whatever it is called.
            Environment = new Dictionary<string, string?>(environment) { [Mark] = data },
        };
        host._process = await ChildProcess.StartAsync(command, host.Receive);
        return host;
    }

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort() => Ports.Free();

    /// <summary>Everything it has written.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Waits for the addresses; fails with what it wrote when it ends before it prints them.</summary>
    public async Task<RunningSystem> WaitReadyAsync(CancellationToken cancellation)
    {
        var deadline = DateTime.UtcNow + Longest;
        while (!Output.Contains("Ctrl-C stops everything.", StringComparison.Ordinal))
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"Not ready after {Longest}:\n{Output}");
            if (_process.Exit.IsCompleted)
                throw new InvalidOperationException($"The AppHost ended with {_process.Exit.Result} before it was ready:\n{Output}");
            await Task.Delay(50, cancellation);
        }
        return RunningSystem.Parse(Output, Path.GetTempPath());
    }

    /// <summary>Waits until it has written a text.</summary>
    public async Task WaitForOutputAsync(string text, CancellationToken cancellation)
    {
        for (var deadline = DateTime.UtcNow + Longest; ; await Task.Delay(20, cancellation))
        {
            var ended = _process.Exit.IsCompleted; // All that it wrote is there by then.
            if (Output.Contains(text, StringComparison.Ordinal))
                return;
            if (ended)
                throw new InvalidOperationException($"The AppHost ended with {_process.Exit.Result} before it wrote \"{text}\":\n{Output}");
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"No \"{text}\" after {Longest}:\n{Output}");
        }
    }

    /// <summary>What Ctrl-C sends.</summary>
    public void Interrupt() => _process.Send(Signal.Int);

    /// <summary>What a service manager sends.</summary>
    public void Terminate() => _process.Send(Signal.Term);

    /// <summary>Ends it without a chance to clean up.</summary>
    public void Kill() => _process.Send(Signal.Kill);

    /// <returns>Its exit code.</returns>
    public Task<int> WaitExitAsync(CancellationToken cancellation) => _process.Exit.WaitAsync(Longest, cancellation);

    /// <summary>The processes, of any kind, that it and its descendants started and that still run: number and command line.</summary>
    public IReadOnlyList<string> Processes() => [.. Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId)
        .Where(folder => Read(folder, "environ").Split('\0').Contains($"{Mark}={_data}"))
        .Select(folder => $"{Path.GetFileName(folder)} {Read(folder, "cmdline").Replace('\0', ' ')}")];

    /// <inheritdoc cref="RabbitFixture.QueuesAsync(int, CancellationToken)"/>
    public Task<IReadOnlyDictionary<string, int>> QueuesAsync(CancellationToken cancellation)
    {
        var broker = Processes().Single(line => line.Contains("/beam.smp ", StringComparison.Ordinal));
        return RabbitFixture.QueuesAsync(int.Parse(broker.Split(' ')[0], CultureInfo.InvariantCulture), cancellation);
    }

    /// <summary>Waits until none is left, and gives those that would not go.</summary>
    public async Task<IReadOnlyList<string>> WaitProcessesGoneAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Processes().Count > 0 && !timeout.IsCancellationRequested)
            await Task.Delay(100, CancellationToken.None);
        return Processes();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.FromMinutes(1));
        await WaitProcessesGoneAsync();
    }

    void Receive(string line)
    {
        lock (_output)
            _output.Add(line);
    }

    static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
