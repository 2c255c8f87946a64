using MayorsMechanism.AppHost.Start;

namespace MayorsMechanism.Fixtures;

/// <summary>One replica of one service as a process of its own, on a port that stays the same; killed and started again at will.</summary>
/// <param name="project">The service's project, built beside the calling test.</param>
/// <param name="environment">Its settings.</param>
public sealed class ServiceProcess(string project, IReadOnlyDictionary<string, string?> environment) : IAsyncDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    readonly List<string> _output = [];
    readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{Ports.Free()}"), Timeout = TimeSpan.FromSeconds(30) };
    ChildProcess? _process;

    public Uri Address => _http.BaseAddress!;

    /// <summary>Everything that it has written, in all its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    public bool Runs => _process is { Exit.IsCompleted: false };

    /// <summary>A figure of its memory, as /proc/…/status names it: VmRSS now, VmHWM at the most so far.</summary>
    public long Megabytes(string figure)
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").Single(line => line.StartsWith(figure + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) >> 10;
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        _process = await ChildProcess.StartAsync(CommandOf([]), Receive);
        var deadline = DateTime.UtcNow + Longest;
        while (!await AnswersAsync(cancel))
        {
            if (_process.Exit.IsCompleted || DateTime.UtcNow > deadline) throw new InvalidOperationException($"{project} does not start:\n{Output}");
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>Ends it at once, whatever it is doing.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.Exit;
    }

    /// <summary>Asks it to stop.</summary>
    public Task StopAsync() => _process!.StopAsync(TimeSpan.FromSeconds(40));

    /// <summary>Runs the service's program with a verb, such as republish, beside it.</summary>
    public async Task<(int Code, string Output)> RunAsync(string verb, CancellationToken cancel) =>
        await ChildProcess.RunAsync(CommandOf([verb]), cancel);

    public ApiClient Client(string? token) => new(new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) }, token);

    public async ValueTask DisposeAsync()
    {
        if (Runs) await KillAsync();
        _http.Dispose();
    }

    async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync("/health", cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    Command CommandOf(string[] verb) => new(Built.Dotnet, [Built.Program(project), .. verb])
    {
        WorkingDirectory = Path.GetDirectoryName(Built.Program(project))!,
        Environment = new Dictionary<string, string?>(environment) { ["ASPNETCORE_URLS"] = Address.ToString(), ["ASPNETCORE_ENVIRONMENT"] = "Production" },
    };

    void Receive(string line)
    {
        lock (_output) _output.Add(line);
    }
}
