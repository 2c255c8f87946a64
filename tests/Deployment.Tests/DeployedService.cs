using System.Text.RegularExpressions;

namespace MayorsMechanism.Deployment;

/// <summary>One program as a description of the whole system has it, whatever its notation: what it is told, not where that leads.</summary>
/// <param name="Name">Of the program.</param>
/// <param name="References">The databases, the broker and the services that it is given addresses of.</param>
/// <param name="Variables">The names of its other settings, secret ones too.</param>
/// <param name="HealthPath">Where it is asked whether it is ready.</param>
public sealed partial record DeployedService(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Variables, string HealthPath)
{
    /// <param name="name">Of the program.</param>
    /// <param name="settings">The names of all settings, as environment variables or files.</param>
    /// <param name="healthPath">Where it is asked whether it is ready.</param>
    public static DeployedService Of(string name, IEnumerable<string> settings, string healthPath)
    {
        var all = settings.Where(setting => !OfTheHost().IsMatch(setting)).ToList();
        return new(name,
            [.. all.Where(setting => Reference().IsMatch(setting)).Select(setting => Reference().Match(setting).Groups["name"].Value).Distinct().Order()],
            [.. all.Where(setting => !Reference().IsMatch(setting)).Order(StringComparer.Ordinal)],
            healthPath);
    }

    public DeployedService Without(string[] variables) => this with { Variables = [.. Variables.Except(variables)] };

    /// <summary>One line: two of these compare as they read.</summary>
    public override string ToString() => $"{Name}: {string.Join(' ', References)}; {string.Join(' ', Variables)}; {HealthPath}";

    /// <summary>Whether a setting of this name holds a secret.</summary>
    public static bool IsSecret(string setting) => Secret().IsMatch(setting);

    [GeneratedRegex("PASSWORD|Password|Secret|Key|Token|Smtp|ConnectionStrings|OTLP_HEADERS")]
    private static partial Regex Secret();

    [GeneratedRegex("^(ConnectionStrings__(?<name>.+)|services__(?<name>.+)__http__[0-9]+)$")]
    private static partial Regex Reference();

    /// <summary>What every program gets from whatever runs it, and each in its own way.</summary>
    [GeneratedRegex("^(OTEL_|ASPNETCORE_|DOTNET_|Draining$)")]
    private static partial Regex OfTheHost();
}
