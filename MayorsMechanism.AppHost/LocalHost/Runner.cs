using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Runs a graph as plain processes of this machine until it is asked to stop.</summary>
static class Runner
{
    /// <returns>The exit code: 0 after a requested stop, 1 when something could not start.</returns>
    public static async Task<int> RunAsync(Graph graph, IConfiguration configuration)
    {
        var clock = Stopwatch.StartNew();
        using var stop = new StopSignals();
        try
        {
            CheckPorts(graph);
            using var data = DataFolder.Open(configuration["data"]);
            await RunAsync(new RunningGraph(graph, data, configuration), data, clock, stop);
            return 0;
        }
        catch (StartException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    static async Task RunAsync(RunningGraph running, DataFolder data, Stopwatch clock, StopSignals stop)
    {
        stop.OnImpatience = running.Kill;
        try
        {
            await running.StartAsync(stop.Requested);
            Announcement.Write(running, data, clock.Elapsed);
            await Task.Delay(Timeout.Infinite, stop.Requested);
        }
        catch (OperationCanceledException) when (stop.Requested.IsCancellationRequested)
        {
            Console.WriteLine("Stopping …");
        }
        finally
        {
            await running.StopAsync();
        }
        Console.WriteLine("Stopped.");
    }

    static void CheckPorts(Graph graph)
    {
        foreach (var project in graph.Nodes.OfType<ProjectNode>().Where(project => project.Port is not null))
            if (!Ports.IsFree(project.Port!.Value))
                throw new StartException($"Port {project.Port} is taken: stop what listens there, or choose another one with --port.");
    }
}
