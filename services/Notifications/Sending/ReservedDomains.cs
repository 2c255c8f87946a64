namespace MayorsMechanism.Notifications.Sending;

/// <summary>Domains for examples and tests, which nobody receives mail at (RFC 2606).</summary>
static class ReservedDomains
{
    static readonly string[] Names = ["test", "example", "invalid", "localhost", "example.com", "example.net", "example.org"];

    public static bool Holds(string domain)
    {
        var name = '.' + domain.TrimEnd('.');
        return Names.Any(reserved => name.EndsWith('.' + reserved, StringComparison.OrdinalIgnoreCase));
    }
}
