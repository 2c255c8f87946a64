using System.Text.RegularExpressions;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>Hides the one-time and calendar secrets that URLs may carry, for logs, spans and metrics. A route's template has none.</summary>
public static partial class SecretPaths
{
    public static string Scrub(string url) => Secret().Replace(url, "$1***");

    [GeneratedRegex("(/r/|/calendar/)(?!consultations/|{)[^/?#]+")]
    private static partial Regex Secret();
}
