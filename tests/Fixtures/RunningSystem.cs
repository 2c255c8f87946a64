using System.Text.RegularExpressions;

namespace MayorsMechanism.Fixtures;

/// <summary>What the AppHost tells the person who started it.</summary>
public sealed partial record RunningSystem(
    Uri Console, Uri Api, Uri Documentation, string AdministratorEmail, string AdministratorPassword,
    IReadOnlyList<ReplicaAddress> Replicas)
{
    /// <summary>Reads the lines it prints when everything is ready.</summary>
    /// <param name="output">All it printed.</param>
    /// <param name="workingDirectory">Where it was started, for paths it prints relative to that.</param>
    public static RunningSystem Parse(string output, string workingDirectory)
    {
        var administrator = AdministratorLine().Match(output);
        var password = File.ReadAllText(Path.Combine(workingDirectory, administrator.Groups["file"].Value)).Trim();
        return new RunningSystem(
            Address("Console"), Address("API"), Address("Documentation"), administrator.Groups["email"].Value, password,
            [.. ReplicaLine().Matches(output).Select(ReplicaAddress.Of)]);

        Uri Address(string name) => new(Regex.Match(output, $@"^{name} +(http\S+)$", RegexOptions.Multiline).Groups[1].Value);
    }

    /// <summary>The replicas of one service.</summary>
    public IReadOnlyList<ReplicaAddress> Of(string service) =>
        [.. Replicas.Where(replica => replica.Name == service || replica.Name.StartsWith(service + "-", StringComparison.Ordinal))];

    [GeneratedRegex(@"^Administrator +(?<email>\S+), first password in (?<file>.+)$", RegexOptions.Multiline)]
    private static partial Regex AdministratorLine();

    [GeneratedRegex(@"^(?<name>[a-z]+(-\d+)?) +(?<url>http\S+) +pid \d+$", RegexOptions.Multiline)]
    private static partial Regex ReplicaLine();
}

/// <summary>One process of a service.</summary>
public sealed record ReplicaAddress(string Name, Uri Url)
{
    /// <summary>Who has the address now: another process than at first, if that one was killed.</summary>
    int Present => RunningProcess.With("ASPNETCORE_URLS", Url.ToString().TrimEnd('/'));

    /// <summary>A variable of the process's environment, such as a connection string it was given.</summary>
    public string Variable(string name) => RunningProcess.Environment(Present)[name]!;

    /// <summary>Runs the service's program with a verb, such as verify-history, beside it: with the same environment.</summary>
    public async Task<(int Code, string Output)> RunAsync(string verb, CancellationToken cancel)
    {
        var process = Present;
        var line = RunningProcess.CommandLine(process);
        return await ChildProcess.RunAsync(new Command(line[0], [.. line[1..], verb]) { Environment = RunningProcess.Environment(process) }, cancel);
    }

    internal static ReplicaAddress Of(Match line) => new(line.Groups["name"].Value, new Uri(line.Groups["url"].Value));
}
