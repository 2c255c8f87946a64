using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.AppHost.Start;

/// <summary>What each process wrote since the start, in the data folder; the previous start's log stays beside it as <c>.1</c>.</summary>
sealed partial class LogFiles(StartOptions options, DistributedApplicationModel model, ResourceLoggerService logs, Progress progress, IHostApplicationLifetime lifetime) : IHostedService
{
    // About a process, among what the process says: of no use to who waits for the start.
    static readonly string[] AspireSays = ["[sys] ", "Waiting for resource", "Finished waiting", "No custom certificate", "Executing command", "Successfully executed command"];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Data.In("logs"));
        foreach (var resource in model.Resources.Where(Progress.IsOurs)) _ = KeepAsync(resource);
        return Task.CompletedTask;
    }

    /// <summary>As long as this process lives: the last words of the others are worth the most.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task KeepAsync(IResource resource)
    {
        var path = options.Data.In("logs", resource.Name + ".log");
        if (File.Exists(path)) File.Move(path, path + ".1", overwrite: true);
        await using var file = new StreamWriter(path, DataFolder.Private(FileMode.Create)) { AutoFlush = true };
        var full = false;
        await foreach (var lines in logs.WatchAsync(resource))
        {
            foreach (var text in lines.Select(line => Colours().Replace(line.Content, "")))
            {
                var said = text[(text.IndexOf(' ') + 1)..];
                if (IsWorthSeeing(resource, said)) Console.WriteLine($"{resource.Name} | {said}");
                if (full) continue;
                try
                {
                    await file.WriteLineAsync(text);
                }
                catch (IOException failure)
                {
                    // A full disk must not end what is running.
                    full = true;
                    await Console.Error.WriteLineAsync($"{path} is no longer written: {failure.Message}");
                }
            }
        }
    }

    /// <summary>Of a start that is broken off, Aspire tells a page on each resource that it no longer starts.</summary>
    bool IsWorthSeeing(IResource resource, string said) => resource is ProjectResource
        && (progress.Ready.IsCompleted || !lifetime.ApplicationStopping.IsCancellationRequested)
        && !AspireSays.Any(word => said.StartsWith(word, StringComparison.Ordinal));

    /// <summary>The dashboard shows them; a file does not.</summary>
    [GeneratedRegex(@"\x1b\[[\d;]*m")]
    private static partial Regex Colours();
}
