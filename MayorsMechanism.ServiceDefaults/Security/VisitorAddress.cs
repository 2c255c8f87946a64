using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>
/// Where a request began. Behind the gateway every connection is the gateway's, and what the console asks of it comes from the console. So the
/// gateway tells the console and Identity whom it serves, in a header with the time and a proof, and the console hands that on with whatever it
/// asks in this reader's name. Nobody else can make one, and none lasts.
/// </summary>
public sealed class VisitorAddress(Proofs proofs, TimeProvider time)
{
    public const string Header = "X-Visitor";
    const string Purpose = "visitor";

    /// <summary>As long as a page may take, and more than clocks differ.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public string Write(IPAddress address)
    {
        var fact = string.Create(CultureInfo.InvariantCulture, $"{address} {time.GetUtcNow().ToUnixTimeSeconds()}");
        return $"{fact} {Base64Url.EncodeToString(proofs.Of(Purpose, Encoding.ASCII.GetBytes(fact)))}";
    }

    /// <summary>Null unless the gateway wrote it, a moment ago.</summary>
    public IPAddress? Read(string? header) =>
        header?.Split(' ') is [var address, var at, var proof]
            && IPAddress.TryParse(address, out var visitor)
            && long.TryParse(at, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) <= Longest.TotalSeconds
            && Base64Url.IsValid(proof)
            && proofs.Hold(Purpose, Encoding.ASCII.GetBytes($"{address} {at}"), Base64Url.DecodeFromChars(proof))
            ? visitor
            : null;
}

public static class VisitorAddressSetup
{
    /// <summary>Call it after <c>AddServiceDefaults</c>.</summary>
    public static void AddVisitorAddress(this IHostApplicationBuilder builder)
    {
        builder.AddProofs();
        builder.Services.AddSingleton<VisitorAddress>();
    }

    /// <summary>From here on the address of the connection is the visitor's. Without the gateway's word it stays what it is.</summary>
    public static void UseVisitorAddress(this WebApplication app)
    {
        var visitors = app.Services.GetRequiredService<VisitorAddress>();
        app.Use((http, next) =>
        {
            if (http.Request.Headers.TryGetValue(VisitorAddress.Header, out var header) && visitors.Read(header) is { } visitor)
                http.Connection.RemoteIpAddress = visitor;
            return next(http);
        });
    }
}
