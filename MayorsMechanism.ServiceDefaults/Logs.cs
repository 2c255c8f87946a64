using Microsoft.Extensions.Logging;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>One line an entry, and only what somebody should read: requests and SQL are in the traces.</summary>
static class Logs
{
    public static void AddPlainConsole(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true);
        Set(logging, LogLevel.Warning, "Microsoft", "Npgsql", "System", "Yarp");
        // These quote whole addresses, and those of one-time pages are secrets: named in full, so that no setting for a part
        // of the framework turns them on again.
        Set(logging, LogLevel.Warning, "Microsoft.AspNetCore.Hosting.Diagnostics", "System.Net.Http");
        // What fails in these is thrown as well, and logged where it is handled, unless it was the caller's mistake.
        Set(logging, LogLevel.None, "Microsoft.EntityFrameworkCore.Database.Command", "Microsoft.EntityFrameworkCore.Update",
            "Microsoft.EntityFrameworkCore.Query");
        // Each try to reach the broker, with its whole stack. Health says once that it is away; a failed message is said where it is kept.
        Set(logging, LogLevel.Error, "MassTransit");
        // Asked several times a second while the system starts; Health logs what changes.
        Set(logging, LogLevel.None, "Microsoft.Extensions.Diagnostics.HealthChecks");
    }

    static void Set(ILoggingBuilder logging, LogLevel level, params ReadOnlySpan<string> categories)
    {
        foreach (var category in categories) logging.AddFilter(category, level);
    }
}
